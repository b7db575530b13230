import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ACCESS_RULE, type AccessRule } from './access.js';
import type { Principal } from './principal.js';
import { ProblemException } from './problem.exception.js';

/** Lets a request through when its key's role may use the route; a handler without an access rule lets nobody in. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const handler = context.getHandler();
    const rule = this.reflector.get<AccessRule | undefined>(ACCESS_RULE, handler);
    if (rule === undefined) throw new Error(`${context.getClass().name}.${handler.name} has no access rule`);
    if (rule.kind === 'public') return true;

    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { principal } = request;
    if (principal === undefined) throw ProblemException.unauthorized('Send "Authorization: Bearer <key>".');
    checkRole(rule, principal);
    refuseUnstorableIds(request.params);
    if (rule.kind === 'tenant') request.tenantId = tenantOf(principal);
    return true;
  }
}

function checkRole(rule: Exclude<AccessRule, { kind: 'public' }>, { role }: Principal): void {
  if (role === 'admin' || rule.kind === 'key') return;
  const roles = rule.kind === 'admin' ? [] : rule.roles;
  if (roles.includes(role)) return;
  const allowed = ['admin', ...roles].join(' or ');
  throw new ProblemException('forbidden', `This needs a key with the role ${allowed}; this key's role is ${role}.`);
}

function tenantOf({ role, tenantId, namedTenantId }: Principal): string {
  const tenant = role === 'admin' ? namedTenantId : tenantId;
  if (tenant !== null) return tenant;
  throw new ProblemException('tenant-required', 'With an admin key, name the tenant in the header X-Tenant-Id.');
}

/** No id contains U+0000, and Postgres refuses to compare one that does. */
function refuseUnstorableIds(params: unknown): void {
  for (const value of Object.values(params ?? {})) {
    if (typeof value === 'string' && value.includes('\0')) {
      throw new ProblemException('not-found', 'There is no such resource.');
    }
  }
}
