import { Injectable } from '@nestjs/common';
import { ALERT_TYPES } from '#libs/contracts';
import type { AlertsBody, ChangeTenant, CreateTenant, PageQuery, Tenant, TenantList } from '#libs/contracts/http';
import {
  EndpointGateRepository,
  newId,
  SecretBox,
  TenantExistsError,
  TenantRepository,
  type AlertChange,
  type entities,
  type TenantSettings,
} from '#libs/persistence';
import { externalIdFromTenantId, generateSecret } from '#libs/signing';
import { EndpointRules } from '../endpoints/endpoint-rules.service.js';
import { page, pageRequest } from '../http/pagination.js';
import type { Principal } from '../http/principal.js';
import { ProblemException } from '../http/problem.exception.js';
import { TenantScope } from '../http/tenant-scope.js';
import { checkProfileOptions } from '../profiles/check-profile-options.js';
import { profileNameOf } from '../profiles/profile-name.js';
import { presentTenant } from './tenant-presenter.js';

/** The profile of operational endpoints. */
const ALERT_PROFILE = 'standard-webhooks';

/** What admins do with tenants, and owners with their own. */
@Injectable()
export class TenantsService {
  constructor(
    private readonly tenants: TenantRepository,
    private readonly gates: EndpointGateRepository,
    private readonly scope: TenantScope,
    private readonly rules: EndpointRules,
    private readonly secretBox: SecretBox,
  ) {}

  /** @throws ProblemException 409 when the id is taken; 422 when options do not fit the profile, or a URL is refused */
  async create(body: CreateTenant, actor: Principal): Promise<Tenant> {
    const { id = newId('tenant'), alerts, limits, ...settings } = body;
    const complete: TenantSettings = {
      name: settings.name,
      externalId: settings.externalId ?? externalIdFromTenantId(id),
      profile: settings.profile ?? 'standard-webhooks',
      profileOptions: settings.profileOptions ?? null,
      retryPolicy: settings.retryPolicy ?? null,
      lane: settings.lane ?? 'durable',
      allowedEvents: settings.allowedEvents ?? null,
      ...limitSettings(limits ?? null),
    };
    checkProfileOptions(profileNameOf(complete.profile), complete.profileOptions);
    const alertChange = this.alertChange(alerts);
    try {
      return presentTenant(await this.tenants.create(id, complete, actor, alertChange));
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

  /** @throws ProblemException 404, also for a tenant that is not the caller's */
  async get(id: string, caller: Principal): Promise<Tenant> {
    await this.scope.fromPath(caller, id);
    return presentTenant(found(await this.tenants.find(id), id));
  }

  /** @throws ProblemException 404; 422 when options do not fit the profile, or a URL is refused */
  async change(id: string, { alerts, ...body }: ChangeTenant, actor: Principal): Promise<Tenant> {
    const change = this.alertChange(alerts);
    const changed = await this.tenants.change(id, (current) => changedSettings(current, body), actor, change);
    return presentTenant(found(changed, id));
  }

  /**
   * Holds everything of a tenant that is due from now on.
   * @throws ProblemException 404 for a tenant that is not the caller's
   */
  async stop(id: string, actor: Principal): Promise<Tenant> {
    await this.scope.fromPath(actor, id);
    if (!(await this.gates.stopTenant(id, actor))) throw ProblemException.notFound('tenant', id);
    return this.get(id, actor);
  }

  /**
   * Lets a stopped tenant go on.
   * @throws ProblemException 404 for a tenant that is not the caller's
   */
  async start(id: string, actor: Principal): Promise<Tenant> {
    await this.scope.fromPath(actor, id);
    if (!(await this.gates.startTenant(id, actor))) throw ProblemException.notFound('tenant', id);
    return this.get(id, actor);
  }

  /** @throws ProblemException 422 for a URL that no endpoint may have */
  private alertChange(alerts: AlertsBody | null | undefined): AlertChange | null {
    if (alerts === undefined) return null;
    const makeSecret = (): string => this.secretBox.encrypt(generateSecret(ALERT_PROFILE, undefined));
    if (alerts === null) return { settings: null, makeSecret };
    const { emails, webhookUrl, events } = alerts;
    if (webhookUrl !== null) this.rules.checkUrl(webhookUrl, 'alerts.webhookUrl');
    const settings = {
      emails: [...new Set(emails)],
      webhookUrl,
      events: ALERT_TYPES.filter((type) => events.includes(type)),
    };
    return { settings, makeSecret };
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
function changedSettings(
  current: entities.TenantEntity,
  { limits, ...body }: Omit<ChangeTenant, 'alerts'>,
): Partial<TenantSettings> {
  const profile = body.profile ?? current.profile;
  const kept = profile === current.profile ? current.profileOptions : null;
  const profileOptions = body.profileOptions === undefined ? kept : body.profileOptions;
  checkProfileOptions(profileNameOf(profile), profileOptions);
  return { ...body, profileOptions, ...(limits === undefined ? {} : limitSettings(limits)) };
}

function limitSettings(
  limits: NonNullable<ChangeTenant['limits']> | null,
): Pick<TenantSettings, 'eventsPerSecond' | 'maximumEndpoints'> {
  return { eventsPerSecond: limits?.eventsPerSecond ?? null, maximumEndpoints: limits?.endpoints ?? null };
}
