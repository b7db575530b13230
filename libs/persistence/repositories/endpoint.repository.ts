import type { Lane, OrderingPolicy, RetryPolicy } from '#libs/contracts';
import { ENDPOINT_PAUSED, rateLimited } from '#libs/domain';
import { isDeepStrictEqual } from 'node:util';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import { EndpointEntity, EndpointSecretEntity, TenantEntity } from '../entities/index.js';
import { newId } from '../ids.js';
import { recordAudit, type Actor } from './audit.repository.js';
import { cancelUnfinished } from '../transactions/cancel-unfinished.js';
import { announcePolicyChange } from './command.repository.js';
import { keepVersion, moveWatermark } from '../transactions/endpoint-watermark.js';
import { recordAlerts } from '../transactions/record-alerts.js';
import { findValidSecrets, insertSecret } from './endpoint-secret.repository.js';
import { keysetPage } from './page.js';
import type { PageRequest } from './page-request.js';
import { requestWakeUp } from './wake-up.repository.js';

/** What can be chosen about an endpoint. */
export interface EndpointSettings {
  url: string;
  events: string[];
  description: string;
  profile: string;
  profileOptions: Record<string, unknown> | null;
  retryPolicy: RetryPolicy | null;
  retryPolicyByEvent: Record<string, RetryPolicy> | null;
  timeoutMs: number;
  channels: string[] | null;
  headersCiphertext: string | null;
  maximumAgeMs: string | null;
  ipAllowList: string[] | null;
  metadata: Record<string, unknown> | null;
  status: 'active' | 'disabled';
  lane: Lane | null;
  rateLimitPerSecond: number | null;
  ordered: boolean;
  orderingPolicy: OrderingPolicy;
}

/** A change of an endpoint, made from how it is. */
export interface EndpointChange {
  settings: Partial<EndpointSettings>;
  /** Takes the place of every secret at once. */
  secretCiphertext?: string;
}

/** What people see of an endpoint's state; `paused` and `draining` are states of its gate. */
export type EndpointStatus = 'active' | 'paused' | 'draining' | 'disabled';

/** Which of a tenant's endpoints are wanted. */
export interface EndpointFilter {
  status?: EndpointStatus;
  /** Endpoints with one of these patterns. */
  anyPattern?: string[];
}

/** A tenant has as many endpoints as it may. */
export class TooManyEndpointsError extends Error {
  override name = 'TooManyEndpointsError';

  constructor(readonly allowed: number) {
    super(`the tenant may have ${allowed} endpoints`);
  }
}

/**
 * Endpoints. Whatever decides about matching moves the tenant's watermark and leaves a version behind, in the same
 * transaction; the lock on the tenant's row that this takes puts the changes of a tenant's endpoints in order.
 */
export class EndpointRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * @param paused whether its gate holds everything until it is resumed; default false
   * @throws TooManyEndpointsError when the tenant may have no more
   */
  async create(
    tenantId: string,
    settings: EndpointSettings,
    secretCiphertext: string,
    actor: Actor,
    paused = false,
  ): Promise<EndpointEntity> {
    const values = { ...settings, ...(paused ? PAUSED : {}) };
    return this.dataSource.transaction(async (manager) => {
      // Locks the tenant's row, so what is counted next stays true.
      const created = await createEndpoint(manager, tenantId, values, secretCiphertext, actor);
      await checkNumber(manager, tenantId);
      return created;
    });
  }

  /** A tenant's endpoints, newest first. */
  async list(tenantId: string, { status, anyPattern }: EndpointFilter, page: PageRequest): Promise<EndpointEntity[]> {
    const query = this.dataSource
      .getRepository(EndpointEntity)
      .createQueryBuilder('endpoint')
      .where('endpoint.tenantId = :tenantId AND endpoint.deletedAt IS NULL', { tenantId });
    if (status !== undefined) query.andWhere(STATUS_CONDITIONS[status]);
    if (anyPattern !== undefined) query.andWhere('endpoint.events && :anyPattern', { anyPattern });
    return keysetPage(query, 'endpoint', 'id', page).getMany();
  }

  async find(tenantId: string, id: string): Promise<EndpointEntity | null> {
    return this.dataSource.getRepository(EndpointEntity).findOneBy({ id, tenantId, deletedAt: IsNull() });
  }

  /**
   * Changes an endpoint under a lock.
   * @param affectsMatching whether the change may decide about which events the endpoint gets
   * @param change gets the endpoint and the ciphertexts of its valid secrets as they are, and says what becomes of
   *   them; may throw to change nothing
   * @returns null when the tenant has no such endpoint
   */
  async change(
    tenantId: string,
    id: string,
    affectsMatching: boolean,
    change: (current: EndpointEntity, secretCiphertexts: string[]) => EndpointChange,
    actor: Actor,
  ): Promise<EndpointEntity | null> {
    return this.dataSource.transaction(async (manager) => {
      // The tenant's row is always locked before an endpoint's: two changes never wait for each other.
      const version = affectsMatching ? await moveWatermark(manager, tenantId) : null;
      const current = await lockEndpoint(manager, tenantId, id);
      if (current === null) return null;
      const secrets = await findValidSecrets(manager, id);
      const { settings, secretCiphertext } = change(
        current,
        secrets.map(({ ciphertext }) => ciphertext),
      );
      if (secretCiphertext !== undefined) await replaceSecrets(manager, id, secretCiphertext);
      await changeEndpoint(manager, current, settings, version, actor);
      return manager.findOneByOrFail(EndpointEntity, { id });
    });
  }

  /**
   * Deletes an endpoint and gives every unfinished delivery for it a `cancel`.
   * @returns false when the tenant has no such endpoint
   */
  async delete(tenantId: string, id: string, actor: Actor): Promise<boolean> {
    return this.dataSource.transaction((manager) => deleteEndpoint(manager, tenantId, id, actor));
  }
}

/**
 * Makes an endpoint with its first secret; inside the caller's transaction.
 * @param values its columns; what is left out has its default
 */
export async function createEndpoint(
  manager: EntityManager,
  tenantId: string,
  values: Partial<EndpointEntity>,
  secretCiphertext: string,
  actor: Actor,
): Promise<EndpointEntity> {
  const id = newId('endpoint');
  const version = await moveWatermark(manager, tenantId);
  const { stoppedAt } = await manager.findOneByOrFail(TenantEntity, { id: tenantId });
  const endpoint = manager.create(EndpointEntity, { id, tenantId, stopped: stoppedAt !== null, ...values });
  const created = await manager.save(endpoint);
  await keepVersion(manager, created, version);
  await insertSecret(manager, id, secretCiphertext);
  await recordAudit(manager, { tenantId, actor, action: 'endpoint.create', subject: id });
  return created;
}

/** @throws TooManyEndpointsError when the tenant has more endpoints than it may */
async function checkNumber(manager: EntityManager, tenantId: string): Promise<void> {
  const { maximumEndpoints: allowed } = await manager.findOneByOrFail(TenantEntity, { id: tenantId });
  if (allowed === null) return;
  const count = await manager.countBy(EndpointEntity, { tenantId, operational: false, deletedAt: IsNull() });
  if (count > allowed) throw new TooManyEndpointsError(allowed);
}

/**
 * Changes an endpoint and tells whoever depends on what has changed; inside the caller's transaction.
 * @param current the endpoint, locked
 * @param version what the tenant's watermark has become; null where the change does not affect matching
 */
export async function changeEndpoint(
  manager: EntityManager,
  current: EndpointEntity,
  values: Partial<EndpointEntity>,
  version: number | null,
  actor: Actor,
): Promise<void> {
  const before = manager.create(EndpointEntity, current);
  const changed = await manager.save(Object.assign(current, values));
  if (version !== null) await keepVersion(manager, changed, version);
  await announceChanges(manager, before, changed, actor);
  const { id, tenantId } = changed;
  const moved = before.status === changed.status ? null : CHANGE_OF_STATUS[changed.status];
  const isMore = Object.keys(values).some((name) => name !== 'status');
  const actions = moved === null ? ['endpoint.update'] : isMore ? [moved, 'endpoint.update'] : [moved];
  for (const action of actions) await recordAudit(manager, { tenantId, actor, action, subject: id });
}

/** What the audit log calls a change that leads to a status. */
const CHANGE_OF_STATUS = { active: 'endpoint.enable', disabled: 'endpoint.disable' } as const;

/**
 * Deletes an endpoint and gives every unfinished delivery for it a `cancel`; inside the caller's transaction.
 * @returns false when the tenant has no such endpoint
 */
export async function deleteEndpoint(
  manager: EntityManager,
  tenantId: string,
  id: string,
  actor: Actor,
): Promise<boolean> {
  const version = await moveWatermark(manager, tenantId);
  const current = await lockEndpoint(manager, tenantId, id);
  if (current === null) return false;
  const deleted = await manager.save(Object.assign(current, { deletedAt: new Date() }));
  await keepVersion(manager, deleted, version);
  if (deleted.operational) {
    await manager.query(`UPDATE tenants SET alerts = alerts || '{"webhookUrl":null,"endpointId":null}' WHERE id = $1`, [
      tenantId,
    ]);
  }
  await cancelUnfinished(manager, { endpointId: id }, actor.keyId, 'the endpoint was deleted');
  await recordAudit(manager, { tenantId, actor, action: 'endpoint.delete', subject: id });
  return true;
}

/** The gate of a paused endpoint. */
const PAUSED = { gate: 'paused', gateReason: 'paused', gateBecause: ENDPOINT_PAUSED } as const;

/** What an {@link EndpointStatus} is in columns. */
const STATUS_CONDITIONS: Record<EndpointStatus, string> = {
  active: `endpoint.status = 'active' AND NOT endpoint.stopped AND endpoint.gate <> 'paused'
           AND (endpoint.gate <> 'draining' OR endpoint.gateReason <> 'paused')`,
  paused: `endpoint.status = 'active' AND (endpoint.stopped OR endpoint.gate = 'paused')`,
  draining: `endpoint.status = 'active' AND NOT endpoint.stopped AND endpoint.gate = 'draining'
             AND endpoint.gateReason = 'paused'`,
  disabled: `endpoint.status = 'disabled'`,
};

/** Disabling ends what waits; enabling begins with an open gate and without a past, and resurrects nothing. */
async function announceStatus(
  manager: EntityManager,
  before: EndpointEntity,
  after: EndpointEntity,
  actor: Actor,
): Promise<void> {
  if (before.status === after.status) return;
  await manager.update(
    EndpointEntity,
    { id: after.id },
    {
      disabledBecause: null,
      gate: 'open',
      gateReason: null,
      gateBecause: '',
      gateUntil: null,
      gateProbeId: null,
      drainRate: null,
      consecutiveFailures: 0,
      failingSince: null,
      failingAlerted: false,
    },
  );
  if (after.status !== 'disabled') return;
  await cancelUnfinished(manager, { endpointId: after.id }, actor.keyId, 'the endpoint was disabled');
  await recordAlerts(manager, after.id, [
    {
      type: 'endpoint.disabled',
      dedupeKey: `${after.id} ${after.updatedAt.toISOString()}`,
      data: { because: 'someone has disabled it' },
    },
  ]);
}

/** Another receiver has neither failed nor asked for anything: what was held for that of the former goes out. */
async function forgetReceiver(manager: EntityManager, endpoint: EndpointEntity): Promise<void> {
  await manager.query(
    `UPDATE endpoints
     SET consecutive_failures = 0, failing_since = NULL, failing_alerted = false, gate_probe_id = NULL,
         drained_at = CASE WHEN gate IN ('throttled', 'broken') THEN now() ELSE drained_at END,
         gate_until = CASE WHEN gate IN ('throttled', 'broken') THEN NULL ELSE gate_until END,
         gate_because = CASE WHEN gate IN ('throttled', 'broken') THEN 'the endpoint has another URL now'
                             ELSE gate_because END,
         gate = CASE WHEN gate IN ('throttled', 'broken') THEN 'draining' ELSE gate END
     WHERE id = $1`,
    [endpoint.id],
  );
  await requestWakeUp(manager, 'endpointGate', endpoint);
}

/** Has waits recomputed that depend on what has changed, and tells of a changed status. */
async function announceChanges(
  manager: EntityManager,
  before: EndpointEntity,
  after: EndpointEntity,
  actor: Actor,
): Promise<void> {
  await announceStatus(manager, before, after, actor);
  const differs = (field: keyof EndpointEntity): boolean => !isDeepStrictEqual(before[field], after[field]);
  const scope = { endpointId: after.id };
  if (differs('url')) await forgetReceiver(manager, after);
  if (differs('retryPolicy') || differs('retryPolicyByEvent')) {
    await announcePolicyChange(manager, scope, ['backoff', 'retry-after'], actor.keyId);
  }
  if (!differs('rateLimitPerSecond')) return;
  // Slots that were given at the former rate are void; the next one is free from now on.
  await manager.query(
    `UPDATE endpoints
     SET next_slot_at = LEAST(next_slot_at, clock_timestamp()),
         gate_because = CASE WHEN gate = 'draining' AND gate_reason = 'rate-limit' AND $2::text IS NOT NULL
                             THEN $2 ELSE gate_because END
     WHERE id = $1`,
    [after.id, after.rateLimitPerSecond === null ? null : rateLimited(after.rateLimitPerSecond)],
  );
  await announcePolicyChange(manager, scope, ['rate-limit'], actor.keyId);
  await requestWakeUp(manager, 'endpointGate', after);
}

/**
 * Reads an endpoint and holds it until the transaction ends.
 * @returns null when the tenant has no such endpoint
 */
export async function lockEndpoint(
  manager: EntityManager,
  tenantId: string,
  id: string,
): Promise<EndpointEntity | null> {
  return manager.findOne(EndpointEntity, {
    where: { id, tenantId, deletedAt: IsNull() },
    lock: { mode: 'pessimistic_write' },
  });
}

async function replaceSecrets(manager: EntityManager, endpointId: string, ciphertext: string): Promise<void> {
  await manager.delete(EndpointSecretEntity, { endpointId });
  await insertSecret(manager, endpointId, ciphertext);
}
