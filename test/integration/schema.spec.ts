import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { DataSource, type Logger as QueryLogger } from 'typeorm';
import {
  AlertRepository,
  AttemptHoldRepository,
  AttemptRepository,
  CommandRepository,
  dataSourceOptions,
  DeliveryQueryRepository,
  EndpointGateRepository,
  EndpointRepository,
  EventQueryRepository,
  EventStoreRepository,
  ExpressRepository,
  LineRepository,
  makeNextGeneration,
  migrate,
  OperationRepository,
  PartitionRepository,
  RelayRepository,
  StatsQueryRepository,
  StatsRollupRepository,
  TenantRepository,
  WakeUpRepository,
  type ClaimedAttempt,
  type NewDelivery,
} from '#libs/persistence';
import { floorTime } from '#libs/domain';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { newEvent, TENANT } from '../support/engine.js';
import { flattenPlan, type PlanNode } from '../support/query-plan.js';
import { StatementLog } from '../support/statement-log.js';
import { encodeTime } from '#libs/contracts';

describe('the schema', () => {
  /** A database without anything in it. */
  async function emptyDatabase(): Promise<TestDatabase> {
    const database = await createTestDatabase();
    const dataSource = await connect(database.url);
    await dataSource.query('DROP SCHEMA public CASCADE');
    await dataSource.query('CREATE SCHEMA public');
    await dataSource.destroy();
    return database;
  }

  async function connect(url: string, logger?: QueryLogger): Promise<DataSource> {
    const dataSource = new DataSource({
      ...dataSourceOptions({ url, poolSize: 4 }),
      ...(logger === undefined ? {} : { logger, logging: ['query' as const] }),
    });
    return dataSource.initialize();
  }

  async function namesOf(dataSource: DataSource): Promise<string[]> {
    const rows = await dataSource.query<{ name: string }[]>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind <> 'i'
       UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY name`,
    );
    return rows.map((row) => row.name);
  }

  it('is made from nothing by the migrations, is what the entities say, and goes away again', async () => {
    const database = await emptyDatabase();
    const dataSource = await connect(database.url);
    expect(await namesOf(dataSource)).toEqual([]);
    expect((await migrate(dataSource)).length).toBeGreaterThan(0);
    const made = await namesOf(dataSource);

    const drift = await dataSource.driver.createSchemaBuilder().log();
    expect(drift.upQueries.map(({ query }) => query)).toEqual([]);
    expect(await migrate(dataSource), 'a second time').toEqual([]);

    for (const _ of dataSource.migrations) await dataSource.undoLastMigration();
    expect((await namesOf(dataSource)).filter((name) => !name.startsWith('migrations'))).toEqual([]);
    // And back: nothing was left that a second start would trip over.
    await migrate(dataSource);
    expect(await namesOf(dataSource)).toEqual(made);
    await dataSource.destroy();
    await database.drop();
  });

  it('is made once by several processes that start at the same time', async () => {
    const database = await emptyDatabase();
    // For Postgres a process is its connections: each of these has its own.
    const processes = await Promise.all(Array.from({ length: 4 }, () => connect(database.url)));
    const ran = await Promise.all(processes.map((dataSource) => migrate(dataSource)));
    expect(ran.filter((names) => names.length > 0)).toHaveLength(1);
    expect(await namesOf(processes[0]!)).toContain('webhook_deliveries');
    await Promise.all(processes.map((dataSource) => dataSource.destroy()));
    await database.drop();
  });

  it('keeps every promise of durability', async () => {
    const dataSource = await new DataSource({ type: 'postgres', url: inject('postgresUrl') }).initialize();
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
      expect(await dataSource.query(`SHOW ${setting}`)).toEqual([{ [setting]: 'on' }]);
    }
    await dataSource.destroy();
  });

  describe('serves every hot statement from an index', () => {
    let database: TestDatabase;
    let dataSource: DataSource;
    const log = new StatementLog();
    const DELIVERY = deliveryIdOf(12_345);
    /** Tables and indexes by the names of their partitions. */
    const wholes = new Map<string, string>();
    const wholeOf = (name: string): string => wholes.get(name) ?? name;
    const TEN_DELIVERIES = Array.from({ length: 10 }, (_, index) => deliveryIdOf(12_340 + index));
    beforeAll(async () => {
      database = await createTestDatabase();
      dataSource = await connect(database.url, log);
      await fill(dataSource);
      for (const { part, whole } of await dataSource.query<{ part: string; whole: string }[]>(
        'SELECT inhrelid::regclass::text AS part, inhparent::regclass::text AS whole FROM pg_inherits',
      )) {
        wholes.set(part, whole);
      }
    });
    afterAll(async () => {
      await dataSource.destroy();
      await database.drop();
    });

    it.each<[string, () => Promise<unknown>, string, string[]]>([
      [
        'claim a batch of the outbox',
        () => inTransaction((relay, manager) => relay.claimOutboxBatch(manager, 100, 'tenant-30')),
        'WITH RECURSIVE waiting',
        ['integration_outbox_ready_idx', 'events_'],
      ],
      [
        'finish a batch of the outbox',
        () =>
          inTransaction(async (relay, manager) => {
            const rows = await relay.claimOutboxBatch(manager, 100, 'tenant-30');
            await relay.finishBatch(
              manager,
              rows.map((row) => ({ row, version: 1 })),
              await relay.joinLines(manager, []),
            );
          }),
        'DELETE FROM integration_outbox',
        ['integration_outbox_pkey'],
      ],
      [
        'claim an attempt',
        () => new AttemptRepository(dataSource).claimAttempt(DELIVERY, 1, new Date()),
        'WITH claimed',
        ['webhook_deliveries_pkey', 'events_', 'endpoint_secrets_endpoint_idx'],
      ],
      ['record attempts', () => recordAttempt(), 'WITH given', ['webhook_deliveries_pkey']],
      [
        'read the events of what the express lane has claimed',
        () => insertDeliveries(),
        'INSERT INTO webhook_deliveries',
        ['events_'],
      ],
      [
        'claim a backlog for the express lane',
        () => new ExpressRepository(dataSource).claimBacklog(new Map([['ep-3', 20]]), new Date()),
        'WITH claimed',
        ['webhook_deliveries_undispatched_idx', 'webhook_deliveries_pkey', 'events_'],
      ],
      [
        'give claims back',
        () => new ExpressRepository(dataSource).giveBack(TEN_DELIVERIES.map((id) => ({ id, state_version: -1 }))),
        'UPDATE webhook_deliveries',
        ['webhook_deliveries_pkey'],
      ],
      [
        'give back what has lost its process',
        () => new ExpressRepository(dataSource).giveBackExpired(new Date(0)),
        'UPDATE webhook_deliveries',
        ['webhook_deliveries_express_idx'],
      ],
      [
        'take what waits for a workflow',
        () => new RelayRepository(dataSource).takeWaiting(100),
        'UPDATE webhook_deliveries',
        ['webhook_deliveries_express_idx'],
      ],
      [
        'find a claim again',
        () => new AttemptRepository(dataSource).findClaimed(DELIVERY, 1),
        'WITH claimed AS (SELECT',
        ['webhook_deliveries_pkey', 'events_'],
      ],
      [
        'find the backlogs',
        () => new RelayRepository(dataSource).findBacklogs(),
        'WITH RECURSIVE waiting',
        ['webhook_deliveries_undispatched_idx'],
      ],
      [
        'take a backlog',
        () =>
          inTransaction(async (relay) =>
            relay.takeBacklog(
              new Map([
                ['ep-3', 20],
                ['ep-7', 5],
              ]),
            ),
          ),
        'WITH dispatched AS',
        ['webhook_deliveries_undispatched_idx', 'webhook_deliveries_pkey'],
      ],
      [
        'find what is overdue',
        () => new RelayRepository(dataSource).findOverdue(new Date(Date.now() - 60_000), null, 500),
        'FROM webhook_deliveries d JOIN endpoints',
        ['webhook_deliveries_due_idx'],
      ],
      [
        'page through what is unfinished',
        () => new RelayRepository(dataSource).findUnfinished(DELIVERY, 500),
        'd.id > $1',
        ['webhook_deliveries_pkey'],
      ],
      [
        'list the deliveries of a tenant',
        () => new DeliveryQueryRepository(dataSource).listDeliveries('tenant-3', {}, { after: null, fetch: 51 }),
        'FROM "webhook_deliveries"',
        ['webhook_deliveries_tenant_idx'],
      ],
      [
        'list a far page of them',
        () =>
          new DeliveryQueryRepository(dataSource).listDeliveries(
            'tenant-3',
            {},
            { after: { createdAt: new Date(Date.now() - 600_000), id: DELIVERY }, fetch: 51 },
          ),
        'FROM "webhook_deliveries"',
        ['webhook_deliveries_tenant_idx'],
      ],
      [
        'list the deliveries of an endpoint',
        () =>
          new DeliveryQueryRepository(dataSource).listDeliveries(
            'tenant-3',
            { endpointId: 'ep-3' },
            { after: null, fetch: 51 },
          ),
        'FROM "webhook_deliveries"',
        ['webhook_deliveries_endpoint_idx'],
      ],
      [
        'list the deliveries of an event',
        () =>
          new DeliveryQueryRepository(dataSource).listDeliveries(
            'tenant-3',
            { eventId: 'evt-3' },
            { after: null, fetch: 51 },
          ),
        'FROM "webhook_deliveries"',
        ['webhook_deliveries_event_idx'],
      ],
      [
        'list the deliveries of a bulk operation',
        () =>
          new DeliveryQueryRepository(dataSource).listDeliveries(
            'tenant-3',
            { operationId: 'op-3' },
            { after: null, fetch: 51 },
          ),
        'FROM "webhook_deliveries"',
        ['operation_items_'],
      ],
      [
        'take the next members of a bulk operation',
        () => new OperationRepository(dataSource).advance('op-3'),
        'FROM operation_items',
        ['operation_items_pkey'],
      ],
      [
        'write down what became of them',
        () => new OperationRepository(dataSource).advance('op-4'),
        'UPDATE operation_items',
        ['operation_items_pkey'],
      ],
      [
        'find the members that failed',
        () => new OperationRepository(dataSource).findFailures('op-5', 20),
        'FROM "operation_items"',
        ['operation_items_failed_idx'],
      ],
      [
        'find bulk operations without progress',
        () => new OperationRepository(dataSource).wakeOverdue(new Date(Date.now() - 60_000)),
        'FROM operations',
        ['operations_running_idx'],
      ],
      [
        'make new deliveries of old events',
        () =>
          inTransaction(async (_relay, manager) =>
            makeNextGeneration(manager, 'tenant-3', [{ eventId: 'evt-3', endpointId: 'ep-3' }], 'replay'),
          ),
        'WITH ORDINALITY',
        ['events_', 'webhook_deliveries_event_idx'],
      ],
      [
        'count what an endpoint is to get again',
        () =>
          new OperationRepository(dataSource).countMembers('tenant-3', {
            kind: 'recover',
            endpointId: 'ep-3',
            since: new Date(Date.now() - 60_000),
          }),
        'FROM webhook_deliveries d',
        ['webhook_deliveries_endpoint_status_idx'],
      ],
      [
        'find the kinds of events in a time',
        () =>
          new OperationRepository(dataSource).countMembers('tenant-3', {
            kind: 'events',
            types: null,
            from: new Date(Date.now() - 600_000),
            to: new Date(),
            endpointIds: null,
          }),
        'SELECT DISTINCT e.type',
        ['events_tenant_accepted_idx'],
      ],
      [
        'take commands to signal',
        () => new CommandRepository(dataSource).takeUnsent(new Date(0), 100),
        'UPDATE workflow_commands c',
        ['webhook_deliveries_pkey'],
      ],
      [
        'look for alerts to make events of',
        () => new AlertRepository(dataSource).takeDueWebhooks(1_000, 100),
        'UPDATE alerts a',
        ['alerts_webhook_due_idx', 'alerts_pkey'],
      ],
      [
        'look for mails to send',
        () => new AlertRepository(dataSource).findDueMails(),
        'SELECT DISTINCT tenant_id FROM alerts',
        ['alerts_mail_due_idx', 'alerts_mailed_idx'],
      ],
      [
        'collect the alerts of a mail',
        () => new AlertRepository(dataSource).findMailAlerts('tenant-3', 1_000),
        'a.mail_tries',
        ['alerts_mail_due_idx'],
      ],
      [
        'look up what may be posted',
        () => new EventQueryRepository(dataSource).findAcceptRules('tenant-3', ['order.created']),
        'JOIN tenants t ON t.id = w.tenant_id',
        [],
      ],
      [
        'find the watermark of an event',
        () =>
          new EventQueryRepository(dataSource).findWatermark({
            tenantId: 'tenant-3',
            id: 'evt-3',
            acceptedAt: new Date(FILLED_AT_MS - 3_000),
          }),
        'AS watermark',
        ['events_', 'integration_outbox_ready_idx'],
      ],
      [
        'answer a repeat',
        () =>
          new EventStoreRepository(dataSource)
            .acceptEvents([newEvent({ tenantId: 'tenant-3', id: 'evt-3' })])
            .catch(() => undefined),
        'FROM unnest($1::text[], $2::text[], $3::text[]) AS wanted',
        ['event_keys_pkey'],
      ],
      [
        'insert deliveries, of endpoints whose gates are not open',
        () => insertDeliveries(),
        'WITH gates AS MATERIALIZED',
        ['endpoints_pkey'],
      ],
      ['find the tails of lines', () => insertDeliveries(), 'AS line(endpoint_id', ['webhook_deliveries_line_idx']],
      [
        'take a slot of a rate limit',
        () => new AttemptHoldRepository(dataSource).takeSlot('ep-7', 30_000),
        'WITH slot AS',
        ['endpoints_pkey'],
      ],
      [
        'find whom a delivery of a line waits for',
        async () => new AttemptHoldRepository(dataSource).holdInLine(await claimOfLine(301)),
        '(position, id) <',
        ['webhook_deliveries_line_idx'],
      ],
      [
        'let the head of a line go',
        async () => new AttemptHoldRepository(dataSource).holdInLine(await claimOfLine(302)),
        'AS next',
        ['webhook_deliveries_line_idx'],
      ],
      [
        'retell who stands behind one that left its line',
        async () => new AttemptHoldRepository(dataSource).holdInLine(await claimOfLine(303)),
        'UPDATE webhook_deliveries follower',
        ['webhook_deliveries_line_idx', 'webhook_deliveries_pkey'],
      ],
      [
        'find lines that are stuck',
        () => new LineRepository(dataSource).moveStuck(),
        'WITH RECURSIVE line',
        ['webhook_deliveries_line_idx'],
      ],
      [
        'count what a gate holds and what is in flight',
        () => new EndpointGateRepository(dataSource).count('ep-2'),
        '"heldDeliveries"',
        ['webhook_deliveries_gated_idx', 'webhook_deliveries_due_idx'],
      ],
      [
        'find what a gate lets go next',
        () => drainStep(),
        'AND pending_commands = 0\n     ORDER BY position, id LIMIT',
        ['webhook_deliveries_gated_idx'],
      ],
      ['count what a gate still holds', () => drainStep(), 'SELECT count(*)', ['webhook_deliveries_']],
      ['count what has arrived', () => drainStep(), 'created_at > $2', ['webhook_deliveries_endpoint_idx']],
      [
        'let deliveries go that no workflow stands behind',
        () => drainStep(),
        'WITH freed AS',
        ['webhook_deliveries_pkey'],
      ],
      ['let the others go', () => drainStep('ep-22'), 'WITH told AS', ['webhook_deliveries_pkey']],
      [
        'hold a backlog',
        () => new EndpointGateRepository(dataSource).pause('tenant-1', 'ep-1', { keyId: 'test' }),
        `wait_reason = 'paused', because = $2`,
        ['webhook_deliveries_undispatched_idx'],
      ],
      [
        'wake gates that are overdue, and find those that hold for no reason',
        () => new EndpointGateRepository(dataSource).wakeOverdue(new Date(0)),
        'WITH RECURSIVE holding',
        ['webhook_deliveries_gated_idx'],
      ],
      [
        'give a command',
        () =>
          new CommandRepository(dataSource).giveCommand({
            tenantId: 'tenant-45',
            deliveryId: DELIVERY,
            kind: 'redeliver',
            actor: 'test',
          }),
        'FOR UPDATE OF d',
        ['webhook_deliveries_pkey'],
      ],
      [
        'apply commands',
        () => new CommandRepository(dataSource).applyCommands(deliveryIdOf(19_500), [], new Date()),
        'AND d.id = c.id',
        ['webhook_deliveries_pkey'],
      ],
      [
        'tell the waiting deliveries of a tenant that its policy has changed',
        () => new TenantRepository(dataSource).change('tenant-40', () => ({ retryPolicy: 'shop' }), { keyId: 'test' }),
        `'policyChanged'`,
        ['webhook_deliveries_'],
      ],
      [
        'tell those of an endpoint',
        () =>
          new EndpointRepository(dataSource).change(
            'tenant-20',
            'ep-20',
            false,
            () => ({ settings: { retryPolicy: 'shop' } }),
            { keyId: 'test' },
          ),
        `'policyChanged'`,
        ['webhook_deliveries_'],
      ],
      [
        'roll up minutes for statistics',
        () => {
          const toMs = floorTime(Date.now(), 60_000);
          return new StatsRollupRepository(dataSource).rollUpMinutes(new Date(toMs - 600_000), new Date(toMs));
        },
        'FROM delivery_attempts',
        ['delivery_attempts_started_idx', 'webhook_deliveries_pkey', 'webhook_deliveries_cancelled_idx'],
      ],
      ['read statistics', () => readStats(), 'found.*', ['stats_rollups_pkey']],
      [
        'read what is too new for a roll-up',
        () => readStats(),
        'FROM delivery_attempts',
        ['delivery_attempts_started_idx', 'webhook_deliveries_pkey', 'webhook_deliveries_cancelled_idx'],
      ],
      ['take wake-ups to send', () => new WakeUpRepository(dataSource).takeUnsent(new Date(0), 100), 'wake_ups w', []],
    ])('%s', async (_, run, part, indexes) => {
      log.statements.length = 0;
      await run();
      const statement = log.statements.find(({ sql }) => sql.includes(part));
      if (statement === undefined) throw new Error(`no statement with "${part}" was sent`);
      const { scans, used } = await explain(statement.sql, statement.parameters);
      expect(scans, 'whole tables read').toEqual([]);
      // Two indexes of `events` serve a look-up by its whole key; either will do.
      for (const index of indexes)
        expect(
          [...used].filter((name) => name.startsWith(index)),
          index,
        ).not.toEqual([]);
    });

    it('and the check sees a statement that reads a whole table', async () => {
      const { scans } = await explain(`SELECT * FROM webhook_deliveries WHERE last_error = $1`, ['x']);
      expect(scans).toEqual(['webhook_deliveries']);
    });

    /** Runs work and undoes it. */
    async function inTransaction(
      work: (relay: RelayRepository, manager: DataSource['manager']) => Promise<unknown>,
    ): Promise<void> {
      const relay = new RelayRepository(dataSource);
      await relay
        .inTransaction(async (manager) => {
          await work(relay, manager);
          throw new Error('undone');
        })
        .catch((error: unknown) => {
          if (!(error instanceof Error) || error.message !== 'undone') throw error;
        });
    }

    /** Stores a delivery of an ordered endpoint and one of an endpoint that is paused, and undoes it. */
    async function insertDeliveries(): Promise<void> {
      const delivery = (endpointId: string, orderingKey: string | null): NewDelivery => ({
        tenantId: 'tenant-4',
        endpointId,
        eventId: 'evt-new',
        eventAcceptedAt: new Date(),
        eventType: 'order.created',
        generation: 0,
        envelope: {},
        trigger: 'schedule',
        deliverAt: null,
        expiresAt: null,
        orderingKey,
        ordered: orderingKey !== null,
        position: null,
        lane: 'durable',
      });
      const deliveries = [delivery('ep-4', 'key-7'), delivery('ep-2', null)];
      await inTransaction(async (relay, manager) =>
        relay.finishBatch(manager, [], await relay.joinLines(manager, deliveries)),
      );
    }

    /** A claimed delivery of a long line. */
    async function claimOfLine(number: number): Promise<ClaimedAttempt> {
      const id = deliveryIdOf(23_000 + number);
      // With an event, as every real one has.
      await dataSource.query(
        `WITH freed AS (
           UPDATE webhook_deliveries SET status = 'pending', wait_reason = NULL WHERE id = $1
           RETURNING tenant_id, event_id, event_accepted_at
         )
         INSERT INTO events (tenant_id, id, accepted_at, type, created, data, source)
         SELECT tenant_id, event_id, event_accepted_at, 'order.created', now(), '1', 'api' FROM freed`,
        [id],
      );
      const claimed = await new AttemptRepository(dataSource).claimAttempt(id, 1, new Date());
      if (claimed === null) throw new Error(`${id} could not be claimed`);
      return claimed;
    }

    /** One step of a gate that drains and has something to let go. */
    async function drainStep(endpointId = 'ep-2'): Promise<void> {
      await dataSource.query(`UPDATE endpoints SET drained_at = now() - interval '1 second' WHERE id = $1`, [
        endpointId,
      ]);
      await new EndpointGateRepository(dataSource).advance(endpointId);
    }

    async function readStats(): Promise<void> {
      await new StatsQueryRepository(dataSource).read(
        'tenant-3',
        { scope: 'tenant', subject: '' },
        { windowMs: 86_400_000, bucketMs: 900_000 },
        true,
      );
    }

    async function recordAttempt(): Promise<void> {
      await new AttemptRepository(dataSource).recordAttempt(
        { id: DELIVERY, state_version: -1 },
        { status: 'waiting', nextAttemptAtMs: Date.now() },
        {
          number: 1,
          trigger: 'schedule',
          startedAtMs: Date.now(),
          durationMs: 1,
          outcome: 'retry',
          statusCode: 500,
          errorKind: 'http',
          error: 'the receiver answered 500',
          url: null,
          requestHeaders: null,
          responseHeaders: null,
          responseBody: null,
          responseTruncated: false,
          remoteAddress: null,
        },
      );
    }

    /** Plans a statement with its parameters: which big tables it reads whole, and which indexes it uses. */
    async function explain(sql: string, parameters: unknown[]): Promise<{ scans: string[]; used: Set<string> }> {
      const [row] = await dataSource.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }[]>(
        `EXPLAIN (FORMAT JSON) ${sql}`,
        parameters,
      );
      const nodes = flattenPlan(row?.['QUERY PLAN'][0]?.Plan);
      const read = nodes.flatMap((node) => (node['Node Type'] === 'Seq Scan' ? (node['Relation Name'] ?? []) : []));
      // Of a month that has not begun there is nothing to read.
      const filled = await dataSource.query<{ name: string }[]>(
        'SELECT relname AS name FROM pg_class WHERE relname = ANY($1) AND pg_relation_size(oid) > 0',
        [read],
      );
      const scans = filled.map(({ name }) => wholeOf(name)).filter((name) => BIG_TABLES.includes(name));
      return {
        scans: [...new Set(scans)],
        used: new Set(nodes.flatMap((node) => (node['Index Name'] === undefined ? [] : wholeOf(node['Index Name'])))),
      };
    }
  });
});

/** Tables that grow with the events. */
const BIG_TABLES = [
  'events',
  'event_keys',
  'integration_outbox',
  'webhook_deliveries',
  'delivery_attempts',
  'delivery_timeline',
  'alerts',
  'operations',
  'operation_items',
  'stats_rollups',
];

/** When the events of {@link fill} begin to have been accepted, one a second before. */
const FILLED_AT_MS = Date.now();

/** The id of a delivery of {@link fill}: begins, as every one does, with the time of its event. */
function deliveryIdOf(number: number): string {
  return `dlv_${encodeTime(FILLED_AT_MS - number * 1_000)}${String(number).padStart(16, '0')}`;
}

/** As large as payloads usually are: with rows of a few bytes it is right to read a table whole. */
const PAYLOAD = JSON.stringify({ text: 'x'.repeat(1_000) });

/**
 * Twenty thousand events of fifty tenants, most of them delivered, some due, some waiting for room, some held by the
 * gates of their endpoints; two gates that hold thousands, one with and one without workflows behind what it holds; a
 * hundred long lines; a full outbox.
 */
async function fill(dataSource: DataSource): Promise<void> {
  const numbers = 'generate_series(1, 20000) AS n';
  const filledAt = new Date(FILLED_AT_MS);
  const idsOf = (from: number, to: number): string[] =>
    Array.from({ length: to - from + 1 }, (_, index) => deliveryIdOf(from + index));
  await dataSource.query(
    `INSERT INTO tenants (id, name, external_id, profile, lane)
     SELECT 'tenant-' || n, 'T', '"t"', 'standard-webhooks', 'durable' FROM generate_series(0, 49) AS n`,
  );
  await dataSource.query(
    `INSERT INTO endpoints (id, tenant_id, url, events, profile, timeout_ms, status)
     SELECT 'ep-' || n, 'tenant-' || n % 50, 'https://receiver.example/', '{*}', 'standard-webhooks', 15000, 'active'
     FROM generate_series(0, 499) AS n`,
  );
  await dataSource.query(
    `INSERT INTO endpoint_secrets (id, endpoint_id, ciphertext) SELECT 'sec-' || n, 'ep-' || n, 'x' FROM generate_series(0, 499) AS n`,
  );
  await dataSource.query(
    `INSERT INTO events (tenant_id, id, accepted_at, type, created, data, source)
     SELECT 'tenant-' || n % 50, 'evt-' || n, $2::timestamptz - n * interval '1 second', 'order.created', now(), $1, 'api'
     FROM ${numbers}`,
    [PAYLOAD, filledAt],
  );
  await dataSource.query(
    `INSERT INTO event_keys (tenant_id, kind, value, event_id, request_hash, type, created, accepted_at)
     SELECT 'tenant-' || n % 50, 'id', 'evt-' || n, 'evt-' || n, '\\x00', 'order.created', now(),
            $1::timestamptz - n * interval '1 second' FROM ${numbers}`,
    [filledAt],
  );
  await dataSource.query(
    `INSERT INTO integration_outbox (tenant_id, event_id, accepted_at) SELECT tenant_id, id, accepted_at FROM events`,
  );
  // Rows of other programs, which carry their payload.
  await dataSource.query(
    `INSERT INTO integration_outbox (tenant_id, type, data) SELECT 'tenant-' || n % 50, 'order.created', $1 FROM ${numbers}`,
    [PAYLOAD],
  );
  await dataSource.query(
    `INSERT INTO webhook_deliveries (id, tenant_id, endpoint_id, event_id, event_accepted_at, event_type, generation,
       envelope, status, next_attempt_at, next_trigger, dispatched_at, created_at)
     SELECT id, 'tenant-' || n % 50, 'ep-' || n % 500, 'evt-' || n,
            $2::timestamptz - n * interval '1 second', 'order.created', 0, '{}',
            CASE n % 20 WHEN 0 THEN 'waiting' WHEN 1 THEN 'pending' ELSE 'succeeded' END,
            CASE WHEN n % 20 = 0 THEN now() + (n - 500) * interval '1 second' END, 'schedule',
            CASE WHEN n % 20 <> 1 THEN now() END, now() - n * interval '1 second'
     FROM unnest($1::text[]) WITH ORDINALITY AS d(id, n)`,
    [idsOf(1, 20_000), filledAt],
  );
  await dataSource.query(
    `INSERT INTO webhook_deliveries (id, tenant_id, endpoint_id, event_id, event_accepted_at, event_type, generation,
       envelope, status, wait_reason, next_trigger, dispatched_at, created_at, ordering_key, ordered, position)
     SELECT id, 'tenant-' || ep % 50, 'ep-' || ep, 'evt-' || n,
            $2::timestamptz - n * interval '1 second', 'order.created', 0, '{}', 'held',
            CASE ep WHEN 4 THEN 'order' ELSE 'paused' END, 'schedule', CASE ep WHEN 22 THEN now() END,
            now() - n * interval '1 second', CASE ep WHEN 4 THEN 'key-' || n % 100 END, ep = 4, n
     FROM (SELECT id, 20000 + place AS n, CASE WHEN place > 6000 THEN 22 WHEN place > 3000 THEN 4 ELSE 2 END AS ep
           FROM unnest($1::text[]) WITH ORDINALITY AS d(id, place)) AS held`,
    [idsOf(20_001, 29_000), filledAt],
  );
  // Every line has a head that is on its way.
  await dataSource.query(
    `UPDATE webhook_deliveries SET status = 'pending', wait_reason = NULL, dispatched_at = now()
     WHERE ordered AND position <= 23100`,
  );
  await dataSource.query(
    `UPDATE endpoints SET gate = 'draining', gate_reason = 'paused', gate_because = 'x', drained_at = now(), drain_rate = 10
     WHERE id IN ('ep-2', 'ep-22')`,
  );
  await dataSource.query(`UPDATE endpoints SET ordered = true WHERE id = 'ep-4'`);
  await dataSource.query(`UPDATE endpoints SET rate_limit_per_second = 5 WHERE id = 'ep-7'`);
  await dataSource.query(
    `INSERT INTO wake_ups (workflow, subject_id, tenant_id) SELECT 'endpointGate', id, tenant_id FROM endpoints`,
  );
  await dataSource.query(
    `INSERT INTO delivery_attempts (delivery_id, number, trigger, started_at, duration_ms, outcome, response_body)
     SELECT id, 1, 'schedule', created_at, 5, 'succeeded', $1 FROM webhook_deliveries WHERE status = 'succeeded'`,
    [PAYLOAD],
  );
  await dataSource.query(
    `INSERT INTO workflow_commands (delivery_id, id, kind, attempts_seen, actor)
     SELECT id, 'cmd_' || id, 'cancel', 0, $1 FROM webhook_deliveries WHERE status = 'waiting' ORDER BY id LIMIT 50`,
    [TENANT],
  );
  // Told long ago, nearly all of them.
  await dataSource.query(
    `INSERT INTO alerts (id, tenant_id, type, endpoint_id, dedupe_key, data, created_at, webhook_due_at, mail_due_at,
       mail_at, mailed_with)
     SELECT 'alr_' || n, 'tenant-' || n % 50, 'endpoint.failing', 'ep-' || n % 500, 'k' || n,
            '{"url":"https://receiver.example/"}', now() - n * interval '1 minute', CASE WHEN n % 1000 = 0 THEN now() END,
            CASE WHEN n % 1000 = 0 THEN now() END, now() - n * interval '1 minute', 'alr_' || n FROM ${numbers}`,
  );
  await dataSource.query(
    `INSERT INTO operations (id, tenant_id, action, filter, status, total, actor, moved_at)
     SELECT 'op-' || n, 'tenant-' || n % 50, 'cancel', '{}', CASE WHEN n < 10 THEN 'running' ELSE 'finished' END, 1000,
            'key', now() - interval '1 hour' FROM generate_series(0, 4999) AS n`,
  );
  await dataSource.query(
    `INSERT INTO operation_items (operation_id, seq, delivery_id, outcome)
     SELECT 'op-' || n % 20, n / 20 + 1, id, CASE WHEN n % 100 = 5 THEN 'failed' END
     FROM unnest($1::text[]) WITH ORDINALITY AS d(id, n)`,
    [idsOf(1, 20_000)],
  );
  await dataSource.query(
    `INSERT INTO stats_rollups
     SELECT 'minute', date_trunc('minute', now()) - n / 20 * interval '1 minute', 'tenant-' || n % 20, 'tenant', '', 1, 0, 0,
            1, 0, '{20}', '{1}', '[]' FROM ${numbers}`,
  );
  await dataSource.query('ANALYZE');
  await new PartitionRepository(dataSource).forgetEmptiness();
}
