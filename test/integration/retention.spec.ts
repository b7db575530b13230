import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLogger, Metrics } from '#libs/observability';
import {
  makeNextGeneration,
  OperationRepository,
  PartitionRepository,
  RelayRepository,
  type DropResult,
  type Month,
} from '#libs/persistence';
import { TableKeeper } from '#libs/relay';
import { ADMIN_KEY, requestApi, TestApi, type TestTenant } from '../support/api.js';
import { TestEngine, TENANT } from '../support/engine.js';
import { waitForLockWaits, whileBlocked } from '../support/lock-waits.js';
import { waitFor } from '../support/wait-for.js';

const DAY_MS = 24 * 3_600_000;
const TABLES = ['events', 'webhook_deliveries', 'delivery_attempts', 'delivery_timeline'];

/** The first moment of a month, counted from the present one. */
function monthStart(later: number): Date {
  const now = new Date(realNow());
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + later));
}

/** Whatever time a test pretends. */
function realNow(): number {
  return performance.timeOrigin + performance.now();
}

function nameOf(month: Date): string {
  return month.toISOString().slice(0, 7).replace('-', '_');
}

let engine: TestEngine;
let partitions: PartitionRepository;
let endpointId: string;
/** Each test fills months of its own, far enough ahead that no other one has dropped them. */
let next = 1;

beforeAll(async () => {
  engine = await TestEngine.start();
  partitions = new PartitionRepository(engine.dataSource);
  endpointId = await engine.addEndpoint('http://127.0.0.1:9/');
});
afterAll(() => engine.close());
afterEach(() => {
  vi.useRealTimers();
});

/** Does something in the middle of a month: the clock of this process says so. */
async function inMonth<Result>(month: Date, work: () => Promise<Result>): Promise<Result> {
  vi.useFakeTimers({ toFake: ['Date'], now: month.getTime() + 14 * DAY_MS });
  try {
    return await work();
  } finally {
    vi.useRealTimers();
  }
}

function createKeeper(retentionDays: number | null, metrics = new Metrics({ processMetrics: false })): TableKeeper {
  const exclusive = new RelayRepository(engine.dataSource);
  return new TableKeeper({ partitions, exclusive, metrics, logger: createLogger({ level: 'silent' }), retentionDays });
}

/** Makes a month with one delivery in it. */
async function fillMonth(): Promise<{ start: Date; month: Month; eventId: string; deliveryId: string }> {
  const start = monthStart(next++);
  for (const missing of await partitions.findMissing(start, 0)) {
    // Busy is an answer too, and the keeper tries again then.
    await waitFor('a month to be made', async () => (await partitions.make(missing)).kind === 'made');
  }
  const month = (await partitions.listMonths()).find(({ name }) => name === nameOf(start));
  if (month === undefined) throw new Error(`there is no month ${nameOf(start)}`);
  const deliveryId = await inMonth(start, () => engine.acceptAndFanOut(endpointId));
  const { eventId } = await engine.delivery(deliveryId);
  return { start, month, eventId, deliveryId };
}

/** Drops a month, or says why not; a moment in which something else (a vacuum, say) has locked its tables is waited out. */
async function drop(month: Month): Promise<DropResult> {
  return waitFor('the tables of a month to be free', async () => {
    const result = await partitions.drop(month);
    return result.kind === 'busy' ? null : result;
  });
}

/** Sets columns of a delivery, which then is as the engine would have it. */
async function set(deliveryId: string, columns: string): Promise<void> {
  await engine.dataSource.query(`UPDATE webhook_deliveries SET ${columns} WHERE id = $1`, [deliveryId]);
}

async function tablesOf({ name }: Month): Promise<string[]> {
  const rows = await engine.dataSource.query<{ name: string }[]>(
    'SELECT relname AS name FROM pg_class WHERE relname = ANY($1) ORDER BY relname',
    [TABLES.map((table) => `${table}_${name}`)],
  );
  return rows.map((row) => row.name);
}

const SUCCEEDED = `status = 'succeeded', wait_reason = NULL, next_attempt_at = NULL, pending_commands = 0, completed_at = now()`;

describe('a month is kept', () => {
  it.each([
    ['waits for room', `status = 'pending', dispatched_at = NULL`],
    ['was handed over', `status = 'pending', dispatched_at = now()`],
    ['is in the hands of the express lane', `status = 'delivering', dispatched_at = NULL`],
    ['is being attempted', `status = 'delivering', dispatched_at = now()`],
    ['waits for a time', `status = 'waiting', wait_reason = 'scheduled', dispatched_at = now()`],
    ['waits for a workflow', `status = 'waiting', wait_reason = 'backoff', dispatched_at = NULL`],
    ['is held by its endpoint', `status = 'held', wait_reason = 'paused', dispatched_at = NULL`],
    ['is held by hand', `status = 'held', wait_reason = 'manual', dispatched_at = now()`],
  ])('while a delivery %s, and dropped when it has ended', async (_, columns) => {
    const { month, deliveryId } = await fillMonth();
    await set(deliveryId, columns);
    expect(await drop(month)).toEqual({ kind: 'kept', because: 'a delivery is not finished' });
    expect(await tablesOf(month)).toHaveLength(4);
    expect(await engine.count('webhook_deliveries', `id = '${deliveryId}'`)).toBe(1);

    await set(deliveryId, SUCCEEDED);
    expect(await drop(month)).toEqual({ kind: 'dropped' });
    expect(await tablesOf(month)).toEqual([]);
    expect(await engine.count('webhook_deliveries', `id = '${deliveryId}'`)).toBe(0);
  });

  it('while a command waits to be applied to a delivery that has ended', async () => {
    const { month, deliveryId } = await fillMonth();
    await set(deliveryId, SUCCEEDED);
    await engine.command(deliveryId, 'redeliver');
    expect(await drop(month)).toEqual({ kind: 'kept', because: 'a command waits for its delivery' });
    // Applied, it has sent the delivery on its way.
    await engine.commands.applyCommands(deliveryId, [], new Date());
    expect(await drop(month)).toEqual({ kind: 'kept', because: 'a delivery is not finished' });
  });

  it('while an event is not fanned out', async () => {
    const { start, month, deliveryId } = await fillMonth();
    await set(deliveryId, SUCCEEDED);
    const { id } = await inMonth(start, () => engine.accept());
    expect(await drop(month)).toEqual({ kind: 'kept', because: 'an event waits to be fanned out' });
    await engine.dataSource.query('DELETE FROM integration_outbox WHERE event_id = $1', [id]);
    expect(await drop(month)).toEqual({ kind: 'dropped' });
  });

  it('for a replay of one of its events, however much later that is', async () => {
    const { month, eventId, deliveryId } = await fillMonth();
    await set(deliveryId, SUCCEEDED);
    const [replayed] = await engine.deliveries.createDeliveries(TENANT, eventId, [endpointId], 'replay');
    expect(await engine.count(`webhook_deliveries_${month.name}`)).toBe(2);
    expect(await drop(month)).toEqual({ kind: 'kept', because: 'a delivery is not finished' });
    await set(replayed?.deliveryId ?? '', SUCCEEDED);
    expect(await drop(month)).toEqual({ kind: 'dropped' });
  });

  it.each(['cancel', 'replay'] as const)('while a bulk operation has still to %s something of it', async (action) => {
    const { start, month, deliveryId } = await fillMonth();
    const members =
      action === 'cancel'
        ? { kind: 'deliveries' as const, search: {}, unfinishedOnly: true }
        : { kind: 'events' as const, types: null, from: start, to: month.to, endpointIds: [endpointId] };
    if (action === 'replay')
      await engine.dataSource.query(`UPDATE events SET source = 'api' WHERE accepted_at >= $1`, [start]);
    const operations = new OperationRepository(engine.dataSource);
    const settings = { tenantId: TENANT, action, filter: {}, members, at: null, reason: null, ratePerSecond: 1 };
    const operation = await operations.create(settings, { keyId: 'test' });
    await set(deliveryId, SUCCEEDED);
    const because = `operation ${operation?.id} has still to act on it`;
    expect(await drop(month)).toEqual({ kind: 'kept', because });
    await operations.abort(TENANT, operation?.id ?? '', { keyId: 'test' });
    expect(await drop(month)).toEqual({ kind: 'dropped' });
  });
});

describe('a month that is in use', () => {
  it('is not dropped before a transaction that sends one of its events again has ended, and then it is kept', async () => {
    const { month, eventId, deliveryId } = await fillMonth();
    await set(deliveryId, SUCCEEDED);
    await engine.dataSource.transaction(async (manager) => {
      await makeNextGeneration(manager, TENANT, [{ eventId, endpointId }], 'replay');
      expect(await partitions.drop(month)).toEqual({ kind: 'busy' });
    });
    expect(await drop(month)).toEqual({ kind: 'kept', because: 'a delivery is not finished' });
  });

  it('is not dropped under a command that is being given', async () => {
    const { month, deliveryId } = await fillMonth();
    await set(deliveryId, SUCCEEDED);
    const busy = await whileBlocked(
      engine.dataSource,
      'SELECT * FROM webhook_deliveries WHERE id = $1 FOR UPDATE',
      [deliveryId],
      () => partitions.drop(month),
    );
    expect(busy).toEqual({ kind: 'busy' });
    expect(await tablesOf(month)).toHaveLength(4);
  });

  it('keeps nobody waiting for long behind a transaction that lasts', async () => {
    const { month, deliveryId } = await fillMonth();
    await set(deliveryId, SUCCEEDED);
    await whileBlocked(engine.dataSource, `SELECT * FROM events_${month.name}`, [], async () => {
      const dropping = partitions.drop(month);
      await waitForLockWaits(engine.dataSource, 1, ['relation']);
      // Whoever came after it has waited for it, and now goes on.
      expect(await engine.accept()).toMatchObject({ replayed: false });
      expect(await dropping).toEqual({ kind: 'busy' });
    });
    expect(await drop(month)).toEqual({ kind: 'dropped' });
  });

  it('is either dropped or sent from, never both', async () => {
    const filled = [];
    // One after the other: they share a clock.
    for (let number = 0; number < 6; number++) filled.push(await fillMonth());
    const outcomes = await Promise.all(
      filled.map(async ({ month, eventId, deliveryId }) => {
        await set(deliveryId, SUCCEEDED);
        const [dropped, replayed] = await Promise.all([
          partitions.drop(month),
          engine.deliveries.createDeliveries(TENANT, eventId, [endpointId], 'replay'),
        ]);
        const kept = await engine.count('webhook_deliveries', `id = '${replayed[0]?.deliveryId ?? ''}'`);
        return { dropped: dropped.kind === 'dropped', sent: replayed.length, kept };
      }),
    );
    for (const { dropped, sent, kept } of outcomes) {
      expect(sent).toBe(dropped ? 0 : 1);
      expect(kept).toBe(sent);
    }
  });

  it('is all there when whoever drops it dies in the middle', async () => {
    const { month, eventId, deliveryId } = await fillMonth();
    await set(deliveryId, SUCCEEDED);
    // The last of the four tables: by then the others are locked.
    await whileBlocked(engine.dataSource, `SELECT * FROM delivery_timeline_${month.name}`, [], async () => {
      const dropping = partitions.drop(month).catch((error: unknown) => error);
      await waitForLockWaits(engine.dataSource, 1, ['relation']);
      await engine.dataSource.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(await dropping).toBeInstanceOf(Error);
    });
    expect(await tablesOf(month)).toHaveLength(4);
    expect(await engine.deliveriesOf(eventId)).toHaveLength(1);
    expect(await drop(month)).toEqual({ kind: 'dropped' });
  });
});

describe('the table keeper', () => {
  it('drops whole months that are older than the retention, and tells how many it keeps', async () => {
    const old = await fillMonth();
    const young = await fillMonth();
    await set(old.deliveryId, SUCCEEDED);
    await set(young.deliveryId, SUCCEEDED);
    const before = (await partitions.listMonths()).filter(({ to }) => to < old.month.to);
    const metrics = new Metrics({ processMetrics: false });
    const lastDay = new Date(young.month.to.getTime() + 30 * DAY_MS - 1);
    await createKeeper(30, metrics).round(lastDay);
    const kept = (await partitions.listMonths()).map(({ name }) => name);
    expect(kept).not.toContain(old.month.name);
    // One moment is missing for the last event of this one to be thirty days old.
    expect(kept).toContain(young.month.name);
    // Months of other tests in which something is unfinished.
    const busy = before.filter(({ name }) => kept.includes(name)).length;
    expect(await metrics.render()).toContain(`everhook_months_kept ${busy}`);
    expect(await metrics.render()).toContain(`everhook_months_dropped_total ${before.length - busy + 1}`);

    await createKeeper(30).round(new Date(lastDay.getTime() + 1));
    expect((await partitions.listMonths()).map(({ name }) => name)).not.toContain(young.month.name);
  });

  it('drops nothing where everything is kept', async () => {
    const { month, deliveryId } = await fillMonth();
    await set(deliveryId, SUCCEEDED);
    await createKeeper(null).round(new Date(month.to.getTime() + 36_500 * DAY_MS));
    expect(await tablesOf(month)).toHaveLength(4);
  });

  it('leaves the work to another worker that is at it', async () => {
    const { month, deliveryId } = await fillMonth();
    await set(deliveryId, SUCCEEDED);
    const later = new Date(month.to.getTime() + 31 * DAY_MS);
    await whileBlocked(engine.dataSource, 'SELECT pg_advisory_xact_lock($1)', [0x45565442], () =>
      createKeeper(30).round(later),
    );
    expect(await tablesOf(month)).toHaveLength(4);
    await createKeeper(30).round(later);
    expect(await tablesOf(month)).toEqual([]);
  });

  it('makes the months to come, and moves in what came before they were made', async () => {
    const start = monthStart(400);
    const deliveryId = await inMonth(start, () => engine.acceptAndFanOut(endpointId));
    const { eventId } = await engine.delivery(deliveryId);
    expect(await engine.count('webhook_deliveries_default', `id = '${deliveryId}'`)).toBe(1);
    expect(await partitions.findStrays()).toEqual(['webhook_deliveries_default', 'events_default']);

    await createKeeper(null).round(start);
    expect(await partitions.findMissing(start, 3)).toEqual([]);
    expect(await partitions.findStrays()).toEqual([]);
    expect(await engine.count(`webhook_deliveries_${nameOf(start)}`)).toBe(1);
    expect(await engine.count(`events_${nameOf(start)}`)).toBe(1);
    // It goes on from there as ever.
    await set(deliveryId, `next_attempt_at = now(), status = 'pending'`);
    expect(await engine.attempts.claimAttempt(deliveryId, 1, new Date())).toMatchObject({ event_id: eventId });
  });

  it('makes them another time when the tables are in use', async () => {
    const start = monthStart(500);
    await whileBlocked(engine.dataSource, 'SELECT * FROM webhook_deliveries_default', [], async () => {
      const [month] = await partitions.findMissing(start, 0);
      if (month === undefined) throw new Error('the month is there already');
      expect(await partitions.make(month)).toEqual({ kind: 'busy' });
    });
    expect(await partitions.findMissing(start, 0)).toHaveLength(1);
    await createKeeper(null).round(start);
    expect(await partitions.findMissing(start, 0)).toEqual([]);
  });

  it('has Postgres forget that a part was empty', async () => {
    await engine.dataSource.query('ANALYZE');
    const empty = (): Promise<number> =>
      engine.count('pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid', `relkind = 'r' AND reltuples = 0`);
    expect(await empty()).toBeGreaterThan(0);
    await createKeeper(null).round();
    expect(await empty()).toBe(0);
  });

  it('runs in every worker', async () => {
    const worked = await TestEngine.start();
    const parts = new PartitionRepository(worked.dataSource);
    // As if the upgrade had been long ago and the worker away for a while: months instead of the first part, the last of
    // them two years old.
    for (const table of TABLES)
      await worked.dataSource.query(`DROP TABLE ${table}_first, ${table}_${nameOf(monthStart(2))}`);
    const [old] = await parts.findMissing(monthStart(-24), 0);
    if (old === undefined) throw new Error('the month is there already');
    await parts.make(old);
    const names = async (): Promise<string[]> => (await parts.listMonths()).map(({ name }) => name);
    expect(await names()).toEqual([-24, 1, 3].map((later) => nameOf(monthStart(later))));
    await worked.startWorker({ EVERHOOK_RETENTION_DAYS: '30' });
    const expected = [0, 1, 2, 3].map((later) => nameOf(monthStart(later)));
    await waitFor('the months to be those that should be', async () => isDeepStrictEqual(await names(), expected));
    await worked.close();
  });
});

describe('the API after a month was dropped', () => {
  let api: TestApi;
  let tenant: TestTenant;
  beforeAll(async () => {
    api = await TestApi.start();
    tenant = await api.createTenant();
  });
  afterAll(() => api.close());

  it('knows the events and deliveries no more, and answers their repeats as before', async () => {
    const request = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      requestApi(api.url, method, path, { key: tenant.owner, body, headers });
    const { body: endpoint } = await requestApi(api.url, 'POST', '/api/v1/webhooks', {
      key: ADMIN_KEY,
      tenant: tenant.id,
      body: { url: 'https://receiver.example/', events: ['*'] },
    });
    const event = { id: 'old-1', type: 'order.created', data: { orderId: 'o-1' } };
    const byKey = { type: 'order.updated', data: { orderId: 'o-2' } };
    const first = await request('POST', '/api/v1/events', event);
    const second = await request('POST', '/api/v1/events', byKey, { 'idempotency-key': 'key-1' });
    expect([first.status, second.status]).toEqual([202, 202]);
    const batch = { events: [{ type: 'order.created', data: 1 }] };
    const third = await request('POST', '/api/v1/events/batch', batch, { 'idempotency-key': 'batch-1' });
    await api.dataSource.query('DELETE FROM integration_outbox');
    const replayed = await request('POST', '/api/v1/events/old-1/replay', { endpointIds: [endpoint.id] });
    const deliveryId: string = replayed.body.deliveries[0].id;
    expect((await request('GET', `/api/v1/deliveries/${deliveryId}`)).status).toBe(200);
    await api.dataSource.query(`UPDATE webhook_deliveries SET status = 'failed', completed_at = now()`);

    const parts = new PartitionRepository(api.dataSource);
    const [month] = await parts.listMonths();
    if (month === undefined) throw new Error('there is no month');
    expect(await parts.drop(month)).toEqual({ kind: 'dropped' });

    expect((await request('GET', '/api/v1/events/old-1')).status).toBe(404);
    expect((await request('POST', '/api/v1/events/old-1/replay', {})).status).toBe(404);
    expect((await request('GET', `/api/v1/deliveries/${deliveryId}`)).status).toBe(404);
    expect((await request('POST', `/api/v1/deliveries/${deliveryId}/redeliver`, {})).status).toBe(404);
    expect((await request('GET', '/api/v1/events')).body.data).toEqual([]);
    expect((await request('GET', '/api/v1/deliveries')).body.data).toEqual([]);

    const again = await request('POST', '/api/v1/events', event);
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await request('POST', '/api/v1/events', byKey, { 'idempotency-key': 'key-1' })).toMatchObject({
      status: 200,
      body: second.body,
    });
    const batchAgain = await request('POST', '/api/v1/events/batch', batch, { 'idempotency-key': 'batch-1' });
    expect(batchAgain.body.data[0]).toMatchObject({ id: third.body.data[0].id, replayed: true });
    expect((await request('POST', '/api/v1/events', { ...event, data: 'other' })).status).toBe(409);
    expect(await request('GET', '/api/v1/events')).toMatchObject({ body: { data: [] } });
  });
});
