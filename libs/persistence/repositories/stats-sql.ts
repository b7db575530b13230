import { BIN_GROWTH } from '#libs/domain';

/** What identifies a roll-up, beside its width. */
const KEY = 'bucket_at, tenant_id, scope, subject';

/**
 * Longer than any attempt takes: a tenant may choose a time-out of at most a minute. Attempts are found by their start
 * and counted by their end.
 */
const LONGEST_ATTEMPT = `interval '2 minutes'`;

/** Adds up a relation `parts` of {@link KEY}, counters, and one bin and one error with their counts, each or null. */
const ADD_UP = `
  counters AS (
    SELECT ${KEY}, sum(succeeded)::integer AS succeeded, sum(failed)::integer AS failed,
           sum(cancelled)::integer AS cancelled, sum(attempts)::integer AS attempts, sum(retries)::integer AS retries
    FROM parts GROUP BY ${KEY}
  ), times AS (
    SELECT ${KEY}, array_agg(bin ORDER BY bin) AS bins, array_agg(n ORDER BY bin) AS bin_counts
    FROM (SELECT ${KEY}, bin, sum(bin_count)::integer AS n FROM parts WHERE bin IS NOT NULL GROUP BY ${KEY}, bin) AS b
    GROUP BY ${KEY}
  ), errors AS (
    SELECT ${KEY}, jsonb_agg(jsonb_build_object('kind', kind, 'statusCode', status_code, 'count', n, 'lastAtMs', last)
                             ORDER BY kind, status_code) AS errors
    FROM (SELECT ${KEY}, kind, status_code, sum(error_count)::integer AS n, max(last_at_ms) AS last
          FROM parts WHERE kind IS NOT NULL GROUP BY ${KEY}, kind, status_code) AS e
    GROUP BY ${KEY}
  )
  SELECT c.bucket_at, c.tenant_id, c.scope, c.subject, c.succeeded, c.failed, c.cancelled, c.attempts, c.retries,
         COALESCE(t.bins, '{}') AS bins, COALESCE(t.bin_counts, '{}') AS bin_counts, COALESCE(e.errors, '[]') AS errors
  FROM counters c LEFT JOIN times t USING (${KEY}) LEFT JOIN errors e USING (${KEY})`;

/**
 * The roll-ups of the minutes from `$1` to before `$2`, of one tenant or, where `$3` is null, of all. The delivery of
 * each attempt is looked up by its key: from statistics that lag behind a growing table Postgres would rather read all
 * deliveries (`OFFSET 0` keeps it from that).
 */
export const ROLL_UP_ATTEMPTS = `
  WITH met AS (
    SELECT delivery_id, outcome, number > 1 AS is_retry, error_kind, status_code,
           started_at + duration_ms * interval '1 millisecond' AS ended_at,
           CASE WHEN status_code IS NOT NULL OR error_kind = 'timeout'
                THEN ceil(ln(GREATEST(duration_ms, 1)::float8) / ln(${BIN_GROWTH}::float8))::smallint END AS bin
    FROM delivery_attempts
    WHERE started_at >= $1::timestamptz - ${LONGEST_ATTEMPT} AND started_at < $2::timestamptz
  ), ended AS MATERIALIZED (
    SELECT date_bin('1 minute', m.ended_at, 'epoch'::timestamptz) AS bucket_at, d.tenant_id, d.endpoint_id,
           d.event_type, m.outcome, m.is_retry, m.bin, m.error_kind, m.status_code, count(*) AS n,
           max(m.ended_at) AS last_at
    FROM met m CROSS JOIN LATERAL
         (SELECT tenant_id, endpoint_id, event_type FROM webhook_deliveries w WHERE w.id = m.delivery_id OFFSET 0) AS d
    WHERE m.ended_at >= $1::timestamptz AND m.ended_at < $2::timestamptz AND ($3::text IS NULL OR d.tenant_id = $3)
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
    UNION ALL
    SELECT date_bin('1 minute', completed_at, 'epoch'::timestamptz), tenant_id, endpoint_id, event_type, 'cancelled',
           false, NULL, NULL, NULL, count(*), max(completed_at)
    FROM webhook_deliveries
    WHERE status = 'cancelled' AND completed_at >= $1::timestamptz AND completed_at < $2::timestamptz
      AND ($3::text IS NULL OR tenant_id = $3)
    GROUP BY 1, 2, 3, 4
  ), parts AS MATERIALIZED (
    SELECT e.bucket_at, e.tenant_id, s.scope, s.subject,
           CASE WHEN outcome = 'succeeded' THEN n ELSE 0 END AS succeeded,
           CASE WHEN outcome = 'failed' THEN n ELSE 0 END AS failed,
           CASE WHEN outcome = 'cancelled' THEN n ELSE 0 END AS cancelled,
           CASE WHEN outcome = 'cancelled' THEN 0 ELSE n END AS attempts,
           CASE WHEN is_retry THEN n ELSE 0 END AS retries,
           bin, n AS bin_count, error_kind AS kind, status_code, n AS error_count,
           (extract(epoch FROM last_at) * 1000)::bigint AS last_at_ms
    FROM ended e CROSS JOIN LATERAL
         (VALUES ('tenant', ''), ('endpoint', e.endpoint_id), ('event-type', e.event_type)) AS s (scope, subject)
  ), ${ADD_UP}`;

/** The roll-ups of the hours from `$1` to before `$2`, from those of their minutes. */
export const ROLL_UP_MINUTES = `
  WITH minutes AS MATERIALIZED (
    SELECT date_bin('1 hour', bucket_at, 'epoch'::timestamptz) AS hour_at, r.*
    FROM stats_rollups r WHERE width = 'minute' AND bucket_at >= $1::timestamptz AND bucket_at < $2::timestamptz
  ), parts AS MATERIALIZED (
    SELECT hour_at AS bucket_at, tenant_id, scope, subject, succeeded, failed, cancelled, attempts, retries,
           NULL::smallint AS bin, NULL::integer AS bin_count,
           NULL AS kind, NULL::integer AS status_code, NULL::integer AS error_count, NULL::bigint AS last_at_ms
    FROM minutes
    UNION ALL
    SELECT hour_at, tenant_id, scope, subject, 0, 0, 0, 0, 0, b.bin, b.n, NULL, NULL, NULL, NULL
    FROM minutes CROSS JOIN LATERAL unnest(bins, bin_counts) AS b (bin, n)
    UNION ALL
    SELECT hour_at, tenant_id, scope, subject, 0, 0, 0, 0, 0, NULL, NULL, e.kind, e."statusCode", e.count, e."lastAtMs"
    FROM minutes CROSS JOIN LATERAL
         jsonb_to_recordset(errors) AS e (kind text, "statusCode" integer, count integer, "lastAtMs" bigint)
  ), ${ADD_UP}`;

/** A roll-up as it is read, under the names of its entity. The driver reads JSON faster than arrays. */
export const ROLL_UP_COLUMNS = `r.bucket_at AS "bucketAt", r.succeeded, r.failed, r.cancelled, r.attempts, r.retries,
  array_to_json(r.bins) AS bins, array_to_json(r.bin_counts) AS "binCounts", r.errors`;
