import type { DeliveryChange } from '#libs/domain';
import type { EntityManager } from 'typeorm';
import { spanOf } from '../id-span.js';
import { prepared } from '../prepared.js';
import { toDate, type DeliveryRow } from '../repositories/delivery-rows.js';
import type { AttemptRecord } from './attempt-record.js';

/** What a write that was accepted left behind. */
export interface WriteResult {
  stateVersion: number;
  pendingCommands: number;
}

/** An attempt to write down, with what it changed of its delivery. */
export interface AttemptWrite {
  claimed: Pick<DeliveryRow, 'id' | 'state_version'>;
  change: DeliveryChange;
  attempt: AttemptRecord;
}

/** As JSON, because one parameter costs the driver less than two dozen arrays. */
const RECORD_ATTEMPTS = prepared(
  'record_attempts',
  `
  WITH given AS (
    SELECT * FROM json_to_recordset($1::json)
      AS a(id text, state_version integer, status text, number integer, schedule_step integer,
           next_attempt_at timestamptz, wait_reason text, next_trigger text, because text, status_code integer,
           error_kind text, error text, ended_at timestamptz, trigger text, started_at timestamptz, duration_ms integer,
           outcome text, url text, request_headers jsonb, response_headers jsonb, response_body text,
           response_truncated boolean, remote_address text, parked boolean)
  ), recorded AS (
    UPDATE webhook_deliveries d
    SET status = a.status, attempt_count = a.number, schedule_step = COALESCE(a.schedule_step, d.schedule_step),
        next_attempt_at = a.next_attempt_at, wait_reason = a.wait_reason, next_trigger = a.next_trigger,
        because = a.because, last_status_code = a.status_code, last_error_kind = a.error_kind, last_error = a.error,
        parked = a.parked, forced = false, slot_at = NULL,
        completed_at = CASE WHEN a.status IN ('succeeded', 'failed', 'cancelled') THEN a.ended_at END,
        state_version = d.state_version + 1
    FROM given a
    -- By the array: of the records Postgres cannot tell how few they are, and would rather read the whole table.
    WHERE d.id = ANY($2) AND d.id BETWEEN $3 AND $4 AND d.id = a.id AND d.state_version = a.state_version
    RETURNING d.id, d.state_version, d.pending_commands
  ), attempts AS (
    INSERT INTO delivery_attempts (delivery_id, number, trigger, started_at, duration_ms, outcome, status_code,
      error_kind, error, url, request_headers, response_headers, response_body, response_truncated, remote_address,
      next_attempt_at)
    SELECT a.id, a.number, a.trigger, a.started_at, a.duration_ms, a.outcome, a.status_code, a.error_kind, a.error,
           a.url, a.request_headers, a.response_headers, a.response_body, a.response_truncated, a.remote_address,
           a.next_attempt_at
    FROM given a JOIN recorded r ON r.id = a.id AND r.state_version = a.state_version + 1
  )
  SELECT id, state_version AS "stateVersion", pending_commands AS "pendingCommands" FROM recorded`,
);

/**
 * Writes attempts and what they changed, each if its claim is still the caller's: one statement.
 * @returns in the order of `writes`; null where another run has taken the delivery over
 */
export async function writeAttempts(
  manager: EntityManager,
  writes: readonly AttemptWrite[],
): Promise<(WriteResult | null)[]> {
  const ids = writes.map(({ claimed }) => claimed.id);
  const { fromId, toId } = spanOf(ids);
  const parameters = [JSON.stringify(writes.map(toRow)), ids, fromId, toId];
  const rows = await manager.query<(WriteResult & { id: string })[]>(RECORD_ATTEMPTS, parameters);
  const written = new Map(rows.map(({ id, ...result }) => [id, result]));
  return writes.map(({ claimed }) => {
    const result = written.get(claimed.id);
    // Of two runs that have claimed the same delivery only one has written.
    return result?.stateVersion === claimed.state_version + 1 ? result : null;
  });
}

function toRow({ claimed, change, attempt }: AttemptWrite): Record<string, unknown> {
  return {
    id: claimed.id,
    state_version: claimed.state_version,
    status: change.status,
    number: attempt.number,
    schedule_step: change.scheduleStep,
    next_attempt_at: toDate(change.nextAttemptAtMs),
    wait_reason: change.waitReason,
    next_trigger: change.nextTrigger ?? 'schedule',
    because: change.because ?? '',
    status_code: attempt.statusCode,
    error_kind: attempt.errorKind,
    error: attempt.error,
    ended_at: new Date(attempt.startedAtMs + attempt.durationMs),
    trigger: attempt.trigger,
    started_at: new Date(attempt.startedAtMs),
    duration_ms: attempt.durationMs,
    outcome: attempt.outcome,
    url: attempt.url,
    request_headers: attempt.requestHeaders,
    response_headers: attempt.responseHeaders,
    response_body: attempt.responseBody,
    response_truncated: attempt.responseTruncated,
    remote_address: attempt.remoteAddress,
    parked: change.parked ?? false,
  };
}
