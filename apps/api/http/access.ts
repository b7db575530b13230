import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiHeader } from '@nestjs/swagger';
import type { ProblemName } from '#libs/contracts/http';
import type { KeyRole } from '#libs/persistence';
import { ACCESS_PROBLEMS_EXTENSION } from './openapi-document.js';

/** Roles that belong to one tenant; an admin key may do whatever any of them may. */
export type TenantRole = Exclude<KeyRole, 'admin'>;

/** Who may use a route, and how it names its tenant. */
export type AccessRule =
  /** Nobody has to say who they are. */
  | { kind: 'public' }
  /** Any key; the route is no tenant's. */
  | { kind: 'key' }
  /** Admin keys only; the route is no tenant's. */
  | { kind: 'admin' }
  /** The tenant is the key's own, or what an admin key names by `X-Tenant-Id`. */
  | { kind: 'tenant'; roles: readonly TenantRole[] }
  /** The path names the tenant or something of it: the handler checks with `TenantScope`. */
  | { kind: 'path'; roles: readonly TenantRole[] };

/** Metadata key of the {@link AccessRule} of a handler. */
export const ACCESS_RULE = 'everhook:access';

function access(rule: AccessRule): MethodDecorator {
  return SetMetadata(ACCESS_RULE, rule);
}

function accessProblems(...problems: ProblemName[]): MethodDecorator {
  return ApiExtension(ACCESS_PROBLEMS_EXTENSION, problems);
}

/** No key needed. */
export function PublicAccess(): MethodDecorator {
  return access({ kind: 'public' });
}

/** Any key, whatever its role. */
export function KeyAccess(): MethodDecorator {
  return applyDecorators(access({ kind: 'key' }), ApiBearerAuth(), accessProblems('unauthorized'));
}

/** Admin keys only. */
export function AdminAccess(): MethodDecorator {
  return applyDecorators(access({ kind: 'admin' }), ApiBearerAuth(), accessProblems('unauthorized', 'forbidden'));
}

/**
 * Admin keys, and those of the tenant with one of these roles. The handler takes the tenant by `@CurrentTenant()`.
 * @param roles beside `admin`
 */
export function TenantAccess(...roles: TenantRole[]): MethodDecorator {
  return applyDecorators(
    access({ kind: 'tenant', roles }),
    ApiBearerAuth(),
    ApiHeader({
      name: 'X-Tenant-Id',
      required: false,
      description: 'The tenant; needed with an admin key, implied by any other.',
      schema: { type: 'string' },
    }),
    accessProblems('tenant-required', 'unauthorized', 'forbidden', 'not-found'),
  );
}

/**
 * As {@link TenantAccess} for a route whose path names the tenant. The handler must pass it to `TenantScope`.
 * @param roles beside `admin`
 */
export function PathAccess(...roles: TenantRole[]): MethodDecorator {
  return applyDecorators(
    access({ kind: 'path', roles }),
    ApiBearerAuth(),
    accessProblems('unauthorized', 'forbidden', 'not-found'),
  );
}
