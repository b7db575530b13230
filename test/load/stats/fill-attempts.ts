import { BASE32 } from '#libs/contracts';
import type { DataSource } from 'typeorm';

/** Whose deliveries are made, and how many in which time. */
export interface Filling {
  /** An endpoint may stand there several times: it gets as many shares. */
  endpoints: readonly { id: string; tenantId: string }[];
  eventTypes: readonly string[];
  fromMs: number;
  toMs: number;
  attempts: number;
}

/** Rows of one statement. */
const SLICE = 100_000;
/** Every ninth delivery needs a second attempt: so many deliveries make the attempts that are wanted. */
const DELIVERIES_BY_ATTEMPT = 0.9;

/** The time part of an id, from milliseconds `ms`: see `encodeTime`. */
const TIME_PART = Array.from(
  { length: 10 },
  (_, index) => `substr('${BASE32}', ((ms >> ${45 - 5 * index}) & 31)::integer + 1, 1)`,
).join(' || ');

/** Deliveries that end as most do: a few fail, fewer are cancelled; by number `n`, evenly spread over the time. */
const FILL = `
  WITH made AS MATERIALIZED (
    SELECT *, ${TIME_PART} || substr(md5(n::text || ms::text), 1, 16) AS tail, to_timestamp(ms / 1000.0) AS accepted_at,
           ($4::text[])[1 + n % cardinality($4::text[])] AS endpoint_id,
           ($5::text[])[1 + n % cardinality($5::text[])] AS tenant_id,
           ($6::text[])[1 + (n / 7) % cardinality($6::text[])] AS event_type,
           CASE WHEN n % 200 = 7 THEN 'cancelled' WHEN n % 50 = 0 THEN 'failed' ELSE 'succeeded' END AS status,
           CASE WHEN n % 9 = 0 THEN 2 ELSE 1 END AS tries,
           1 + (20 * exp(2.5 * (random() + random() + random() - 1.5)))::integer AS duration_ms
    FROM (SELECT n, ($2::float8 + n * $3::float8)::bigint AS ms FROM generate_series($1::bigint, $7::bigint) AS n) AS at
  ), deliveries AS (
    INSERT INTO webhook_deliveries (id, tenant_id, endpoint_id, event_id, event_accepted_at, event_type, generation,
      envelope, status, attempt_count, next_trigger, because, last_status_code, state_version, position, created_at,
      completed_at)
    SELECT 'dlv_' || tail, tenant_id, endpoint_id, 'evt_' || tail, accepted_at, event_type, 0,
           '{"profile": "standard-webhooks", "profileVersion": 1, "externalId": "shop-4711"}', status,
           CASE WHEN status = 'cancelled' THEN 0 ELSE tries END, 'schedule', 'the receiver answered',
           CASE status WHEN 'succeeded' THEN 200 WHEN 'failed' THEN 503 END, 2, n, accepted_at,
           accepted_at + make_interval(secs => duration_ms / 1000.0)
    FROM made
  )
  INSERT INTO delivery_attempts (delivery_id, number, trigger, started_at, duration_ms, outcome, status_code, error_kind,
    error, url, request_headers, response_headers, response_body, remote_address)
  SELECT 'dlv_' || tail, number, 'schedule', accepted_at, duration_ms,
         CASE WHEN number < tries THEN 'retry' ELSE status END,
         CASE WHEN number = tries AND status = 'succeeded' THEN 200 WHEN n % 5 = 0 THEN NULL ELSE 500 + n % 4 END,
         CASE WHEN number = tries AND status = 'succeeded' THEN NULL WHEN n % 5 = 0 THEN 'timeout' ELSE 'http' END,
         CASE WHEN number = tries AND status = 'succeeded' THEN NULL ELSE 'the receiver did not answer as it should' END,
         'https://receiver.example/hooks/orders',
         jsonb_build_object('content-type', 'application/json', 'user-agent', 'Everhook/0.1.0', 'webhook-id', 'evt_' || tail,
                            'webhook-timestamp', ms / 1000, 'webhook-signature', 'v1,' || md5(tail) || md5(tail)),
         '{"date": "Thu, 26 Nov 2026 02:00:00 GMT", "connection": "keep-alive", "content-length": "2"}', 'ok',
         '203.0.113.7'
  FROM made CROSS JOIN LATERAL generate_series(1, tries) AS number
  WHERE status <> 'cancelled' AND (number = tries OR number = 1)`;

/**
 * Fills deliveries and attempts as the engine leaves them, without leaving the database.
 * @param onProgress told how many deliveries stand there
 */
export async function fillAttempts(
  dataSource: DataSource,
  { endpoints, eventTypes, fromMs, toMs, attempts }: Filling,
  onProgress: (done: number, of: number) => void,
): Promise<void> {
  const count = Math.max(1, Math.round(attempts * DELIVERIES_BY_ATTEMPT));
  const stepMs = (toMs - fromMs) / count;
  for (let first = 0; first < count; first += SLICE) {
    const last = Math.min(first + SLICE, count) - 1;
    await dataSource.query(FILL, [
      first,
      fromMs,
      stepMs,
      endpoints.map(({ id }) => id),
      endpoints.map(({ tenantId }) => tenantId),
      eventTypes,
      last,
    ]);
    onProgress(last + 1, count);
  }
}

/** Deliveries of an endpoint that wait, half of them for a backoff and half for its pause. */
export async function fillWaiting(
  dataSource: DataSource,
  { id, tenantId }: { id: string; tenantId: string },
  count: number,
): Promise<void> {
  await dataSource.query(
    `INSERT INTO webhook_deliveries (id, tenant_id, endpoint_id, event_id, event_accepted_at, event_type, generation,
       envelope, status, wait_reason, next_trigger, next_attempt_at, dispatched_at, position)
     SELECT 'dlv_' || tail, $1, $2, 'evt_' || tail, now(), 'order.created', 0, '{}',
            CASE WHEN n % 2 = 0 THEN 'waiting' ELSE 'held' END, CASE WHEN n % 2 = 0 THEN 'backoff' ELSE 'paused' END,
            'schedule', now() + interval '1 day', now(), n
     FROM (SELECT n, ${TIME_PART} || substr(md5('waiting' || n::text), 1, 16) AS tail
           FROM generate_series(1, $3::bigint) AS n,
                (SELECT (extract(epoch FROM now()) * 1000)::bigint AS ms) AS at) AS made`,
    [tenantId, id, count],
  );
}
