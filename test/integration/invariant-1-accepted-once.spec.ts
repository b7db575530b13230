import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EventConflictError, type AcceptedEvent, type NewEvent } from '#libs/persistence';
import { newEvent, TENANT, TestEngine } from '../support/engine.js';

/** What came of one accept: its answer, or the conflict that it was refused with. */
type Outcome = AcceptedEvent[] | EventConflictError;

describe('invariant 1: an event is accepted once', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await TestEngine.start({ poolSize: 20 });
  });
  beforeEach(async () => {
    await engine.dataSource.query('TRUNCATE event_keys, events, integration_outbox');
  });
  afterAll(() => engine.close());

  /** Accepts; anything but an answer or a conflict (a deadlock, a unique violation) fails the test. */
  async function accept(...events: Partial<NewEvent>[]): Promise<Outcome> {
    try {
      return await engine.events.acceptEvents(events.map(newEvent));
    } catch (error) {
      if (error instanceof EventConflictError) return error;
      throw error;
    }
  }

  async function expectStored(events: number): Promise<void> {
    expect(await engine.count('events')).toBe(events);
    expect(await engine.count('integration_outbox')).toBe(events);
  }

  it.each([
    ['id', { id: 'evt_same' }],
    ['key', { idempotencyKey: 'same' }],
    ['id and key', { id: 'evt_same', idempotencyKey: 'same' }],
  ])('a hundred concurrent posts of the same %s make one event and get the same answer', async (_, names) => {
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => accept(names)));
    const answers = outcomes.flatMap((outcome) => {
      if (outcome instanceof EventConflictError) throw outcome;
      return outcome;
    });
    await expectStored(1);
    expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1);
    const [first] = answers;
    for (const answer of answers) {
      expect({ ...answer, replayed: true }).toEqual({ ...first, replayed: true });
    }
  });

  it('concurrent posts of one id with different requests make one event; the others hear what differs', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, n) => accept({ id: 'evt_same', data: `{"variant":${n % 4}}` })),
    );
    await expectStored(1);
    const [stored] = await engine.dataSource.query<{ data: string }[]>('SELECT data FROM events');
    for (const [n, outcome] of outcomes.entries()) {
      const same = stored?.data === `{"variant":${n % 4}}`;
      if (same) expect(outcome).toMatchObject([{ id: 'evt_same' }]);
      else expect(outcome).toMatchObject({ detail: expect.stringMatching(/^id "evt_same" .* differs in: data$/) });
    }
    expect(outcomes.filter((outcome) => Array.isArray(outcome) && outcome[0]?.replayed === false)).toHaveLength(1);
  });

  it('every field that a repeat must repeat is named when it differs', async () => {
    const event = { id: 'evt_1', idempotencyKey: 'key-1', channels: ['a'], orderingKey: 'o' };
    await accept(event);
    const at = new Date('2030-01-01T00:00:00Z');
    const changes = { type: 'order.updated', data: '{}', created: at, channels: ['b'], deliverAt: at, expiresAt: at };
    for (const [field, value] of Object.entries({ ...changes, orderingKey: 'p' })) {
      expect(await accept({ ...event, [field]: value })).toMatchObject({
        index: 0,
        detail: expect.stringMatching(new RegExp(`^Idempotency-Key "key-1" .* event evt_1, .* differs in: ${field}$`)),
      });
    }
    // The bytes of the data count, not what they mean.
    expect(await accept({ ...event, data: '{"orderId": "o-1"}' })).toMatchObject({
      detail: expect.stringContaining('differs in: data'),
    });
    await expectStored(1);
  });

  it('an id and a key that name two events are refused, whoever comes first', async () => {
    await accept({ id: 'evt_a', idempotencyKey: 'key-a' });
    await accept({ id: 'evt_b', idempotencyKey: 'key-b' });
    expect(await accept({ id: 'evt_a', idempotencyKey: 'key-b' })).toMatchObject({
      detail: 'id "evt_a" names event evt_a, but Idempotency-Key "key-b" names event evt_b',
    });
    await expectStored(2);
  });

  it('posts whose ids and keys cross never give one key two events', async () => {
    const pairs = ['a', 'b', 'c'].flatMap((id) => ['k', 'l', 'm'].map((key) => ({ id, idempotencyKey: key })));
    for (let round = 0; round < 20; round++) {
      await engine.dataSource.query('TRUNCATE event_keys, events, integration_outbox');
      const posts = shuffled([...pairs, ...pairs, ...pairs], round);
      const outcomes = await Promise.all(posts.map((post) => accept(post)));
      const eventOfKey = new Map<string, string>();
      for (const [n, outcome] of outcomes.entries()) {
        if (outcome instanceof EventConflictError) continue;
        const { id, idempotencyKey } = posts[n]!;
        expect(outcome[0]?.id).toBe(id);
        expect(eventOfKey.get(idempotencyKey) ?? id, `key ${idempotencyKey} of round ${round}`).toBe(id);
        eventOfKey.set(idempotencyKey, id);
      }
      // What was answered stays the answer.
      for (const [n, outcome] of outcomes.entries()) {
        if (outcome instanceof EventConflictError) continue;
        expect(await accept(posts[n]!)).toMatchObject([{ id: posts[n]!.id, replayed: true }]);
      }
    }
  });

  it('batches with overlapping ids in different orders neither deadlock nor store anything twice', async () => {
    const ids = Array.from({ length: 40 }, (_, n) => `evt_${n}`);
    const batches = Array.from({ length: 60 }, (_, n) => shuffled(ids, n).slice(0, 20));
    const outcomes = await Promise.all(batches.map((batch) => accept(...batch.map((id) => ({ id })))));
    const fresh = new Map<string, number>();
    for (const [n, outcome] of outcomes.entries()) {
      expect(outcome).toMatchObject(batches[n]!.map((id) => ({ id })));
      if (!Array.isArray(outcome)) continue;
      for (const { id, replayed } of outcome) fresh.set(id, (fresh.get(id) ?? 0) + Number(!replayed));
    }
    const used = new Set(batches.flat());
    await expectStored(used.size);
    expect([...fresh.values()].every((times) => times === 1)).toBe(true);
  });

  it('repeats inside one batch are one event; two that differ refuse the batch', async () => {
    expect(await accept({ id: 'evt_1' }, { id: 'evt_2' }, { id: 'evt_1' })).toMatchObject([
      { id: 'evt_1', replayed: false },
      { id: 'evt_2', replayed: false },
      { id: 'evt_1', replayed: true },
    ]);
    expect(await accept({ id: 'evt_3' }, { id: 'evt_3', data: '{}' })).toMatchObject({ index: 1 });
    expect(
      await accept(
        { id: 'x', idempotencyKey: '1' },
        { id: 'y', idempotencyKey: '2' },
        { id: 'x', idempotencyKey: '2' },
      ),
    ).toMatchObject({ index: 2 });
    await expectStored(2);
  });

  it('a bad row in a batch leaves nothing of it behind', async () => {
    await accept({ id: 'evt_taken', data: '{"version":1}' });
    const good = Array.from({ length: 20 }, (_, n) => ({ id: `evt_good_${n}` }));
    const conflict = await accept(...good, { id: 'evt_taken', data: '{"version":2}' });
    expect(conflict).toMatchObject({ index: 20, detail: expect.stringContaining('evt_taken') });
    // Postgres has no text with a NUL in it: the row fails in the database, not in our checks.
    await expect(accept(...good, { id: 'evt_bad', data: '"\u0000"' })).rejects.toThrow(
      /unsupported Unicode escape sequence/,
    );
    await expectStored(1);
    expect(await engine.count('event_keys')).toBe(1);
    expect(await accept(...good)).toMatchObject(good.map(({ id }) => ({ id, replayed: false })));
  });

  it('a batch key answers the repeat of its batch with the originals, also concurrently', async () => {
    const batch = ['evt_1', 'evt_2', 'evt_3'].map((id) => newEvent({ id }));
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => engine.events.acceptBatch(TENANT, 'batch-1', batch)),
    );
    await expectStored(3);
    expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1);
    for (const { events } of answers) expect(events.map((event) => event.id)).toEqual(['evt_1', 'evt_2', 'evt_3']);
    await expect(engine.events.acceptBatch(TENANT, 'batch-1', batch.slice(1))).rejects.toThrow(EventConflictError);
  });

  it('another tenant may use the same ids and keys', async () => {
    await engine.addTenant('tenant-2');
    await accept({ id: 'evt_same', idempotencyKey: 'same' });
    expect(await accept({ tenantId: 'tenant-2', id: 'evt_same', idempotencyKey: 'same', data: '{}' })).toMatchObject([
      { tenantId: 'tenant-2', replayed: false },
    ]);
    await expectStored(2);
  });

  it('a repeat is answered from event_keys alone, long after the event itself is gone', async () => {
    const names = { id: 'evt_old', idempotencyKey: 'old', created: new Date('2020-02-03T04:05:06.789Z') };
    const first = await accept(names);
    const batch = [newEvent({ id: 'evt_b1' }), newEvent({ id: 'evt_b2' })];
    const firstBatch = await engine.events.acceptBatch(TENANT, 'batch-old', batch);
    await engine.dataSource.query('TRUNCATE events, integration_outbox, webhook_deliveries');

    expect(await accept(names)).toEqual((first as AcceptedEvent[]).map((event) => ({ ...event, replayed: true })));
    expect(await engine.events.acceptBatch(TENANT, 'batch-old', batch)).toEqual({
      replayed: true,
      events: firstBatch.events.map((event) => ({ ...event, replayed: true })),
    });
    expect(await accept({ ...names, data: '{}' })).toMatchObject({
      detail: expect.stringContaining('differs in: data'),
    });
    await expectStored(0);
  });
});

/** Another order for every seed, the same for the same. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const rest = [...items];
  let state = seed + 1;
  return items.map(() => {
    state = (state * 48_271) % 2_147_483_647;
    return rest.splice(state % rest.length, 1)[0]!;
  });
}
