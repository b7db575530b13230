import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dataSourceOptions, EventConflictError, type AcceptedEvent, type NewEvent } from '#libs/persistence';
import { TestApi, type ApiResponse, type TestTenant } from '../support/api.js';
import { newEvent, TestEngine } from '../support/engine.js';
import { waitForLockWaits, whileBlocked } from '../support/lock-waits.js';

const EVENTS = '/api/v1/events';

/** Postgres has no text with a NUL in it: such a row fails in the database, not in our checks. */
const BAD_DATA = '"\u0000"';

describe('a group of posts (invariant 1)', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await TestEngine.start({ poolSize: 20 });
  });
  beforeEach(async () => {
    await engine.dataSource.query('TRUNCATE event_keys, events, integration_outbox');
  });
  afterAll(() => engine.close());

  async function expectStored(events: number): Promise<void> {
    expect(await engine.count('events')).toBe(events);
    expect(await engine.count('integration_outbox')).toBe(events);
  }

  it('tells each caller its own outcome, and stores the good ones once', async () => {
    await engine.events.acceptEvents([newEvent({ id: 'taken' }), newEvent({ idempotencyKey: 'key' })]);
    const outcomes = await engine.events.acceptGroup([
      newEvent({ id: 'fresh' }),
      newEvent({ id: 'taken', data: '{}' }),
      newEvent({ id: 'bad', data: BAD_DATA }),
      newEvent({ id: 'taken' }),
      newEvent({ id: 'fresh', data: '[]' }),
      newEvent({ id: 'fresh' }),
      newEvent({ idempotencyKey: 'key' }),
      newEvent({ id: 'taken', idempotencyKey: 'late key' }),
      newEvent(),
    ]);
    expect(outcomes).toMatchObject([
      { value: { id: 'fresh', replayed: false } },
      { reason: { detail: 'id "taken" was used for event taken, from which this request differs in: data' } },
      { reason: { message: expect.stringMatching(/unsupported Unicode escape sequence/) } },
      { value: { id: 'taken', replayed: true } },
      { reason: { detail: 'id "fresh" was used for event fresh, from which this request differs in: data' } },
      { value: { id: 'fresh', replayed: true } },
      { value: { replayed: true } },
      { value: { id: 'taken', replayed: true } },
      { value: { id: expect.stringMatching(/^evt_/), replayed: false } },
    ]);
    await expectStored(4);
    expect(await engine.count('event_keys', `value = 'late key'`)).toBe(1);
  });

  const post = fc.record(
    {
      id: fc.constantFrom('a', 'b', 'c'),
      idempotencyKey: fc.constantFrom('k', 'l', 'm'),
      data: fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom('1', '2') },
        { weight: 1, arbitrary: fc.constant(BAD_DATA) },
      ),
    },
    { requiredKeys: ['data'] },
  );

  it('whatever it holds, is answered as if its posts had come one by one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(post, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 3 }),
        async (groups) => {
          await engine.dataSource.query('TRUNCATE event_keys, events, integration_outbox');
          const posts: NewEvent[][] = groups.map((group) => group.map((event) => newEvent(event)));
          const outcomes = (await Promise.all(posts.map((group) => engine.events.acceptGroup(group)))).flat();
          let stored = 0;
          for (const [n, outcome] of outcomes.entries()) {
            const event = posts.flat()[n]!;
            if (outcome.status === 'fulfilled') {
              stored += Number(!outcome.value.replayed);
              await expectAnswerStands(event, outcome.value);
            } else if (event.data === BAD_DATA && !(outcome.reason instanceof EventConflictError)) {
              expect(outcome.reason).toMatchObject({
                message: expect.stringMatching(/unsupported Unicode escape sequence/),
              });
            } else {
              // It has a rival of the same id or key; alone it would have been accepted.
              expect(outcome.reason).toBeInstanceOf(EventConflictError);
              expect(posts.flat().filter((other) => other !== event && rivals(other, event))).not.toEqual([]);
            }
          }
          await expectStored(stored);
        },
      ),
      { numRuns: 60 },
    );
  });

  /** What was answered is what is stored under the event's names, and stays the answer. */
  async function expectAnswerStands(event: NewEvent, answer: AcceptedEvent): Promise<void> {
    if (event.id !== undefined) expect(answer.id).toBe(event.id);
    const [row] = await engine.dataSource.query<{ data: string }[]>('SELECT data FROM events WHERE id = $1', [
      answer.id,
    ]);
    expect(row?.data).toBe(event.data);
    if (event.id === undefined && event.idempotencyKey === undefined) return;
    expect(await engine.events.acceptEvents([event])).toMatchObject([{ id: answer.id, replayed: true }]);
  }

  it('of two groups at once that hold each other’s ids in turn stores each once', async () => {
    const ids = Array.from({ length: 60 }, (_, n) => `evt_${n}`);
    const groups = [ids, ids.toReversed(), ids.slice(20), ids.slice(0, 40)];
    const settled = await Promise.all(
      groups.map((group) => engine.events.acceptGroup(group.map((id) => newEvent({ id })))),
    );
    for (const [n, outcomes] of settled.entries()) {
      expect(outcomes).toMatchObject(groups[n]!.map((id) => ({ status: 'fulfilled', value: { id } })));
    }
    await expectStored(60);
  });
});

function rivals(a: NewEvent, b: NewEvent): boolean {
  return (
    (a.id !== undefined && a.id === b.id) || (a.idempotencyKey !== undefined && a.idempotencyKey === b.idempotencyKey)
  );
}

describe('concurrent posts over HTTP', () => {
  let api: TestApi;
  let tenant: TestTenant;
  /** The test's own connections: those of the API are taken away. */
  let hand: DataSource;
  beforeEach(async () => {
    api = await TestApi.start();
    tenant = await api.createTenant();
    hand = await new DataSource(
      dataSourceOptions({ url: api.databaseUrl, poolSize: 3, applicationName: 'hand' }),
    ).initialize();
  });
  afterEach(async () => {
    await hand.destroy();
    await api.close();
  });

  const post = (id: string, more: Record<string, unknown> = {}): Promise<ApiResponse> =>
    api.request('POST', EVENTS, { key: tenant.publisher, body: { id, type: 'order.created', data: { id }, ...more } });

  async function storedIds(): Promise<Set<string>> {
    const rows = await hand.query<{ id: string }[]>('SELECT id FROM events WHERE tenant_id = $1', [tenant.id]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    return new Set(rows.map(({ id }) => id));
  }

  it('share transactions, and each gets its own answer', async () => {
    await post('taken');
    const posts = Array.from({ length: 60 }, (_, n) => `e-${n}`);
    const [others, conflict, repeat] = await Promise.all([
      Promise.all(posts.map((id) => post(id))),
      post('taken', { data: 1 }),
      post('taken'),
    ]);
    expect(others.map(({ status, body }) => [status, body.id])).toEqual(posts.map((id) => [202, id]));
    expect(conflict).toMatchObject({ status: 409, body: { detail: expect.stringContaining('differs in: data') } });
    expect(repeat.status).toBe(200);
    expect(await storedIds()).toEqual(new Set([...posts, 'taken']));
    const rows = await hand.query<{ n: number }[]>('SELECT count(*)::int AS n FROM events GROUP BY xmin');
    expect(Math.max(...rows.map(({ n }) => n))).toBeGreaterThan(1);
  });

  it('lose nothing that was answered when connections are killed in the middle of a group; a repeat completes the rest', async () => {
    const ids = Array.from({ length: 120 }, (_, n) => `e-${n}`);
    let answers: Promise<ApiResponse[]> = Promise.resolve([]);
    await whileBlocked(hand, 'LOCK TABLE events IN SHARE MODE', [], async () => {
      answers = Promise.all(ids.map((id) => post(id)));
      // Both groups that may be in flight have written their keys and now wait to write their events.
      await waitForLockWaits(hand, 2, ['relation', 'relation']);
      await hand.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
    });
    const first = await answers;
    const accepted = ids.filter((_, n) => first[n]?.status === 202);
    const refused = ids.filter((_, n) => first[n]?.status === 503);
    expect(accepted.length + refused.length).toBe(ids.length);
    expect(refused).not.toEqual([]);
    const stored = await storedIds();
    expect(accepted.filter((id) => !stored.has(id))).toEqual([]);

    const again = await Promise.all(ids.map((id) => post(id)));
    expect(again.filter(({ status }) => status !== 200 && status !== 202)).toEqual([]);
    expect(await storedIds()).toEqual(new Set(ids));
  });

  it('are all answered before the API has stopped', async () => {
    const ids = Array.from({ length: 30 }, (_, n) => `e-${n}`);
    let answers: Promise<ApiResponse[]> = Promise.resolve([]);
    let closing: Promise<void> = Promise.resolve();
    await whileBlocked(hand, 'LOCK TABLE events IN SHARE MODE', [], async () => {
      answers = Promise.all(ids.map((id) => post(id)));
      await waitForLockWaits(hand, 2, ['relation', 'relation']);
      closing = api.stop();
    });
    await closing;
    const outcomes = await answers;
    // One that came when the stop had begun was told to go elsewhere, before anything was done for it.
    expect(outcomes.filter(({ status }) => status !== 202 && status !== 503)).toEqual([]);
    const accepted = ids.filter((_, n) => outcomes[n]?.status === 202);
    expect(accepted.length).toBeGreaterThan(1);
    expect(await storedIds()).toEqual(new Set(accepted));
  });

  it('do not wait for one whose line is held up', async () => {
    const line = `accept\n${tenant.id}\nline-1`;
    const ordered = await whileBlocked(
      hand,
      'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
      [line],
      async () => {
        const held = post('ordered', { orderingKey: 'line-1' });
        await waitForLockWaits(hand, 1, ['advisory']);
        const others = await Promise.all(Array.from({ length: 20 }, (_, n) => post(`e-${n}`)));
        expect(others.every(({ status }) => status === 202)).toBe(true);
        expect((await storedIds()).has('ordered')).toBe(false);
        return { held };
      },
    );
    expect((await ordered.held).status).toBe(202);
  });

  it('know of a changed schema at once, whatever else is in flight', async () => {
    const own = { key: tenant.owner };
    const type = { name: 'order.created', description: 'An order', schema: { type: 'object' } };
    expect((await api.request('POST', '/api/v1/event-types', { ...own, body: type })).status).toBe(201);
    for (const wanted of ['string', 'object', 'string', 'object']) {
      const before = Array.from({ length: 20 }, (_, n) => post(`before-${wanted}-${n}`));
      const changed = await api.request('PATCH', '/api/v1/event-types/order.created', {
        ...own,
        body: { schema: { type: wanted } },
      });
      expect(changed.status).toBe(200);
      const after = await Promise.all(Array.from({ length: 20 }, () => post('new', { id: undefined })));
      expect(new Set(after.map(({ status }) => status))).toEqual(new Set([wanted === 'object' ? 202 : 422]));
      await Promise.all(before);
    }
  });
});
