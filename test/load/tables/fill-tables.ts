import type { DataSource } from 'typeorm';
import { BASE32 } from '#libs/contracts';
import { PartitionRepository } from '#libs/persistence';

/** What is filled in. */
export interface Filling {
  /** Events, with one delivery each. */
  deliveries: number;
  /** Months that they are spread over, up to the present one. */
  months: number;
  onProgress: (message: string) => void;
}

const TENANTS = 50;
const ENDPOINTS = 500;
/** Events that one statement makes. */
const CHUNK = 100_000;
const TABLES = ['events', 'webhook_deliveries', 'delivery_attempts', 'delivery_timeline'];

/** Tenants and endpoints of {@link fillTables}. */
export const FILLED = { tenant: 'tenant-7', endpoint: 'ep-7', rareType: 'invoice.voided' };

/**
 * Makes an installation of some age: fifty tenants with five hundred endpoints, months of history, of which nearly all
 * was delivered at the first attempt. Two deliveries of a hundred failed; one of a thousand waits and one is held, all in
 * the last month; one event of ten thousand is of a rare type.
 */
export async function fillTables(dataSource: DataSource, { deliveries, months, onProgress }: Filling): Promise<void> {
  await dataSource.query('SET statement_timeout = 0');
  await makeMonths(dataSource, months);
  await makeTenants(dataSource);
  await makeIds(dataSource);
  for (let first = 0; first < deliveries; first += CHUNK) {
    const count = Math.min(CHUNK, deliveries - first);
    await fillChunk(dataSource, first, count, deliveries, months);
    onProgress(`${first + count} of ${deliveries} deliveries`);
  }
  await dataSource.query('VACUUM ANALYZE');
  await new PartitionRepository(dataSource).forgetEmptiness();
}

/** Months instead of the first part, as an installation has them that was made long ago. */
async function makeMonths(dataSource: DataSource, months: number): Promise<void> {
  for (const table of TABLES) await dataSource.query(`DROP TABLE ${table}_first`);
  const partitions = new PartitionRepository(dataSource);
  const now = new Date();
  const oldest = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1 - months));
  for (const month of await partitions.findMissing(oldest, months - 1)) await partitions.make(month);
}

async function makeTenants(dataSource: DataSource): Promise<void> {
  await dataSource.query(
    `INSERT INTO tenants (id, name, external_id, profile, lane)
     SELECT 'tenant-' || n, 'T', '"t"', 'standard-webhooks', 'durable' FROM generate_series(0, ${TENANTS - 1}) AS n`,
  );
  await dataSource.query(
    `INSERT INTO endpoints (id, tenant_id, url, events, profile, timeout_ms, status)
     SELECT 'ep-' || n, 'tenant-' || n % ${TENANTS}, 'https://receiver.example/hook', '{*}', 'standard-webhooks', 15000, 'active'
     FROM generate_series(0, ${ENDPOINTS - 1}) AS n`,
  );
  await dataSource.query(
    `INSERT INTO endpoint_secrets (id, endpoint_id, ciphertext) SELECT 'sec-' || n, 'ep-' || n, 'x' FROM generate_series(0, ${ENDPOINTS - 1}) AS n`,
  );
}

/** Ids as ours are: a time, and something that differs. */
async function makeIds(dataSource: DataSource): Promise<void> {
  const digits = Array.from(
    { length: 10 },
    (_, place) => `substr('${BASE32}', (ms >> ${45 - 5 * place} & 31)::integer + 1, 1)`,
  );
  await dataSource.query(
    `CREATE FUNCTION bench_id(prefix text, at timestamptz, n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
     $$ SELECT prefix || ${digits.join(' || ')} || substr(md5(n::text), 1, 16)
        FROM (SELECT floor(extract(epoch FROM at) * 1000)::bigint AS ms) AS t $$`,
  );
}

async function fillChunk(
  dataSource: DataSource,
  first: number,
  count: number,
  deliveries: number,
  months: number,
): Promise<void> {
  // From the oldest to the newest, in steps of whole milliseconds, ending an hour ago.
  const stepMs = Math.max(1, Math.floor(((months - 1) * 30 * 24 * 3_600_000) / deliveries));
  const lastMonth = Math.floor(deliveries * (1 - 1 / months));
  await dataSource.query(
    `CREATE TEMPORARY TABLE made ON COMMIT PRESERVE ROWS AS
     SELECT n, 'tenant-' || n % ${TENANTS} AS tenant_id, 'ep-' || n % ${ENDPOINTS} AS endpoint_id, at, bench_id('evt_', at, n) AS event_id,
            bench_id('dlv_', at, n) AS id,
            CASE WHEN n / ${TENANTS} % 10000 = 7 THEN '${FILLED.rareType}' ELSE 'order.created' END AS type,
            CASE WHEN n / ${ENDPOINTS} % 50 = 3 THEN 'failed' WHEN n > ${lastMonth} AND n % 1001 = 1 THEN 'waiting'
                 WHEN n > ${lastMonth} AND n % 1001 = 507 THEN 'held' ELSE 'succeeded' END AS status
     FROM (SELECT n, date_trunc('milliseconds', now()) - interval '1 hour' - (${deliveries} - n) * interval '${stepMs} ms' AS at
           FROM generate_series($1::bigint, $1::bigint + $2 - 1) AS n) AS numbered`,
    [first, count],
  );
  await dataSource.query(
    `INSERT INTO event_keys (tenant_id, kind, value, event_id, request_hash, type, created, accepted_at)
     SELECT tenant_id, 'id', event_id, event_id, decode(md5(n::text), 'hex'), type, at, at FROM made`,
  );
  await dataSource.query(
    `INSERT INTO events (tenant_id, id, accepted_at, type, created, data, source, endpoints_version)
     SELECT tenant_id, event_id, at, type, at, '{"orderId":"o-' || n || '","lines":"' || repeat(md5(n::text), 10) || '"}', 'api', 1
     FROM made`,
  );
  await dataSource.query(
    `INSERT INTO webhook_deliveries (id, tenant_id, endpoint_id, event_id, event_accepted_at, event_type, generation,
       envelope, status, wait_reason, next_attempt_at, next_trigger, attempt_count, dispatched_at, created_at, completed_at,
       last_status_code, position)
     SELECT id, tenant_id, endpoint_id, event_id, at, type, 0,
            '{"profile":"standard-webhooks","version":1,"tenantExternalId":"t"}', status,
            CASE status WHEN 'waiting' THEN 'backoff' WHEN 'held' THEN 'paused' END,
            CASE status WHEN 'waiting' THEN now() + interval '1 day' END, 'schedule', 1, at, at,
            CASE WHEN status IN ('failed', 'succeeded') THEN at END, CASE status WHEN 'succeeded' THEN 200 ELSE 500 END, n
     FROM made`,
  );
  await dataSource.query(
    `INSERT INTO delivery_attempts (delivery_id, number, trigger, started_at, duration_ms, outcome, status_code, url,
       request_headers, response_headers, response_body)
     SELECT id, 1, 'schedule', at, 12, CASE status WHEN 'succeeded' THEN 'succeeded' ELSE 'failed' END, 200,
            'https://receiver.example/hook',
            jsonb_build_object('content-type', 'application/json', 'webhook-id', event_id, 'webhook-signature', md5(n::text)),
            '{"content-type":"text/plain"}', 'ok'
     FROM made`,
  );
  await dataSource.query('DROP TABLE made');
}
