import type { AttemptMode, AttemptTrigger, DeliveryStatus, DeliveryStep, WaitReason } from '#libs/contracts';
import { describeDelivery, type DeliveryState } from '#libs/domain';
import type { LinePlace } from '../transactions/lines.js';

/** The statuses of deliveries that have not ended, in SQL, as the conditions of indexes name them. */
export const UNFINISHED_STATUSES = `('pending', 'delivering', 'waiting', 'held')`;

/**
 * The same, in the words of the partial indexes that find them: each alternative is answered by one, so that the history
 * of an endpoint or a tenant is not read. Beside a condition on `endpoint_id` or `tenant_id`.
 */
export const UNFINISHED_BY_INDEX = `(
  status IN ('waiting', 'held')
  OR (status = 'pending' AND dispatched_at IS NULL)
  OR (status = 'delivering' AND dispatched_at IS NULL)
  OR (status IN ('pending', 'delivering') AND dispatched_at IS NOT NULL))`;

/**
 * How much longer than its time-out an attempt may be in flight before another run may make it: time to write the
 * outcome down, and for clocks that differ a little.
 */
export const LEASE_MARGIN_MS = 15_000;

/** The lease of an attempt, as an interval: of an endpoint `ep`. */
export const LEASE = `make_interval(secs => (ep.timeout_ms + ${LEASE_MARGIN_MS}) / 1000.0)`;

/** A delivery that the express lane has in its hands: an attempt is claimed, and no workflow stands behind it. */
export const IN_EXPRESS_LANE = `status = 'delivering' AND dispatched_at IS NULL`;

/** A time of the rules as a parameter of a statement. */
export function toDate(atMs: number | null | undefined): Date | null {
  return atMs === null || atMs === undefined ? null : new Date(atMs);
}

/** The columns of `webhook_deliveries` that rules need, as Postgres returns them. */
export interface DeliveryRow {
  id: string;
  tenant_id: string;
  endpoint_id: string;
  event_id: string;
  ordering_key: string | null;
  status: DeliveryStatus;
  attempt_count: number;
  schedule_step: number;
  next_attempt_at: Date | null;
  wait_reason: WaitReason | null;
  next_trigger: AttemptTrigger;
  because: string;
  expires_at: Date | null;
  created_at: Date;
  state_version: number;
  pending_commands: number;
  dispatched_at: Date | null;
  position: string;
  ordered: boolean;
  parked: boolean;
  forced: boolean;
  slot_at: Date | null;
}

/** The place of an ordered delivery in its line; null of one that stands in none. */
export function placeOf(row: DeliveryRow): LinePlace | null {
  if (!row.ordered || row.ordering_key === null) return null;
  return { id: row.id, endpointId: row.endpoint_id, orderingKey: row.ordering_key, position: row.position };
}

/** A row in the words of the rules. */
export function toDeliveryState(row: DeliveryRow): DeliveryState {
  return {
    id: row.id,
    status: row.status,
    attemptCount: row.attempt_count,
    scheduleStep: row.schedule_step,
    nextAttemptAtMs: row.next_attempt_at?.getTime() ?? null,
    waitReason: row.wait_reason,
    nextTrigger: row.next_trigger,
    because: row.because,
    expiresAtMs: row.expires_at?.getTime() ?? null,
    createdAtMs: row.created_at.getTime(),
    ordered: row.ordered,
    parked: row.parked,
    forced: row.forced,
  };
}

/**
 * What the workflow does next, as the row says.
 * @param state the delivery as it stands in the row
 * @param stateVersion the row's version
 * @param mode where the next attempt should be made
 */
export function stepOf(state: DeliveryState, stateVersion: number, mode: AttemptMode): DeliveryStep {
  const progress = { attemptCount: state.attemptCount, stateVersion, because: describeDelivery(state) };
  switch (state.status) {
    case 'pending':
      return { kind: 'attempt', mode, ...progress };
    case 'waiting':
      return {
        kind: 'wait',
        untilMs: state.nextAttemptAtMs ?? 0,
        reason: state.waitReason ?? 'backoff',
        mode,
        ...progress,
      };
    case 'delivering':
      // Another run made this claim; its lease ends at the due time.
      return { kind: 'wait', untilMs: state.nextAttemptAtMs ?? 0, reason: 'lease', mode, ...progress };
    case 'held':
      return { kind: 'hold', reason: state.waitReason ?? 'manual', ...progress };
    case 'succeeded':
    case 'failed':
    case 'cancelled':
      return { kind: 'stop', status: state.status, ...progress };
  }
}

/** A delivery that is to be handed to its lane. */
export interface DispatchableDelivery {
  id: string;
  tenantId: string;
  endpointId: string;
  eventType: string;
  url: string;
  attemptCount: number;
  stateVersion: number;
  status: DeliveryStatus;
  nextAttemptAt: Date | null;
  waitReason: WaitReason | null;
  nextTrigger: AttemptTrigger;
  because: string;
}

/** What a delivery of an event with `deliverAt` waits for. */
export const SCHEDULED_BECAUSE = 'the event asked for this time';

/** What {@link DispatchableDelivery} is read from: a delivery `d` and its endpoint `ep`. */
export const DISPATCHABLE_COLUMNS = `
  d.id, d.tenant_id AS "tenantId", d.endpoint_id AS "endpointId", d.event_type AS "eventType", ep.url,
  d.attempt_count AS "attemptCount", d.state_version AS "stateVersion", d.status, d.next_attempt_at AS "nextAttemptAt",
  d.wait_reason AS "waitReason", d.next_trigger AS "nextTrigger", d.because`;
