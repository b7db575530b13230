import type { AttemptOutcome, AttemptTrigger, DeliveryStatus, ErrorKind, WaitReason } from '#libs/contracts';
import type { DataSource } from 'typeorm';

/** A place in the order of all changes: by the time at which they were written, then by key. */
export interface FeedPosition {
  /** Milliseconds since 1970, by the database's clock. */
  atMs: number;
  /** Of the change itself; `~` lies behind every key. */
  key: string;
}

/** Lies behind every key of the same time. */
export const END_OF_TIME_KEY = '~';

/** A delivery as it is when a change of it is read. */
interface ChangedDelivery {
  tenantId: string;
  deliveryId: string;
  eventId: string;
  eventType: string;
  endpointId: string;
  generation: number;
  status: DeliveryStatus;
  waitReason: WaitReason | null;
  nextAttemptAt: Date | null;
  attemptCount: number;
  because: string;
}

/** What is told of an attempt. */
export interface ChangedAttempt {
  number: number;
  trigger: AttemptTrigger;
  startedAt: Date;
  durationMs: number;
  outcome: AttemptOutcome;
  statusCode: number | null;
  errorKind: ErrorKind | null;
  error: string | null;
  retryAfter: string | null;
  nextAttemptAt: Date | null;
}

/** Something that happened to a delivery. */
export interface Change {
  position: FeedPosition;
  delivery: ChangedDelivery;
  /** It was made, an attempt was recorded, or its timeline got a line. */
  what:
    | { kind: 'created' }
    | { kind: 'attempt'; attempt: ChangedAttempt }
    | { kind: 'timeline'; at: Date; entry: string; detail: string; actor: string | null };
}

interface ChangeRow extends ChangedDelivery, ChangedAttempt {
  recordedAt: Date;
  key: string;
  source: 'created' | 'attempt' | 'timeline';
  attemptNextAt: Date | null;
  at: Date;
  entry: string;
  detail: string;
  actor: string | null;
}

/** A transaction that has been open for longer is not waited for; what it writes is not told. */
const LONGEST_TRANSACTION = `interval '30 seconds'`;

/** A transaction that has just begun may not be listed yet. */
const MARGIN_MS = 100;

/**
 * Rows carry the time at which their transaction began. Those of transactions that are still open cannot be seen yet, so
 * everything before the oldest of these, and only that, is complete. One that has not written may do so yet, above all
 * when it has waited for a lock; but nobody waits for one that has read for long.
 */
const COMPLETE_UNTIL = `
  SELECT floor(extract(epoch FROM GREATEST(LEAST(clock_timestamp(), min(xact_start)),
                                           clock_timestamp() - ${LONGEST_TRANSACTION})) * 1000)::float8 AS "atMs"
  FROM pg_stat_activity
  WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
    AND (backend_xid IS NOT NULL OR wait_event_type = 'Lock'
         OR GREATEST(xact_start, state_change) > clock_timestamp() - interval '5 seconds')`;

const OF_DELIVERY = `
  d.tenant_id AS "tenantId", d.id AS "deliveryId", d.event_id AS "eventId", d.event_type AS "eventType",
  d.endpoint_id AS "endpointId", d.generation, d.status, d.wait_reason AS "waitReason",
  d.next_attempt_at AS "nextAttemptAt", d.attempt_count AS "attemptCount", d.because`;

/** Of tenants `$1`, written from `$2` on and before `$3`, behind the place (`$2`, `$4`), at most `$5`. */
const READ_CHANGES = `
  SELECT * FROM (
    SELECT d.created_at AS "recordedAt", d.id || '.0' AS key, 'created' AS source, ${OF_DELIVERY},
           NULL::integer AS number, NULL AS trigger, NULL::timestamptz AS "startedAt", NULL::integer AS "durationMs",
           NULL AS outcome, NULL::integer AS "statusCode", NULL AS "errorKind", NULL AS error, NULL AS "retryAfter",
           NULL::timestamptz AS "attemptNextAt", NULL::timestamptz AS at, NULL AS entry, NULL AS detail, NULL AS actor
    FROM webhook_deliveries d
    WHERE d.tenant_id = ANY($1) AND d.created_at >= $2 AND d.created_at < $3
    UNION ALL
    SELECT a.recorded_at, a.delivery_id || '.1' || lpad(a.number::text, 8, '0'), 'attempt', ${OF_DELIVERY},
           a.number, a.trigger, a.started_at, a.duration_ms, a.outcome, a.status_code, a.error_kind, a.error,
           a.response_headers ->> 'retry-after', a.next_attempt_at, NULL, NULL, NULL, NULL
    FROM delivery_attempts a JOIN webhook_deliveries d ON d.id = a.delivery_id AND d.tenant_id = ANY($1)
    WHERE a.recorded_at >= $2 AND a.recorded_at < $3
    UNION ALL
    SELECT t.recorded_at, t.delivery_id || '.2' || md5(t.cause), 'timeline', ${OF_DELIVERY},
           NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, t.at, t.kind, t.detail, t.actor
    FROM delivery_timeline t JOIN webhook_deliveries d ON d.id = t.delivery_id AND d.tenant_id = ANY($1)
    WHERE t.recorded_at >= $2 AND t.recorded_at < $3
  ) changes
  WHERE "recordedAt" > $2 OR key COLLATE "C" > $4
  ORDER BY "recordedAt", key COLLATE "C" LIMIT $5`;

/**
 * Reads what has happened to deliveries from the rows that hold it anyway, in an order that never changes: whatever is
 * written later has a later place.
 */
export class ChangeFeedRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Until when everything that was written can be seen, and nothing more will come: milliseconds, exclusive. */
  async completeUntil(): Promise<number> {
    const [row] = await this.dataSource.query<{ atMs: number }[]>(COMPLETE_UNTIL);
    if (row === undefined) throw new Error('an aggregate gave no row');
    return row.atMs - MARGIN_MS;
  }

  /**
   * Reads changes in their order.
   * @param after where the last one stands that is known
   * @param untilMs what {@link completeUntil} gave
   * @param limit the most changes
   */
  async readChanges(
    tenantIds: readonly string[],
    after: FeedPosition,
    untilMs: number,
    limit: number,
  ): Promise<Change[]> {
    if (untilMs <= after.atMs) return [];
    const rows = await this.dataSource.query<ChangeRow[]>(READ_CHANGES, [
      tenantIds,
      new Date(after.atMs),
      new Date(untilMs),
      after.key,
      limit,
    ]);
    return rows.map((row) => ({
      position: { atMs: row.recordedAt.getTime(), key: row.key },
      delivery: row,
      what: whatOf(row),
    }));
  }
}

function whatOf(row: ChangeRow): Change['what'] {
  switch (row.source) {
    case 'created':
      return { kind: 'created' };
    case 'attempt':
      return { kind: 'attempt', attempt: { ...row, nextAttemptAt: row.attemptNextAt } };
    case 'timeline':
      return { kind: 'timeline', at: row.at, entry: row.entry, detail: row.detail, actor: row.actor };
  }
}
