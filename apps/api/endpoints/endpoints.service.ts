import { Injectable } from '@nestjs/common';
import { parseDurationMs } from '#libs/contracts';
import type {
  ChangeEndpoint,
  CreatedEndpoint,
  CreateEndpoint,
  Endpoint,
  EndpointList,
  EndpointQuery,
} from '#libs/contracts/http';
import {
  EndpointRepository,
  openHeaders,
  sealHeaders,
  SecretBox,
  TenantRepository,
  TooManyEndpointsError,
  type EndpointChange,
  type EndpointSettings,
  type entities,
} from '#libs/persistence';
import { generateSecret, resolveProfile, secretProblem, type ProfileOptions } from '#libs/signing';
import { page, pageRequest } from '../http/pagination.js';
import type { Principal } from '../http/principal.js';
import { ProblemException } from '../http/problem.exception.js';
import { checkProfileOptions } from '../profiles/check-profile-options.js';
import { profileNameOf } from '../profiles/profile-name.js';
import { mergeHeaders } from './endpoint-headers.js';
import { presentEndpoint } from './endpoint-presenter.js';
import { EndpointAnswers } from './endpoint-answers.service.js';
import { EndpointGatesService } from './endpoint-gates.service.js';
import { EndpointRules } from './endpoint-rules.service.js';

/** What the relay keeps of an endpoint, beside its status, until the tenant's watermark moves. */
const MATCHING_FIELDS = ['events', 'channels', 'profile', 'profileOptions', 'url', 'ordered', 'lane'] as const;

/** A change of what stands in columns: a pause is a matter of the gate. */
type ColumnChange = Omit<ChangeEndpoint, 'status'> & { status?: EndpointSettings['status'] };

/** What the tenant's alerts decide about its operational endpoint. */
const ALERT_FIELDS = ['url', 'events', 'channels'] as const;

/** A tenant's endpoints. */
@Injectable()
export class EndpointsService {
  constructor(
    private readonly endpoints: EndpointRepository,
    private readonly tenants: TenantRepository,
    private readonly answers: EndpointAnswers,
    private readonly gates: EndpointGatesService,
    private readonly rules: EndpointRules,
    private readonly secretBox: SecretBox,
  ) {}

  /**
   * Makes an endpoint; what is left out comes from the tenant or the profile.
   * @throws ProblemException 422 naming the field that does not fit; 404 when the tenant is gone
   */
  async create(tenantId: string, body: CreateEndpoint, actor: Principal): Promise<CreatedEndpoint> {
    const tenant = await this.tenant(tenantId);
    const profile = body.profile ?? profileNameOf(tenant.profile);
    const inherited = profile === tenant.profile ? tenant.profileOptions : null;
    const profileOptions = body.profileOptions === undefined ? inherited : body.profileOptions;
    const options = checkProfileOptions(profile, profileOptions);
    const headers = mergeHeaders(body.headers ?? {}, {});
    this.rules.checkUrl(body.url);
    this.rules.checkIpAllowList(body.ipAllowList);
    this.rules.checkHeaders({ profile, options, headers });
    const secret = body.secret ?? generateSecret(profile, options);
    this.rules.checkSecret(profile, secret, options);
    const settings: EndpointSettings = {
      url: body.url,
      events: body.events,
      description: body.description ?? '',
      profile,
      profileOptions,
      retryPolicy: body.retryPolicy ?? null,
      retryPolicyByEvent: body.retryPolicyByEvent ?? null,
      timeoutMs: body.timeoutMs ?? resolveProfile(profile, options).defaultTimeoutMs,
      channels: body.channels ?? null,
      headersCiphertext: sealHeaders(headers, this.secretBox),
      maximumAgeMs: durationMs(body.maximumAge ?? null),
      ipAllowList: body.ipAllowList ?? null,
      metadata: body.metadata ?? null,
      status: body.status === 'disabled' ? 'disabled' : 'active',
      lane: body.lane ?? null,
      rateLimitPerSecond: body.rateLimitPerSecond ?? null,
      ordered: body.ordered ?? false,
      orderingPolicy: body.orderingPolicy ?? 'block',
    };
    const paused = body.status === 'paused';
    const created = await limitAsProblem(
      this.endpoints.create(tenantId, settings, this.secretBox.encrypt(secret), actor, paused),
    );
    return { ...(await this.answers.present(tenantId, created.id, created)), secret };
  }

  async list(tenantId: string, query: EndpointQuery): Promise<EndpointList> {
    const { status, event } = query;
    const filter = { status, anyPattern: event === undefined ? undefined : patternsCovering(event) };
    const tenant = await this.tenant(tenantId);
    const rows = await this.endpoints.list(tenantId, filter, pageRequest(query));
    return page(
      rows,
      query,
      (row) => row,
      (row) => presentEndpoint(row, tenant, this.secretBox),
    );
  }

  /** @throws ProblemException 404 */
  async get(tenantId: string, id: string): Promise<Endpoint> {
    return this.answers.present(tenantId, id, await this.endpoints.find(tenantId, id));
  }

  /**
   * Changes what is given. Of the status, the column changes with everything else and the gate after it: a pause as by
   * `pause`, `active` of a paused one as by `resume`.
   * @throws ProblemException 404; 409 to pause a disabled one; 422 naming the field that does not fit
   */
  async change(tenantId: string, id: string, body: ChangeEndpoint, actor: Principal): Promise<Endpoint> {
    if (body.url !== undefined) this.rules.checkUrl(body.url);
    this.rules.checkIpAllowList(body.ipAllowList);
    const { status, ...settings } = body;
    const column = status === 'paused' ? undefined : status;
    const affectsMatching = column !== undefined || MATCHING_FIELDS.some((field) => body[field] !== undefined);
    const changed = await this.endpoints.change(
      tenantId,
      id,
      affectsMatching,
      (current, secrets) => {
        if (status === 'paused' && current.status === 'disabled') throw ProblemException.endpointDisabled(id);
        return this.changeOf(current, secrets, column === undefined ? settings : { ...settings, status: column });
      },
      actor,
    );
    if (status === 'paused') return this.gates.pause(tenantId, id, actor);
    if (status === 'active' && changed?.gate === 'paused') return this.gates.resume(tenantId, id, {}, actor);
    return this.answers.present(tenantId, id, changed);
  }

  /** @throws ProblemException 404 */
  async delete(tenantId: string, id: string, actor: Principal): Promise<void> {
    if (!(await this.endpoints.delete(tenantId, id, actor))) throw ProblemException.notFound('endpoint', id);
  }

  private changeOf(current: entities.EndpointEntity, secrets: string[], body: ColumnChange): EndpointChange {
    const foreign = ALERT_FIELDS.find((field) => current.operational && body[field] !== undefined);
    if (foreign !== undefined) {
      throw ProblemException.field(foreign, "of an operational endpoint is decided by the tenant's alerts");
    }
    const { secret, headers: givenHeaders, maximumAge, profile: _, profileOptions: __, ...plain } = body;
    const profile = body.profile ?? profileNameOf(current.profile);
    const kept = profile === current.profile ? current.profileOptions : null;
    const profileOptions = body.profileOptions === undefined ? kept : body.profileOptions;
    const options = checkProfileOptions(profile, profileOptions);
    const stored = openHeaders(current.headersCiphertext, this.secretBox);
    const headers = givenHeaders === undefined ? stored : mergeHeaders(givenHeaders ?? {}, stored);
    this.rules.checkHeaders({ profile, options, headers });
    const settings: Partial<EndpointSettings> = { ...plain, profile, profileOptions };
    if (givenHeaders !== undefined) settings.headersCiphertext = sealHeaders(headers, this.secretBox);
    if (maximumAge !== undefined) settings.maximumAgeMs = durationMs(maximumAge);
    if (secret !== undefined) {
      if (profile === current.profile) {
        throw ProblemException.field('secret', 'is changed by POST …/secret/rotate, or together with another profile');
      }
      this.rules.checkSecret(profile, secret, options);
      return { settings, secretCiphertext: this.secretBox.encrypt(secret) };
    }
    this.checkStoredSecrets(profile, options, secrets);
    return { settings };
  }

  /** A secret that the new profile cannot use would make every delivery fail. */
  private checkStoredSecrets(
    profile: Endpoint['profile'],
    options: ProfileOptions | undefined,
    ciphertexts: string[],
  ): void {
    for (const ciphertext of ciphertexts) {
      const problem = secretProblem(profile, this.secretBox.decrypt(ciphertext), options);
      if (problem === null) continue;
      throw ProblemException.field(
        'secret',
        `the present one does not fit the profile "${profile}" (it ${problem}): give another with the change`,
        'invalid-secret',
      );
    }
  }

  private async tenant(id: string): Promise<entities.TenantEntity> {
    const tenant = await this.tenants.find(id);
    if (tenant === null) throw ProblemException.notFound('tenant', id);
    return tenant;
  }
}

function durationMs(text: string | null): string | null {
  const ms = text === null ? null : parseDurationMs(text);
  return ms === null ? null : String(ms);
}

/** Every pattern that covers an event type: for `a.b.c` these are `a.b.c`, `a.b.*`, `a.*` and `*`. */
function patternsCovering(eventType: string): string[] {
  const segments = eventType.split('.');
  const prefixes = segments.slice(1).map((_, index) => `${segments.slice(0, index + 1).join('.')}.*`);
  return [eventType, ...prefixes, '*'];
}

async function limitAsProblem<Value>(creating: Promise<Value>): Promise<Value> {
  try {
    return await creating;
  } catch (error) {
    if (!(error instanceof TooManyEndpointsError)) throw error;
    throw new ProblemException(
      'tenant-limit',
      `The tenant may have ${error.allowed} endpoints, and has them: delete one, or have an admin raise its limit.`,
    );
  }
}
