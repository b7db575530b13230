import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Batcher, type BatcherOptions } from './batcher.js';

const WINDOW_MS = 5;

/** A batch that a test ends when it wants to. */
interface RunningBatch {
  items: readonly number[];
  end: (outcomes?: PromiseSettledResult<string>[]) => void;
  fail: (reason: unknown) => void;
}

function fulfilled(item: number): PromiseSettledResult<string> {
  return { status: 'fulfilled', value: `done ${item}` };
}

function makeBatcher(options: Partial<BatcherOptions<number, string>> = {}) {
  const running: RunningBatch[] = [];
  const batcher = new Batcher<number, string>({
    run: (items) =>
      new Promise((resolve, reject) => {
        running.push({ items, end: (outcomes = items.map(fulfilled)) => resolve(outcomes), fail: reject });
      }),
    maximumItems: 100,
    maximumInFlight: 2,
    windowMs: WINDOW_MS,
    ...options,
  });
  return { batcher, running };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets the turn of the event loop end, without letting a millisecond pass. */
async function endTurn(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

describe('when a batch starts', () => {
  it('takes what one turn of the event loop brings, when idle', async () => {
    const { batcher, running } = makeBatcher();
    void batcher.submit(1);
    void batcher.submit(2);
    expect(running).toEqual([]);
    await endTurn();
    expect(running.map(({ items }) => items)).toEqual([[1, 2]]);
  });

  it('waits the window for company while another batch runs', async () => {
    const { batcher, running } = makeBatcher();
    void batcher.submit(1);
    await endTurn();
    void batcher.submit(2);
    await vi.advanceTimersByTimeAsync(WINDOW_MS - 1);
    void batcher.submit(3);
    expect(running).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(running.map(({ items }) => items)).toEqual([[1], [2, 3]]);
  });

  it('does not wait for the window once a batch ends', async () => {
    const { batcher, running } = makeBatcher();
    void batcher.submit(1);
    await endTurn();
    void batcher.submit(2);
    running[0]?.end();
    await endTurn();
    expect(running.map(({ items }) => items)).toEqual([[1], [2]]);
  });

  it('waits for a place when as many run as may, however long and however many wait', async () => {
    const { batcher, running } = makeBatcher({ maximumInFlight: 1, maximumItems: 2 });
    void batcher.submit(1);
    await endTurn();
    for (const item of [2, 3, 4]) void batcher.submit(item);
    await vi.advanceTimersByTimeAsync(100 * WINDOW_MS);
    expect(running).toHaveLength(1);
    running[0]?.end();
    await endTurn();
    expect(running.map(({ items }) => items)).toEqual([[1], [2, 3]]);
  });

  it('starts a full batch at once, by items or by weight', () => {
    const { batcher, running } = makeBatcher({ maximumItems: 3, weigh: (item) => item, maximumWeight: 10 });
    for (const item of [1, 1, 1]) void batcher.submit(item);
    for (const item of [6, 6]) void batcher.submit(item);
    expect(running.map(({ items }) => items)).toEqual([[1, 1, 1], [6]]);
  });
});

describe('what a caller is told', () => {
  it('is the outcome of its own item', async () => {
    const { batcher, running } = makeBatcher();
    const told = Promise.allSettled([batcher.submit(1), batcher.submit(2)]);
    await endTurn();
    running[0]?.end([{ status: 'rejected', reason: 'bad row' }, fulfilled(2)]);
    expect(await told).toEqual([{ status: 'rejected', reason: 'bad row' }, fulfilled(2)]);
  });

  it('is the failure of the batch where it has no outcomes, or the wrong number of them', async () => {
    const { batcher, running } = makeBatcher({ maximumItems: 1 });
    const told = Promise.allSettled([batcher.submit(1), batcher.submit(2)]);
    running[0]?.fail('connection lost');
    running[1]?.end([]);
    expect(await told).toEqual([
      { status: 'rejected', reason: 'connection lost' },
      { status: 'rejected', reason: new Error('a batch of 1 items has 0 outcomes') },
    ]);
  });
});

describe('whatever comes when', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('submit' as const), item: fc.integer({ min: 0, max: 30 }) }),
    fc.record({ kind: fc.constant('end' as const), place: fc.nat(3), good: fc.boolean() }),
    fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(2 * WINDOW_MS) }),
  );
  const limits = fc.record({
    maximumItems: fc.integer({ min: 1, max: 5 }),
    maximumInFlight: fc.integer({ min: 1, max: 3 }),
    maximumWeight: fc.integer({ min: 1, max: 60 }),
  });

  it('every item is in one batch, in order, within the limits, and its caller hears of it', async () => {
    await fc.assert(
      fc.asyncProperty(limits, fc.array(step, { maxLength: 40 }), async (given, steps) => {
        const { batcher, running } = makeBatcher({ ...given, weigh: (item) => item });
        const open: RunningBatch[] = [];
        let seen = 0;
        const submitted: number[] = [];
        const told: Promise<PromiseSettledResult<string>>[] = [];
        const look = (): void => {
          open.push(...running.slice(seen));
          seen = running.length;
          expect(open.length).toBeLessThanOrEqual(given.maximumInFlight);
        };
        const end = async (place: number, good: boolean): Promise<void> => {
          const [batch] = open.splice(place % Math.max(1, open.length), 1);
          if (good) batch?.end();
          else batch?.fail('failed');
          await endTurn();
        };
        for (const each of steps) {
          if (each.kind === 'pass') await vi.advanceTimersByTimeAsync(each.ms);
          else if (each.kind === 'end') await end(each.place, each.good);
          else {
            submitted.push(each.item);
            told.push(Promise.allSettled([batcher.submit(each.item)]).then(([outcome]) => outcome));
          }
          look();
        }
        await endTurn();
        look();
        while (open.length > 0) {
          await end(0, true);
          await vi.advanceTimersByTimeAsync(WINDOW_MS);
          look();
        }
        expect(running.flatMap(({ items }) => items)).toEqual(submitted);
        for (const { items } of running) {
          expect(items.length).toBeLessThanOrEqual(given.maximumItems);
          const weight = items.reduce((sum, item) => sum + item, 0);
          expect(items.length === 1 || weight <= given.maximumWeight).toBe(true);
        }
        const outcomes = await Promise.all(told);
        for (const [index, outcome] of outcomes.entries()) {
          if (outcome.status === 'fulfilled') expect(outcome.value).toBe(`done ${submitted[index]}`);
          else expect(outcome.reason).toBe('failed');
        }
      }),
      { numRuns: 300 },
    );
  });
});
