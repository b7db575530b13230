import { Injectable } from '@nestjs/common';
import { chosenIdSchema } from '#libs/contracts';
import { TenantRepository } from '#libs/persistence';
import type { Principal } from './principal.js';
import { ProblemException } from './problem.exception.js';

/** Checks tenants that a path names, for routes under `@PathAccess`. */
@Injectable()
export class TenantScope {
  constructor(private readonly tenants: TenantRepository) {}

  /**
   * The tenant of the path, when it exists and the caller may know of it.
   * @throws ProblemException 404 when it does not exist or is another tenant than the key's
   */
  async fromPath(principal: Principal, tenantId: string): Promise<string> {
    const own = principal.role === 'admin' || principal.tenantId === tenantId;
    if (own && chosenIdSchema.safeParse(tenantId).success && (await this.tenants.exists(tenantId))) return tenantId;
    throw ProblemException.notFound('tenant', tenantId);
  }
}
