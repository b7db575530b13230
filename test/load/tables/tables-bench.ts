import { DataSource } from 'typeorm';
import {
  AttemptRepository,
  dataSourceOptions,
  DeliveryQueryRepository,
  EventQueryRepository,
  EventStoreRepository,
  idOf,
  migrate,
  RelayRepository,
  type AttemptRecord,
  type DeliverySearch,
} from '#libs/persistence';
import { percentiles } from '../measure/percentiles.js';
import { FILLED, fillTables } from './fill-tables.js';

/** How much is measured. */
export interface TablesBenchOptions {
  /** Deliveries in the full database. */
  deliveries: number;
  /** Months that they are spread over. */
  months: number;
  /** How often each statement is timed in each database. */
  rounds: number;
}

/** How long something took, in milliseconds. */
export interface Timing {
  p50: number;
  p95: number;
}

/** A statement in both databases. */
export interface TableFigures {
  statement: string;
  empty: Timing;
  full: Timing;
  /** The median in the full database by that in the empty one. */
  ratio: number;
}

/** What a run has shown. */
export interface TablesReport extends TablesBenchOptions {
  /** How long the filling took, in seconds, and what it came to, in MB. */
  filling: { seconds: number; sizeMb: number };
  figures: TableFigures[];
}

/** Events of one group, as the API accepts them together under load. */
const GROUP = 50;
const PAGE = { after: null, fetch: 51 };
const { tenant: TENANT, endpoint: ENDPOINT } = FILLED;

/** Lists of deliveries by what they are asked for. */
const LISTS: Record<string, DeliverySearch> = {
  'deliveries of a tenant': {},
  'deliveries of an endpoint': { endpointId: ENDPOINT },
  'failed of a tenant': { status: 'failed' },
  'failed of an endpoint': { status: 'failed', endpointId: ENDPOINT },
  'held of a tenant': { status: 'held' },
  'pending of a tenant': { status: 'pending' },
  'delivering of a tenant': { status: 'delivering' },
  'succeeded of a tenant': { status: 'succeeded' },
  'a rare type of a tenant': { eventType: FILLED.rareType },
};

/**
 * Times the statements of the hot path and the lists in a database that is full and in one that is empty, in turns.
 * @param serverUrl of a Postgres in which databases can be made
 */
export async function benchTables(
  serverUrl: string,
  options: TablesBenchOptions,
  onProgress: (message: string) => void,
): Promise<TablesReport> {
  const empty = await openDatabase(serverUrl, 'tables_empty');
  const full = await openDatabase(serverUrl, 'tables_full');
  try {
    await fillTables(empty, { deliveries: 0, months: 1, onProgress });
    const startedAt = performance.now();
    await fillTables(full, { ...options, onProgress });
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    const [size] = await full.query<{ mb: number }[]>(
      'SELECT (pg_database_size(current_database()) / 1048576)::integer AS mb',
    );
    const subjects = { empty: new Subject(empty), full: new Subject(full) };
    // Caches, connections, and plans, which are generic from the sixth execution on.
    for (let round = 0; round < 10; round++) for (const subject of Object.values(subjects)) await subject.round();
    for (const subject of Object.values(subjects)) subject.forget();
    for (let round = 0; round < options.rounds; round++) {
      for (const subject of Object.values(subjects)) await subject.round();
    }
    const figures = [...subjects.full.timings].map(([statement, times]) => {
      const timing = { empty: timingOf(subjects.empty.timings.get(statement) ?? []), full: timingOf(times) };
      return { statement, ...timing, ratio: timing.full.p50 / timing.empty.p50 };
    });
    return { ...options, filling: { seconds, sizeMb: size?.mb ?? 0 }, figures };
  } finally {
    await empty.destroy();
    await full.destroy();
  }
}

async function openDatabase(serverUrl: string, name: string): Promise<DataSource> {
  const server = await new DataSource({ type: 'postgres', url: serverUrl }).initialize();
  await server.query(`DROP DATABASE IF EXISTS ${name}`);
  await server.query(`CREATE DATABASE ${name}`);
  await server.destroy();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  // One connection: what a session has set and prepared holds for all.
  const dataSource = await new DataSource({ ...dataSourceOptions({ url: url.href, poolSize: 2 }) }).initialize();
  await migrate(dataSource);
  return dataSource;
}

function timingOf(times: readonly number[]): Timing {
  const { p50, p95 } = percentiles(times);
  return { p50, p95 };
}

/** One database, and how long its statements took. */
class Subject {
  readonly timings = new Map<string, number[]>();
  private readonly events: EventStoreRepository;
  private readonly reader: EventQueryRepository;
  private readonly relay: RelayRepository;
  private readonly attempts: AttemptRepository;
  private readonly deliveries: DeliveryQueryRepository;
  private old: { id: string; eventId: string }[] | null = null;

  constructor(private readonly dataSource: DataSource) {
    this.events = new EventStoreRepository(dataSource);
    this.reader = new EventQueryRepository(dataSource);
    this.relay = new RelayRepository(dataSource);
    this.attempts = new AttemptRepository(dataSource);
    this.deliveries = new DeliveryQueryRepository(dataSource);
  }

  /** Forgets how long anything took. */
  forget(): void {
    this.timings.clear();
  }

  /** Everything once: a group of events from its acceptance to the records of its attempts, look-ups, lists. */
  async round(): Promise<void> {
    const event = { tenantId: TENANT, type: 'order.created', data: '{"orderId":"o-1"}', source: 'api' as const };
    await this.time('accept one event', () => this.events.acceptEvents([event]));
    await this.time(`accept a group of ${GROUP}`, () =>
      this.events.acceptGroup(Array.from({ length: GROUP }, () => event)),
    );
    const ids = await this.time('fan out a batch', () => this.fanOut());
    const claimed = [];
    for (const id of ids.slice(0, 3)) {
      const claim = await this.time('claim an attempt', () => this.attempts.claimAttempt(id, 1, new Date()));
      if (claim === null) throw new Error(`${id} could not be claimed`);
      claimed.push(claim);
    }
    const [first, ...others] = claimed;
    if (first === undefined) throw new Error('nothing was fanned out');
    await this.time('record an attempt', () => this.record(first));
    await this.time('record several', () => Promise.all(others.map((claim) => this.record(claim))));
    await this.lookUp();
    for (const [name, search] of Object.entries(LISTS)) {
      await this.time(`list ${name}`, () => this.deliveries.listDeliveries(TENANT, search, PAGE));
    }
    await this.time('list events of a tenant', () => this.reader.listEvents(TENANT, {}, PAGE));
    await this.time('list events of a rare type', () =>
      this.reader.listEvents(TENANT, { type: FILLED.rareType }, PAGE),
    );
  }

  private async lookUp(): Promise<void> {
    this.old ??= await this.dataSource.query<{ id: string; eventId: string }[]>(
      `SELECT id, event_id AS "eventId" FROM webhook_deliveries WHERE tenant_id = $1 ORDER BY md5(id) LIMIT 1000`,
      [TENANT],
    );
    const some = this.old[Math.floor(Math.random() * this.old.length)];
    if (some === undefined) throw new Error('there is nothing to look up');
    const found = await this.time('look up a delivery', () => this.deliveries.findDelivery(TENANT, some.id));
    if (found === null) throw new Error(`${some.id} was not found`);
    await this.time('read its story', () => this.deliveries.readStory(found.delivery));
    await this.time('look up an event', () => this.reader.findEvent(TENANT, some.eventId));
  }

  /** As the relay does: each event goes to one endpoint. */
  private async fanOut(): Promise<string[]> {
    return this.relay.inTransaction(async (manager) => {
      const rows = await this.relay.claimOutboxBatch(manager, 2 * GROUP, '');
      const deliveries = rows.map((row) => ({
        tenantId: row.tenantId,
        endpointId: ENDPOINT,
        eventId: row.eventId ?? '',
        eventAcceptedAt: row.acceptedAt ?? new Date(),
        eventType: row.type ?? '',
        generation: 0,
        envelope: { profile: 'standard-webhooks', version: 1, tenantExternalId: 't' },
        trigger: 'schedule' as const,
        deliverAt: null,
        expiresAt: null,
        orderingKey: null,
        ordered: false,
        position: row.seq,
        lane: 'durable' as const,
      }));
      await this.relay.finishBatch(
        manager,
        rows.map((row) => ({ row, version: row.notedVersion ?? 0 })),
        await this.relay.joinLines(manager, deliveries),
      );
      return deliveries.map(idOf);
    });
  }

  private async record(claimed: { id: string; state_version: number }): Promise<void> {
    const written = await this.attempts.recordAttempt(claimed, { status: 'succeeded' }, ATTEMPT);
    if (written === null) throw new Error(`the attempt of ${claimed.id} could not be recorded`);
  }

  private async time<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const startedAt = performance.now();
    const result = await work();
    const times = this.timings.get(name) ?? [];
    times.push(performance.now() - startedAt);
    this.timings.set(name, times);
    return result;
  }
}

const ATTEMPT: AttemptRecord = {
  number: 1,
  trigger: 'schedule',
  startedAtMs: Date.now(),
  durationMs: 12,
  outcome: 'succeeded',
  statusCode: 200,
  errorKind: null,
  error: null,
  url: 'https://receiver.example/hook',
  requestHeaders: { 'content-type': 'application/json' },
  responseHeaders: { 'content-type': 'text/plain' },
  responseBody: 'ok',
  responseTruncated: false,
  remoteAddress: '203.0.113.7',
};
