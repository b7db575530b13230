import { Injectable } from '@nestjs/common';
import type { ChangeTenant, CreateTenant, PageQuery, Tenant, TenantList } from '#libs/contracts/http';
import {
  EndpointGateRepository,
  type entities,
  newId,
  TenantExistsError,
  TenantRepository,
  type TenantSettings,
} from '#libs/persistence';
import { externalIdFromTenantId } from '#libs/signing';
import { page, pageRequest } from '../http/pagination.js';
import type { Principal } from '../http/principal.js';
import { ProblemException } from '../http/problem.exception.js';
import { TenantScope } from '../http/tenant-scope.js';
import { checkProfileOptions } from '../profiles/check-profile-options.js';
import { profileNameOf } from '../profiles/profile-name.js';
import { presentTenant } from './tenant-presenter.js';

/** What admins do with tenants, and owners with their own. */
@Injectable()
export class TenantsService {
  constructor(
    private readonly tenants: TenantRepository,
    private readonly gates: EndpointGateRepository,
    private readonly scope: TenantScope,
  ) {}

  /** @throws ProblemException 409 when the id is taken; 422 when options do not fit the profile */
  async create(body: CreateTenant, actor: Principal): Promise<Tenant> {
    const { id = newId('tenant'), ...settings } = body;
    const complete: TenantSettings = {
      name: settings.name,
      externalId: settings.externalId ?? externalIdFromTenantId(id),
      profile: settings.profile ?? 'standard-webhooks',
      profileOptions: settings.profileOptions ?? null,
      retryPolicy: settings.retryPolicy ?? null,
      lane: settings.lane ?? 'durable',
      allowedEvents: settings.allowedEvents ?? null,
    };
    checkProfileOptions(profileNameOf(complete.profile), complete.profileOptions);
    try {
      return presentTenant(await this.tenants.create(id, complete, actor));
    } catch (error) {
      if (!(error instanceof TenantExistsError)) throw error;
      throw new ProblemException('already-exists', `The tenant id "${id}" is taken, perhaps by a deleted tenant.`, {
        errors: [{ path: 'id', message: 'is taken' }],
      });
    }
  }

  async list(query: PageQuery): Promise<TenantList> {
    return page(await this.tenants.list(pageRequest(query)), query, (row) => row, presentTenant);
  }

  /** @throws ProblemException 404 */
  async get(id: string): Promise<Tenant> {
    return presentTenant(found(await this.tenants.find(id), id));
  }

  /** @throws ProblemException 404; 422 when options do not fit the profile */
  async change(id: string, body: ChangeTenant, actor: Principal): Promise<Tenant> {
    const changed = await this.tenants.change(id, (current) => changedSettings(current, body), actor);
    return presentTenant(found(changed, id));
  }

  /**
   * Holds everything of a tenant that is due from now on.
   * @throws ProblemException 404 for a tenant that is not the caller's
   */
  async stop(id: string, actor: Principal): Promise<Tenant> {
    await this.scope.fromPath(actor, id);
    if (!(await this.gates.stopTenant(id, actor))) throw ProblemException.notFound('tenant', id);
    return this.get(id);
  }

  /**
   * Lets a stopped tenant go on.
   * @throws ProblemException 404 for a tenant that is not the caller's
   */
  async start(id: string, actor: Principal): Promise<Tenant> {
    await this.scope.fromPath(actor, id);
    if (!(await this.gates.startTenant(id, actor))) throw ProblemException.notFound('tenant', id);
    return this.get(id);
  }

  /** @throws ProblemException 404; 409 with unfinished deliveries, unless forced */
  async delete(id: string, force: boolean, actor: Principal): Promise<void> {
    const result = await this.tenants.delete(id, force, actor);
    if (result.kind === 'not-found') throw ProblemException.notFound('tenant', id);
    if (result.kind === 'busy') {
      throw new ProblemException(
        'tenant-busy',
        `${result.unfinished} deliveries or accepted events are not finished. With ?force=true they are cancelled.`,
      );
    }
  }
}

function found(tenant: entities.TenantEntity | null, id: string): entities.TenantEntity {
  if (tenant === null) throw ProblemException.notFound('tenant', id);
  return tenant;
}

/** Options belong to their profile: another profile begins without. */
function changedSettings(current: entities.TenantEntity, body: ChangeTenant): Partial<TenantSettings> {
  const profile = body.profile ?? current.profile;
  const kept = profile === current.profile ? current.profileOptions : null;
  const profileOptions = body.profileOptions === undefined ? kept : body.profileOptions;
  checkProfileOptions(profileNameOf(profile), profileOptions);
  return { ...body, profileOptions };
}
