import { Client, escapeLiteral } from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { encodeTime } from '#libs/contracts';
import {
  AttemptRepository,
  ChangeFeedRepository,
  dataSourceOptions,
  DeliveryQueryRepository,
  EndpointRepository,
  EventQueryRepository,
  migrate,
  PartitionRepository,
  TenantRepository,
} from '#libs/persistence';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { flattenPlan, type PlanNode } from '../support/query-plan.js';
import { StatementLog } from '../support/statement-log.js';

const TABLES = ['events', 'webhook_deliveries', 'delivery_attempts', 'delivery_timeline'];
const MONTHS = 8;
const MIGRATION = 'Partitions1700000000005';

describe('the upgrade to months', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource(dataSourceOptions({ url: database.url, poolSize: 3 })).initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  /** Takes back the migration, and those that came after it. */
  async function undoMonths(): Promise<void> {
    for (let undone = ''; undone !== MIGRATION; await dataSource.undoLastMigration()) {
      const [last] = await dataSource.query<{ name: string }[]>('SELECT name FROM migrations ORDER BY id DESC LIMIT 1');
      undone = last?.name ?? MIGRATION;
    }
  }

  it('takes what is stored over as it is, its indexes too, and gives it back', async () => {
    await undoMonths();
    await dataSource.query(
      `INSERT INTO events (tenant_id, id, accepted_at, type, created, data, source)
       SELECT 't', 'evt-' || n, now() - n * interval '1 day', 'a', now(), '1', 'api' FROM generate_series(0, 99) AS n`,
    );
    await dataSource.query(
      `INSERT INTO webhook_deliveries (id, tenant_id, endpoint_id, event_id, event_accepted_at, event_type, generation,
         envelope, status, next_trigger)
       SELECT 'dlv_01m0000000' || n, 't', 'ep', 'evt-' || n, now(), 'a', 0, '{}', 'failed', 'schedule' FROM generate_series(0, 99) AS n`,
    );
    const files = (suffix: string): Promise<unknown[]> =>
      dataSource.query<unknown[]>('SELECT relfilenode FROM pg_class WHERE relname = ANY($1) ORDER BY relfilenode', [
        [
          ...TABLES.flatMap((table) => [`${table}${suffix}`, `${table}${suffix}_pkey`]),
          `webhook_deliveries${suffix}_event_idx`,
        ],
      ]);
    const before = await files('');
    expect(before).toHaveLength(9);

    expect(await migrate(dataSource)).toContain(MIGRATION);
    expect(await files('_first')).toEqual(before);
    expect(await dataSource.query('SELECT count(*)::integer AS count FROM events')).toEqual([{ count: 100 }]);
    const months = await new PartitionRepository(dataSource).listMonths();
    expect(months[0]).toMatchObject({ name: 'first', from: null });
    expect(await new PartitionRepository(dataSource).findMissing(new Date(), 3)).toEqual([]);

    await undoMonths();
    expect(await dataSource.query('SELECT count(*)::integer AS count FROM webhook_deliveries')).toEqual([
      { count: 100 },
    ]);
    await migrate(dataSource);
    expect(await dataSource.query('SELECT count(*)::integer AS count FROM webhook_deliveries_first')).toEqual([
      { count: 100 },
    ]);
  });

  it('makes the first part reach to where clocks that ran ahead have accepted', async () => {
    await undoMonths();
    await dataSource.query(
      `INSERT INTO events (tenant_id, id, accepted_at, type, created, data, source)
       VALUES ('t', 'ahead', now() + interval '1 month', 'a', now(), '1', 'api')`,
    );
    await migrate(dataSource);
    expect(await dataSource.query(`SELECT id FROM events_first WHERE id = 'ahead'`)).toHaveLength(1);
  });

  it('refuses a database whose language does not sort ids as their characters', async () => {
    const url = new URL(inject('postgresUrl'));
    const server = new Client({ connectionString: url.href });
    await server.connect();
    await server.query('DROP DATABASE IF EXISTS czech');
    await server.query(`CREATE DATABASE czech TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'cs' LOCALE 'C'`);
    url.pathname = '/czech';
    const czech = await new DataSource(dataSourceOptions({ url: url.href, poolSize: 2 })).initialize();
    await expect(migrate(czech)).rejects.toThrow(/sorts ids by the rules of "cs", not by their characters/);
    await czech.destroy();
    await server.query('DROP DATABASE czech');
    await server.end();
  });
});

describe('over many months', () => {
  const log = new StatementLog();
  let database: TestDatabase;
  let dataSource: DataSource;
  /** The middle of the present month, and of one that is long over. */
  const present = middleOf(0);
  const past = middleOf(-5);
  beforeAll(async () => {
    database = await createTestDatabase();
    const options = dataSourceOptions({ url: database.url, poolSize: 3 });
    dataSource = await new DataSource({ ...options, logger: log, logging: ['query' as const] }).initialize();
    await fill(dataSource);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  describe.each([
    ['the present month', present],
    ['a month that is over', past],
  ])('looks into one part, of %s', (_, at) => {
    const id = deliveryIdOf(at, 7);
    const month = at.toISOString().slice(0, 7).replace('-', '_');
    it.each<[string, () => Promise<unknown>, string, string[]]>([
      [
        'to claim an attempt',
        () => new AttemptRepository(dataSource).claimAttempt(id, 5, new Date()),
        'WITH claimed',
        ['events', 'webhook_deliveries'],
      ],
      [
        'to find a claim again',
        () => new AttemptRepository(dataSource).findClaimed(id, 5),
        'WITH claimed',
        ['events', 'webhook_deliveries'],
      ],
      ['to record attempts', () => recordAttempts([id, deliveryIdOf(at, 8)]), 'WITH given', ['webhook_deliveries']],
      [
        'to look up a delivery',
        () => new DeliveryQueryRepository(dataSource).findDelivery('tenant-7', id),
        'FROM "webhook_deliveries"',
        ['webhook_deliveries'],
      ],
      [
        'to look up an event',
        () => new EventQueryRepository(dataSource).findEvent('tenant-7', eventIdOf(at, 7)),
        'FROM "events"',
        ['events'],
      ],
      [
        'to find the deliveries of an event',
        () =>
          new EventQueryRepository(dataSource).findDeliveriesOfEvent({
            tenantId: 'tenant-7',
            id: eventIdOf(at, 7),
            acceptedAt: acceptedAt(at, 7),
          }),
        'FROM "webhook_deliveries"',
        ['webhook_deliveries'],
      ],
      ['to read its attempts and timeline', () => readStory(id), 'FROM "delivery_attempts"', ['delivery_attempts']],
    ])('%s', async (_name, run, part, tables) => {
      // The two kinds of plans that a prepared statement may get: for its parameters, and for any.
      for (const mode of ['force_custom_plan', 'force_generic_plan']) {
        const nodes = await explain(run, part, mode);
        const looked = nodes
          .flatMap((node) => node['Relation Name'] ?? [])
          .filter((name) => /_\d{4}_\d\d$|_(default|first)$/.test(name));
        expect([...new Set(looked)].toSorted(), mode).toEqual(tables.map((table) => `${table}_${month}`));
        expect(
          nodes.filter((node) => node['Node Type'] === 'Seq Scan' && looked.includes(node['Relation Name'] ?? '')),
        ).toEqual([]);
      }
    });
  });

  describe('reads a page of a list and hardly more', () => {
    const list = (search: Parameters<DeliveryQueryRepository['listDeliveries']>[1]) => () =>
      new DeliveryQueryRepository(dataSource).listDeliveries('tenant-7', search, { after: null, fetch: 51 });
    it.each<[string, () => Promise<unknown>, string, string]>([
      ['of deliveries', list({}), 'FROM "webhook_deliveries"', 'webhook_deliveries_tenant_idx'],
      ['of an endpoint', list({ endpointId: 'ep-7' }), 'FROM "webhook_deliveries"', 'webhook_deliveries_endpoint_idx'],
      ['of what has failed', list({ status: 'failed' }), 'FROM "webhook_deliveries"', 'webhook_deliveries_status_idx'],
      [
        'of what was cancelled, which is nothing',
        list({ status: 'cancelled' }),
        'FROM "webhook_deliveries"',
        'webhook_deliveries_status_idx',
      ],
      ['of what is held', list({ status: 'held' }), 'FROM "webhook_deliveries"', 'webhook_deliveries_status_idx'],
      [
        'of what has failed at an endpoint',
        list({ status: 'failed', endpointId: 'ep-7' }),
        'FROM "webhook_deliveries"',
        'webhook_deliveries_endpoint_status_idx',
      ],
      [
        'of what is pending',
        list({ status: 'pending' }),
        'FROM "webhook_deliveries"',
        'webhook_deliveries_undispatched_idx',
      ],
      [
        'of what is delivering',
        list({ status: 'delivering' }),
        'FROM "webhook_deliveries"',
        'webhook_deliveries_due_idx',
      ],
      [
        'of events',
        () => new EventQueryRepository(dataSource).listEvents('tenant-7', {}, { after: null, fetch: 51 }),
        'FROM "events"',
        'events_tenant_accepted_idx',
      ],
    ])('%s', async (_, run, part, index) => {
      const nodes = await explain(run, part, 'force_custom_plan');
      const scans = nodes.filter(
        (node) => node['Relation Name'] !== undefined && node['Relation Name'] !== 'endpoints',
      );
      expect(scans.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
      expect(await wholesOf(nodes)).toContain(index);
      // One more of each part than a page has may be read to merge them.
      const read = scans.reduce((sum, node) => sum + rowsOf(node), 0);
      expect(read).toBeLessThanOrEqual(51 + MONTHS + 6);
    });

    it('and cancels the unfinished of an endpoint or a tenant without reading what has ended', async () => {
      const cancel = [
        () => new EndpointRepository(dataSource).delete('tenant-9', 'ep-9', { keyId: 'test' }),
        () => new TenantRepository(dataSource).delete('tenant-11', true, { keyId: 'test' }),
      ];
      for (const run of cancel) {
        const nodes = await explain(run, 'FOR UPDATE) locked', 'force_custom_plan');
        expect(nodes.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
        const heap = nodes.filter((node) => node['Relation Name'] !== undefined);
        // Of thousands.
        expect(heap.reduce((sum, node) => sum + rowsOf(node), 0)).toBeLessThan(60);
      }
    });
  });

  it('made every month with the indexes by which the stream finds what is new', async () => {
    for (const table of ['delivery_attempts', 'delivery_timeline']) {
      const parts = await dataSource.query<{ part: string }[]>(
        'SELECT inhrelid::regclass::text AS part FROM pg_inherits WHERE inhparent = $1::regclass ORDER BY part',
        [table],
      );
      expect(parts.length).toBeGreaterThan(MONTHS);
      const indexes = await dataSource.query(
        `SELECT x.indrelid::regclass::text AS part, a.amname AS kind, c.reloptions AS options, x.indisvalid AS valid
         FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_index x ON x.indexrelid = c.oid
         JOIN pg_am a ON a.oid = c.relam WHERE i.inhparent = $1::regclass ORDER BY part`,
        [`${table}_recorded_idx`],
      );
      const wanted = { kind: 'brin', options: ['pages_per_range=32', 'autosummarize=on'], valid: true };
      expect(indexes).toEqual(parts.map(({ part }) => ({ part, ...wanted })));
    }
  });

  it('reads for the stream what is new, and of other months nothing', async () => {
    const now = new Date(present.getTime() + 3_600_000);
    // An attempt of a delivery that is new, a late one of one that is old, and a line about the old one.
    for (const at of [present, past]) {
      await dataSource.query(
        `INSERT INTO delivery_attempts (delivery_id, number, trigger, started_at, duration_ms, outcome, recorded_at)
         VALUES ($1, 2, 'schedule', $2, 5, 'succeeded', $2)`,
        [deliveryIdOf(at, 7), now],
      );
    }
    await dataSource.query(
      `INSERT INTO delivery_timeline (delivery_id, cause, at, kind, detail, recorded_at)
       VALUES ($1, 'cmd_2', $2, 'release', 'by hand', $2)`,
      [deliveryIdOf(past, 7), now],
    );
    const read = () =>
      new ChangeFeedRepository(dataSource).readChanges(
        ['tenant-7', 'tenant-9'],
        { atMs: now.getTime() - 1_000, key: '~' },
        now.getTime() + 1_000,
        1_000,
      );
    expect((await read()).map(({ what }) => what.kind).toSorted()).toEqual(['attempt', 'attempt', 'timeline']);

    const nodes = await explain(read, 'FROM delivery_attempts', 'force_custom_plan');
    const months = new Map<string, number>();
    for (const node of nodes) {
      const rows = rowsOf(node) + (node['Rows Removed by Index Recheck'] ?? 0) * (node['Actual Loops'] ?? 0);
      const name = node['Relation Name'];
      if (name !== undefined && rows > 0) months.set(name, (months.get(name) ?? 0) + rows);
    }
    const nameOf = (table: string, at: Date): string => `${table}_${at.toISOString().slice(0, 7).replace('-', '_')}`;
    const touched = [
      nameOf('delivery_attempts', present),
      nameOf('delivery_attempts', past),
      nameOf('delivery_timeline', present),
      nameOf('delivery_timeline', past),
      nameOf('webhook_deliveries', present),
      nameOf('webhook_deliveries', past),
    ];
    expect([...months.keys()].filter((name) => !touched.includes(name))).toEqual([]);
    // The pages beside the new rows are read with them, and each delivery once for each of its rows.
    for (const [name, rows] of months) expect(rows, name).toBeLessThan(name.startsWith('webhook') ? 10 : 3_000);
  });

  /** Every row that a scan has read, shown or not. */
  function rowsOf(node: PlanNode): number {
    return ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 0);
  }

  /** The indexes of the whole tables to which those of a plan belong. */
  async function wholesOf(nodes: readonly PlanNode[]): Promise<string[]> {
    const rows = await dataSource.query<{ name: string }[]>(
      `SELECT DISTINCT inhparent::regclass::text AS name FROM pg_inherits WHERE inhrelid::regclass::text = ANY($1)`,
      [nodes.flatMap((node) => node['Index Name'] ?? [])],
    );
    return rows.map(({ name }) => name);
  }

  /** Runs work, and its statement once more to see what Postgres did for it; what that changed is undone. */
  async function explain(run: () => Promise<unknown>, part: string, mode: string): Promise<PlanNode[]> {
    log.statements.length = 0;
    await run();
    const statement = log.statements.find(({ sql }) => sql.includes(part));
    if (statement === undefined) throw new Error(`no statement with "${part}" was sent`);
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query(`SET LOCAL plan_cache_mode = ${mode}`);
      await client.query(`PREPARE explained AS ${statement.sql}`);
      const given = statement.parameters.map(literalOf).join(', ');
      const { rows } = await client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
        `EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE explained${given === '' ? '' : `(${given})`}`,
      );
      await client.query('ROLLBACK');
      return flattenPlan(rows[0]?.['QUERY PLAN'][0]?.Plan);
    } finally {
      await client.end();
    }
  }

  async function recordAttempts(ids: readonly string[]): Promise<void> {
    const attempts = new AttemptRepository(dataSource);
    await Promise.all(
      ids.map((id) =>
        attempts.recordAttempt(
          { id, state_version: -1 },
          { status: 'succeeded' },
          {
            number: 1,
            trigger: 'schedule',
            startedAtMs: Date.now(),
            durationMs: 1,
            outcome: 'succeeded',
            statusCode: 200,
            errorKind: null,
            error: null,
            url: null,
            requestHeaders: null,
            responseHeaders: null,
            responseBody: null,
            responseTruncated: false,
            remoteAddress: null,
          },
        ),
      ),
    );
  }

  async function readStory(id: string): Promise<void> {
    const deliveries = new DeliveryQueryRepository(dataSource);
    const found = await deliveries.findDelivery('tenant-7', id);
    if (found === null) throw new Error(`there is no delivery ${id}`);
    await deliveries.readStory(found.delivery);
  }
});

/** A parameter as Postgres reads it in a text. */
function literalOf(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (value instanceof Date) return escapeLiteral(value.toISOString());
  if (Array.isArray(value)) return escapeLiteral(`{${value.map((item) => JSON.stringify(item)).join(',')}}`);
  return typeof value === 'string' ? escapeLiteral(value) : JSON.stringify(value);
}

function monthStart(later: number): Date {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + later));
}

/** As far from a month's ends as the rows of {@link fill} need. */
function middleOf(later: number): Date {
  return new Date(monthStart(later).getTime() + 10 * 24 * 3_600_000);
}

function acceptedAt(at: Date, number: number): Date {
  return new Date(at.getTime() + number);
}

function deliveryIdOf(at: Date, number: number): string {
  return `dlv_${encodeTime(at.getTime() + number)}${String(number).padStart(16, '0')}`;
}

function eventIdOf(at: Date, number: number): string {
  return `evt_${encodeTime(at.getTime() + number)}${String(number).padStart(16, '0')}`;
}

/**
 * Eight months of six thousand deliveries each, of twenty tenants with two endpoints each; every third
 * failed. A few of the last month are not finished.
 */
async function fill(dataSource: DataSource): Promise<void> {
  for (const table of TABLES) await dataSource.query(`DROP TABLE ${table}_first`);
  const partitions = new PartitionRepository(dataSource);
  for (const month of await partitions.findMissing(monthStart(1 - MONTHS), MONTHS - 1)) await partitions.make(month);
  await dataSource.query(
    `INSERT INTO tenants (id, name, external_id, profile, lane)
     SELECT 'tenant-' || n, 'T', '"t"', 'standard-webhooks', 'durable' FROM generate_series(0, 19) AS n`,
  );
  await dataSource.query(
    `INSERT INTO endpoints (id, tenant_id, url, events, profile, timeout_ms, status)
     SELECT 'ep-' || n, 'tenant-' || n % 20, 'https://receiver.example/', '{*}', 'standard-webhooks', 15000, 'active'
     FROM generate_series(0, 39) AS n`,
  );
  for (let month = 1 - MONTHS; month <= 0; month++) {
    const at = middleOf(month);
    const numbers = Array.from({ length: 6_000 }, (_, index) => index);
    await dataSource.query(
      `INSERT INTO events (tenant_id, id, accepted_at, type, created, data, source)
       SELECT 'tenant-' || n % 20, id, $2::timestamptz + n * interval '1 ms', 'order.created', now(), $3, 'api'
       FROM unnest($1::text[]) WITH ORDINALITY AS e(id, place) CROSS JOIN LATERAL (SELECT place - 1 AS n) AS numbered`,
      [numbers.map((n) => eventIdOf(at, n)), at, 'x'.repeat(500)],
    );
    await dataSource.query(
      `INSERT INTO webhook_deliveries (id, tenant_id, endpoint_id, event_id, event_accepted_at, event_type, generation,
         envelope, status, next_trigger, dispatched_at, created_at)
       SELECT id, 'tenant-' || n % 20, 'ep-' || n % 40, event_id, $3::timestamptz + n * interval '1 ms', 'order.created', 0, '{}',
              CASE WHEN n / 40 % 3 = 0 THEN 'failed' ELSE 'succeeded' END, 'schedule', now(), $3::timestamptz + n * interval '1 ms'
       FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS d(id, event_id, place)
       CROSS JOIN LATERAL (SELECT place - 1 AS n) AS numbered`,
      [numbers.map((n) => deliveryIdOf(at, n)), numbers.map((n) => eventIdOf(at, n)), at],
    );
  }
  await dataSource.query(
    `INSERT INTO event_keys (tenant_id, kind, value, event_id, request_hash, type, created, accepted_at)
     SELECT tenant_id, 'id', id, id, '\\x00', type, created, accepted_at FROM events`,
  );
  await dataSource.query(
    `INSERT INTO delivery_attempts (delivery_id, number, trigger, started_at, duration_ms, outcome, error, recorded_at)
     SELECT id, 1, 'schedule', created_at, 5, 'succeeded', $1, created_at FROM webhook_deliveries ORDER BY id`,
    ['x'.repeat(300)],
  );
  await dataSource.query(
    `INSERT INTO delivery_timeline (delivery_id, cause, at, kind, detail, recorded_at)
     SELECT id, 'cmd_1', created_at, 'release', 'by hand', created_at FROM webhook_deliveries ORDER BY id`,
  );
  const last = middleOf(0);
  for (const [number, columns] of [
    [27, `status = 'held', wait_reason = 'manual'`],
    [47, `status = 'pending', dispatched_at = NULL`],
    [67, `status = 'pending'`],
    [87, `status = 'delivering'`],
    [9, `status = 'waiting', wait_reason = 'backoff'`],
    [11, `status = 'delivering', dispatched_at = NULL`],
  ] as const) {
    await dataSource.query(`UPDATE webhook_deliveries SET ${columns} WHERE id = $1`, [deliveryIdOf(last, number)]);
  }
  await dataSource.query('VACUUM ANALYZE');
  await partitions.forgetEmptiness();
  await partitions.noteTimes(new Date());
}
