import type { AttemptOutcome, AttemptTrigger, ErrorKind, RetryPolicy } from '#libs/contracts';
import type { DeliveryChange, GateEffect } from '#libs/domain';
import { isDeepStrictEqual } from 'node:util';
import type { DataSource, EntityManager } from 'typeorm';
import { prepared } from '../prepared.js';
import { placeOf, toDate, type DeliveryRow } from './delivery-rows.js';
import { disableEndpoint } from '../transactions/endpoint-disabling.js';
import { GATE_COLUMNS, lockGate, toEndpointGate, writeGate, type GateRow } from '../transactions/gate-rows.js';
import { lockLines, moveLine } from '../transactions/lines.js';
import { effectAlerts, exhaustedAlert } from '../transactions/attempt-alerts.js';
import { recordAlerts } from '../transactions/record-alerts.js';
import { requestWakeUp } from './wake-up.repository.js';

/**
 * How much longer than its time-out an attempt may be in flight before another run may make it: time to write the
 * outcome down, and for clocks that differ a little.
 */
export const LEASE_MARGIN_MS = 15_000;

/** A delivery that this caller, and nobody else, may now attempt; with all that the attempt needs. */
export interface ClaimedAttempt extends DeliveryRow, GateRow {
  event_type: string;
  event_created: Date;
  event_data: string;
  event_accepted_at: Date;
  envelope: Record<string, unknown>;
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

/** What is written down of an attempt. */
export interface AttemptRecord {
  number: number;
  trigger: AttemptTrigger;
  startedAtMs: number;
  durationMs: number;
  outcome: AttemptOutcome;
  statusCode: number | null;
  errorKind: ErrorKind | null;
  error: string | null;
  url: string | null;
  requestHeaders: Record<string, string> | null;
  responseHeaders: Record<string, string> | null;
  responseBody: string | null;
  responseTruncated: boolean;
  remoteAddress: string | null;
}

/** What a write that was accepted left behind. */
export interface WriteResult {
  stateVersion: number;
  pendingCommands: number;
}

/** Everything that an attempt needs, of a delivery row `c` as of `$3`. */
const ATTEMPT_COLUMNS = `
  SELECT c.*, e.created AS event_created, e.data AS event_data, t.retry_policy AS tenant_retry_policy,
         ep.url, ep.headers_ciphertext, ep.ip_allow_list, ep.retry_policy, ep.retry_policy_by_event,
         ${GATE_COLUMNS}, clock_timestamp() AS database_now,
         COALESCE((SELECT jsonb_agg(jsonb_build_object('ciphertext', s.ciphertext, 'createdAt', s.created_at,
                                                       'expiresAt', s.expires_at) ORDER BY s.created_at DESC, s.id DESC)
                   FROM endpoint_secrets s WHERE s.endpoint_id = c.endpoint_id
                     AND (s.expires_at IS NULL OR s.expires_at > $3::timestamptz)), '[]') AS secrets
  FROM claimed c
  JOIN endpoints ep ON ep.id = c.endpoint_id
  JOIN tenants t ON t.id = c.tenant_id
  JOIN events e ON e.tenant_id = c.tenant_id AND e.id = c.event_id AND e.accepted_at = c.event_accepted_at`;

const CLAIM_ATTEMPT = prepared(
  'claim_attempt',
  `
  WITH claimed AS (
    UPDATE webhook_deliveries d
    SET status = 'delivering', state_version = d.state_version + 1, dispatched_at = COALESCE(d.dispatched_at, $3::timestamptz),
        next_attempt_at = $3::timestamptz + make_interval(secs => (ep.timeout_ms + ${LEASE_MARGIN_MS}) / 1000.0)
    FROM endpoints ep
    WHERE d.id = $1 AND ep.id = d.endpoint_id AND d.attempt_count = $2 - 1 AND d.pending_commands = 0
      AND (d.status = 'pending' OR (d.status IN ('waiting', 'delivering') AND d.next_attempt_at <= $3::timestamptz))
    RETURNING d.*
  ) ${ATTEMPT_COLUMNS}`,
);

const FIND_CLAIMED = `
  WITH claimed AS (SELECT * FROM webhook_deliveries WHERE id = $1 AND state_version = $2 AND status = 'delivering')
  ${ATTEMPT_COLUMNS}`;

const RECORD_ATTEMPT = prepared(
  'record_attempt',
  `
  WITH recorded AS (
    UPDATE webhook_deliveries
    SET status = $3, attempt_count = $4, schedule_step = COALESCE($5, schedule_step), next_attempt_at = $6,
        wait_reason = $7, next_trigger = $8, because = $9, last_status_code = $10, last_error_kind = $11,
        last_error = $12, parked = $24, forced = false, slot_at = NULL, completed_at = CASE WHEN $3 IN ('succeeded', 'failed', 'cancelled') THEN $13::timestamptz END,
        state_version = state_version + 1
    WHERE id = $1 AND state_version = $2
    RETURNING id, state_version, pending_commands
  ), attempt AS (
    INSERT INTO delivery_attempts (delivery_id, number, trigger, started_at, duration_ms, outcome, status_code,
      error_kind, error, url, request_headers, response_headers, response_body, response_truncated, remote_address,
      next_attempt_at)
    SELECT id, $4, $14, $15, $16, $17, $10, $11, $12, $18, $19, $20, $21, $22, $23, $6 FROM recorded
  )
  SELECT state_version AS "stateVersion", pending_commands AS "pendingCommands" FROM recorded`,
);

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

/** The statements of every attempt. None holds a transaction open during the HTTP request. */
export class AttemptRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Takes the right to make one attempt, if it is due, was not made, and no command waits to be applied first.
   * @param deliveryId the delivery
   * @param number the attempt's number
   * @param now decides what is due, and starts the lease
   * @returns null when it may not be made now; the row tells why
   */
  async claimAttempt(deliveryId: string, number: number, now: Date): Promise<ClaimedAttempt | null> {
    const rows = await this.dataSource.query<ClaimedAttempt[]>(CLAIM_ATTEMPT, [deliveryId, number, now]);
    return rows[0] ?? null;
  }

  /**
   * Writes an attempt and what it changed, if the claim is still this caller's: one statement.
   * @param claimed what the claim gave; an attempt that was ordered must be recorded by {@link recordForAll}
   * @returns null when another run has taken the delivery over
   */
  async recordAttempt(
    claimed: Pick<DeliveryRow, 'id' | 'state_version'>,
    change: DeliveryChange,
    attempt: AttemptRecord,
  ): Promise<WriteResult | null> {
    return record(this.dataSource.manager, claimed, change, attempt);
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
      const written = await record(manager, claimed, change, attempt);
      if (written === null) return null;
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
    const rows = await this.dataSource.query<ClaimedAttempt[]>(FIND_CLAIMED, [deliveryId, stateVersion, new Date()]);
    return rows[0] ?? null;
  }

  /** Ends a claimed delivery without an attempt, for a reason that the gate gave. */
  async stopClaimed(claimed: DeliveryRow, change: DeliveryChange): Promise<WriteResult | null> {
    return this.dataSource.transaction(async (manager) => {
      const place = placeOf(claimed);
      if (place !== null) await lockLines(manager, [place]);
      const [rows] = await manager.query<[WriteResult[], number]>(
        `UPDATE webhook_deliveries
         SET status = $3, because = $4, next_attempt_at = NULL, wait_reason = NULL, next_trigger = 'schedule',
             forced = false, slot_at = NULL, completed_at = now(), state_version = state_version + 1
         WHERE id = $1 AND state_version = $2
         RETURNING state_version AS "stateVersion", pending_commands AS "pendingCommands"`,
        [claimed.id, claimed.state_version, change.status, change.because],
      );
      if (place !== null && rows.length > 0) await moveLine(manager, place);
      return rows[0] ?? null;
    });
  }
}

async function record(
  manager: EntityManager,
  claimed: Pick<DeliveryRow, 'id' | 'state_version'>,
  change: DeliveryChange,
  attempt: AttemptRecord,
): Promise<WriteResult | null> {
  const rows = await manager.query<WriteResult[]>(RECORD_ATTEMPT, [
    claimed.id,
    claimed.state_version,
    change.status,
    attempt.number,
    change.scheduleStep ?? null,
    toDate(change.nextAttemptAtMs),
    change.waitReason ?? null,
    change.nextTrigger ?? 'schedule',
    change.because ?? '',
    attempt.statusCode,
    attempt.errorKind,
    attempt.error,
    new Date(attempt.startedAtMs + attempt.durationMs),
    attempt.trigger,
    new Date(attempt.startedAtMs),
    attempt.durationMs,
    attempt.outcome,
    attempt.url,
    toJson(attempt.requestHeaders),
    toJson(attempt.responseHeaders),
    attempt.responseBody,
    attempt.responseTruncated,
    attempt.remoteAddress,
    change.parked ?? false,
  ]);
  return rows[0] ?? null;
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

function toJson(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
