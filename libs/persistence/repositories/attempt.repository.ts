import { Batcher, fulfilled } from '#libs/batching';
import type { RetryPolicy } from '#libs/contracts';
import type { DeliveryChange, GateEffect } from '#libs/domain';
import { isDeepStrictEqual } from 'node:util';
import type { DataSource, EntityManager } from 'typeorm';
import { spanOf } from '../id-span.js';
import { prepared } from '../prepared.js';
import { LEASE, placeOf, type DeliveryRow } from './delivery-rows.js';
import { disableEndpoint } from '../transactions/endpoint-disabling.js';
import { GATE_COLUMNS, lockGate, toEndpointGate, writeGate, type GateRow } from '../transactions/gate-rows.js';
import { lockLines, moveLine } from '../transactions/lines.js';
import { effectAlerts, exhaustedAlert } from '../transactions/attempt-alerts.js';
import { recordAlerts } from '../transactions/record-alerts.js';
import type { AttemptRecord } from '../transactions/attempt-record.js';
import { writeAttempts, type AttemptWrite, type WriteResult } from '../transactions/attempt-writes.js';
import { requestWakeUp } from './wake-up.repository.js';

/** What an attempt needs of its endpoint and tenant. */
export interface AttemptEndpoint extends GateRow {
  url: string;
  headers_ciphertext: string | null;
  ip_allow_list: string[] | null;
  retry_policy: RetryPolicy | null;
  retry_policy_by_event: Record<string, RetryPolicy> | null;
  tenant_retry_policy: RetryPolicy | null;
  /** The database's clock: what slots of a rate limit are told by. */
  database_now: Date;
  secrets: { ciphertext: string; createdAt: string; expiresAt: string | null }[];
}

/** What an attempt needs of its delivery and event. */
export interface AttemptDelivery extends DeliveryRow {
  event_type: string;
  event_created: Date;
  event_data: string;
  event_accepted_at: Date;
  envelope: Record<string, unknown>;
}

/** A delivery that this caller, and nobody else, may now attempt; with all that the attempt needs. */
export interface ClaimedAttempt extends AttemptDelivery {
  /** Shared by the claims of a batch. */
  endpoint: AttemptEndpoint;
}

/**
 * What {@link AttemptEndpoint} is read from, beside ids: an endpoint `ep` of a tenant `t`.
 * @param now the placeholder of the time that decides which secrets are valid
 */
export function attemptEndpointColumns(now: string): string {
  return `
  t.retry_policy AS tenant_retry_policy, ep.url, ep.headers_ciphertext, ep.ip_allow_list, ep.retry_policy,
  ep.retry_policy_by_event, ${GATE_COLUMNS}, clock_timestamp() AS database_now,
  COALESCE((SELECT jsonb_agg(jsonb_build_object('ciphertext', s.ciphertext, 'createdAt', s.created_at,
                                                'expiresAt', s.expires_at) ORDER BY s.created_at DESC, s.id DESC)
            FROM endpoint_secrets s
            WHERE s.endpoint_id = ep.id AND (s.expires_at IS NULL OR s.expires_at > ${now}::timestamptz)), '[]') AS secrets`;
}

/** What {@link AttemptDelivery} is read from: a delivery row `c`, joined with {@link eventOf}. */
export const ATTEMPT_DELIVERY_COLUMNS = 'c.*, e.created AS event_created, e.data AS event_data';
/**
 * The event `e` of a delivery row `c`: one look-up a row. As a plain join Postgres would rather read all of a young table.
 * @param and what else it must be, beginning with AND
 */
export function eventOf(and = ''): string {
  return `LATERAL (
    SELECT created, data FROM events
    WHERE tenant_id = c.tenant_id AND id = c.event_id AND accepted_at = c.event_accepted_at ${and} LIMIT 1) e`;
}

/**
 * Everything that an attempt needs, of delivery rows `claimed`; `$3` decides which secrets are valid. `$4` and `$5` are
 * when the event was accepted, which the row says too, but not before Postgres chooses the partitions to look into.
 */
const ATTEMPT_COLUMNS = `
  SELECT ${ATTEMPT_DELIVERY_COLUMNS}, ${attemptEndpointColumns('$3')}
  FROM claimed c
  JOIN endpoints ep ON ep.id = c.endpoint_id
  JOIN tenants t ON t.id = c.tenant_id
  CROSS JOIN ${eventOf('AND accepted_at BETWEEN $4 AND $5')}`;

const CLAIM_ATTEMPT = prepared(
  'claim_attempt',
  `
  WITH claimed AS (
    UPDATE webhook_deliveries d
    SET status = 'delivering', state_version = d.state_version + 1, dispatched_at = COALESCE(d.dispatched_at, $3::timestamptz),
        next_attempt_at = $3::timestamptz + ${LEASE}
    FROM endpoints ep
    WHERE d.id = $1 AND ep.id = d.endpoint_id AND d.attempt_count = $2 - 1 AND d.pending_commands = 0
      AND (d.status = 'pending' OR (d.status IN ('waiting', 'delivering') AND d.next_attempt_at <= $3::timestamptz))
    RETURNING d.*
  ) ${ATTEMPT_COLUMNS}`,
);

const FIND_CLAIMED = `
  WITH claimed AS (SELECT * FROM webhook_deliveries WHERE id = $1 AND state_version = $2 AND status = 'delivering')
  ${ATTEMPT_COLUMNS}`;

/** A claim as one statement gives it. */
type ClaimRow = AttemptDelivery & AttemptEndpoint;

function toClaim([row]: readonly ClaimRow[]): ClaimedAttempt | null {
  return row === undefined ? null : { ...row, endpoint: row };
}

/** What an attempt is recorded with where its endpoint's row is concerned too. */
export interface EndpointRecord {
  endpointId: string;
  tenantId: string;
  /** True when the endpoint may have to be disabled: the tenant's row is then locked first. */
  mayDisable: boolean;
  /** Says what the attempt means for the endpoint, from its row under the lock. Pure but for telling of a change. */
  effect: (gate: GateRow) => GateEffect;
  /** An endpoint that fails for so long, in milliseconds, is disabled; told when it is told that it fails. */
  disableAfterMs: number;
}

/** Attempts that end at about the same time are written down together: so many at most in one statement. */
const RECORDED_TOGETHER = 500;

/** The statements of every attempt. None holds a transaction open during the HTTP request. */
export class AttemptRepository {
  private readonly records: Batcher<AttemptWrite, WriteResult | null>;

  constructor(private readonly dataSource: DataSource) {
    this.records = new Batcher({
      run: async (writes) => (await writeAttempts(dataSource.manager, writes)).map((value) => fulfilled(value)),
      maximumItems: RECORDED_TOGETHER,
      maximumInFlight: 2,
      windowMs: 1,
    });
  }

  /**
   * Takes the right to make one attempt, if it is due, was not made, and no command waits to be applied first.
   * @param deliveryId the delivery
   * @param number the attempt's number
   * @param now decides what is due, and starts the lease
   * @returns null when it may not be made now; the row tells why
   */
  async claimAttempt(deliveryId: string, number: number, now: Date): Promise<ClaimedAttempt | null> {
    const { from, to } = spanOf([deliveryId]);
    const parameters = [deliveryId, number, now, from, to];
    return toClaim(await this.dataSource.query<ClaimRow[]>(CLAIM_ATTEMPT, parameters));
  }

  /**
   * Writes an attempt and what it changed, if the claim is still this caller's: one statement, which it may share with
   * others.
   * @param claimed what the claim gave; an attempt that was ordered must be recorded by {@link recordForAll}
   * @returns null when another run has taken the delivery over
   */
  async recordAttempt(
    claimed: Pick<DeliveryRow, 'id' | 'state_version'>,
    change: DeliveryChange,
    attempt: AttemptRecord,
  ): Promise<WriteResult | null> {
    return this.records.submit({ claimed, change, attempt });
  }

  /**
   * Writes an attempt together with what it means for others: its endpoint's gate, and the line of its ordering key.
   * @param endpoint null when the endpoint is not concerned
   * @returns null when another run has taken the delivery over; then nothing was written
   */
  async recordForAll(
    claimed: DeliveryRow & { event_type: string },
    change: DeliveryChange,
    attempt: AttemptRecord,
    endpoint: EndpointRecord | null,
  ): Promise<WriteResult | null> {
    return this.dataSource.transaction(async (manager) => {
      // The order of locks is that of everybody: tenant, endpoint, line, delivery.
      if (endpoint?.mayDisable === true) {
        await manager.query('SELECT 1 FROM tenants WHERE id = $1 FOR UPDATE', [endpoint.tenantId]);
      }
      const gate = endpoint === null ? null : await lockGate(manager, endpoint.endpointId);
      const place = placeOf(claimed);
      if (place !== null) await lockLines(manager, [place]);
      const [written] = await writeAttempts(manager, [{ claimed, change, attempt }]);
      if (written === undefined || written === null) return null;
      const alerts = attempt.outcome === 'failed' ? [exhaustedAlert(claimed, change, attempt)] : [];
      if (gate !== null && endpoint !== null) {
        const effect = endpoint.effect(gate);
        const applied = await applyEffect(manager, gate, effect, endpoint.mayDisable);
        if (applied) alerts.push(...effectAlerts(gate, effect, endpoint.disableAfterMs, attempt));
      }
      await recordAlerts(manager, claimed.endpoint_id, alerts);
      if (place !== null) await moveLine(manager, place);
      return written;
    });
  }

  /**
   * Finds a claim again whose attempt was made but not recorded.
   * @returns null when it was recorded after all, or another run has taken the delivery over
   */
  async findClaimed(deliveryId: string, stateVersion: number): Promise<ClaimedAttempt | null> {
    const { from, to } = spanOf([deliveryId]);
    const parameters = [deliveryId, stateVersion, new Date(), from, to];
    return toClaim(await this.dataSource.query<ClaimRow[]>(FIND_CLAIMED, parameters));
  }

  /** Ends a claimed delivery without an attempt, for a reason that the gate gave. */
  async stopClaimed(claimed: DeliveryRow, change: DeliveryChange): Promise<WriteResult | null> {
    return this.dataSource.transaction(async (manager) => {
      const place = placeOf(claimed);
      if (place !== null) await lockLines(manager, [place]);
      // The line in the timeline is what the stream of changes finds it by.
      const rows = await manager.query<WriteResult[]>(
        `WITH stopped AS (
           UPDATE webhook_deliveries
           SET status = $3, because = $4, next_attempt_at = NULL, wait_reason = NULL, next_trigger = 'schedule',
               forced = false, slot_at = NULL, completed_at = now(), state_version = state_version + 1
           WHERE id = $1 AND state_version = $2
           RETURNING id, state_version, pending_commands
         ), noted AS (
           INSERT INTO delivery_timeline (delivery_id, cause, at, kind, detail, actor)
           SELECT id, 'v' || state_version, now(), $3, $4, 'gate' FROM stopped
         )
         SELECT state_version AS "stateVersion", pending_commands AS "pendingCommands" FROM stopped`,
        [claimed.id, claimed.state_version, change.status, change.because],
      );
      if (place !== null && rows.length > 0) await moveLine(manager, place);
      return rows[0] ?? null;
    });
  }
}

/** @returns false where the endpoint was to be disabled, but could not be, or was already */
async function applyEffect(
  manager: EntityManager,
  gate: GateRow,
  effect: GateEffect,
  mayDisable: boolean,
): Promise<boolean> {
  const subject = { id: gate.endpoint_id, tenantId: gate.tenant_id };
  const before = toEndpointGate(gate);
  // Without the tenant's lock it stays as it is; the next failure comes with it.
  if (effect.disable !== null && mayDisable && gate.endpoint_status === 'active' && !gate.endpoint_deleted) {
    await writeGate(manager, subject.id, effect.gate);
    await disableEndpoint(manager, subject, 'receiver', effect.disable);
    return true;
  }
  if (!isDeepStrictEqual(effect.gate, before)) await writeGate(manager, subject.id, effect.gate);
  const moved = effect.gate.gate !== before.gate || effect.gate.untilMs !== before.untilMs;
  if (moved && effect.gate.gate !== 'open') await requestWakeUp(manager, 'endpointGate', subject);
  return effect.disable === null;
}
