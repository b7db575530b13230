import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { KeyRole } from '#libs/persistence';
import type { JsonText } from './json-body.js';

/** Who makes a request. */
export interface Principal {
  /** The key's id, or `bootstrap-admin`: what the audit log and timelines name. */
  keyId: string;
  role: KeyRole;
  /** The tenant of the key; null for an admin key. */
  tenantId: string | null;
  /** The tenant that `X-Tenant-Id` names, when it exists; else null. */
  namedTenantId: string | null;
  /** The session of the console that stands for the key; absent where the request carries the key itself. */
  session?: { id: string; expiresAt: Date };
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for every request under `/api/`. */
    principal?: Principal;
    /** The tenant that the request acts for; set where the route is a tenant's. */
    tenantId?: string;
  }
}

/** The {@link Principal} of a request, as a parameter of a handler. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (principal === undefined) throw new Error('a public route has no principal');
  return principal;
});

/** The id of the tenant that a request acts for, as a parameter of a handler under `@TenantAccess`. */
export const CurrentTenant = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { tenantId } = context.switchToHttp().getRequest<FastifyRequest>();
  if (tenantId === undefined) throw new Error('only a route with @TenantAccess has a tenant');
  return tenantId;
});

/** The text of the request's body, as a parameter of a handler; empty where there was none. */
export const BodyJson = createParamDecorator((_: unknown, context: ExecutionContext): JsonText => {
  const { bodyJson } = context.switchToHttp().getRequest<FastifyRequest>();
  return bodyJson ?? { text: '', depth: 0, members: [] };
});
