import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TENANT, TestEngine, type DeliveryView } from '../support/engine.js';
import { FAILING, OK, type Behaviour } from '../support/receiver-behaviour.js';
import { Receiver } from '../support/receiver.js';
import { waitFor } from '../support/wait-for.js';
import type { OrderingPolicy, RetryPolicy } from '#libs/contracts';

const NEVER_AGAIN = { schedule: [] };

describe('ordered delivery', () => {
  let engine: TestEngine;
  let receiver: Receiver;
  let path: string;
  let paths = 0;
  beforeAll(async () => {
    receiver = await Receiver.start();
    engine = await TestEngine.start({ poolSize: 20 });
    await engine.startWorker({ EVERHOOK_RECONCILE_INTERVAL_MS: '1000', EVERHOOK_RECONCILE_OVERDUE_MS: '1000' });
    // A second worker with a relay of its own: the order must hold between them.
    await engine.startWorker({ EVERHOOK_RECONCILE_INTERVAL_MS: '1000', EVERHOOK_RECONCILE_OVERDUE_MS: '1000' });
  });
  beforeEach(() => {
    paths += 1;
    path = `/line/${paths}`;
  });
  afterEach(() => engine.deleteEndpoints());
  afterAll(async () => {
    await engine.close();
    await receiver.close();
  });

  async function endpointWith(
    ordered: OrderingPolicy,
    retryPolicy: RetryPolicy | undefined,
    ...behaviours: Behaviour[]
  ): Promise<string> {
    receiver.on(path, ...behaviours);
    return engine.addEndpoint(receiver.url(path), {
      ordered: true,
      orderingPolicy: ordered,
      ...(retryPolicy === undefined ? {} : { retryPolicy }),
    });
  }

  const accept = (orderingKey: string, n: number) =>
    engine.accept({ orderingKey, data: `{"key":"${orderingKey}","n":${n}}` });
  const received = (key?: string): number[] =>
    receiver
      .requestsTo(path)
      .map(({ body }) => JSON.parse(body).data)
      .filter((data) => key === undefined || data.key === key)
      .map(({ n }) => n);

  /** The deliveries of an endpoint in the order in which their events were accepted. */
  async function lineOf(endpointId: string): Promise<DeliveryView[]> {
    return engine.dataSource.query<DeliveryView[]>(
      `SELECT id, status, wait_reason AS "waitReason", because, attempt_count AS "attemptCount", parked
       FROM webhook_deliveries WHERE endpoint_id = $1 ORDER BY position`,
      [endpointId],
    );
  }

  const until = (endpointId: string, what: string, isSo: (line: DeliveryView[]) => boolean): Promise<DeliveryView[]> =>
    waitFor(`the line to be ${what}`, async () => {
      const line = await lineOf(endpointId);
      return isSo(line) && line;
    });

  it('is strictly one at a time and in event order for each key, also with two relays; keys go in parallel', async () => {
    // Answers take a little, so that a second one in flight would be seen.
    const endpointId = await endpointWith('block', undefined, { kind: 'respond', status: 200, delayMs: 30 });
    const keys = ['a', 'b', 'c', 'd'];
    for (let n = 1; n <= 15; n++) await Promise.all(keys.map((key) => accept(key, n)));
    await until(
      endpointId,
      'delivered',
      (line) => line.length === 60 && line.every(({ status }) => status === 'succeeded'),
    );
    for (const key of keys) expect(received(key)).toEqual(Array.from({ length: 15 }, (_, n) => n + 1));
    const rows = await engine.dataSource.query<{ overlaps: number }[]>(
      `SELECT count(*)::integer AS overlaps FROM webhook_deliveries d JOIN delivery_attempts a ON a.delivery_id = d.id
       JOIN webhook_deliveries e ON e.endpoint_id = d.endpoint_id AND e.ordering_key = d.ordering_key AND e.position > d.position
       JOIN delivery_attempts b ON b.delivery_id = e.id
       WHERE d.endpoint_id = $1 AND b.started_at < a.started_at + make_interval(secs => a.duration_ms / 1000.0)`,
      [endpointId],
    );
    expect(rows[0]?.overlaps).toBe(0);
    // Four lines of fifteen answers of 30 ms each: one line after the other would take as long as all of them together.
    const requests = receiver.requestsTo(path);
    const interleaved = new Set(requests.slice(0, 12).map(({ body }) => JSON.parse(body).data.key));
    expect(interleaved.size).toBe(4);
  });

  it('keeps the order of a batch', async () => {
    const endpointId = await endpointWith('block', undefined, OK);
    await engine.events.acceptEvents(
      Array.from({ length: 40 }, (_, n) => ({
        tenantId: TENANT,
        type: 'order.created',
        orderingKey: 'batch',
        data: `{"key":"batch","n":${n}}`,
        source: 'api' as const,
      })),
    );
    await until(
      endpointId,
      'delivered',
      (line) => line.length === 40 && line.every(({ status }) => status === 'succeeded'),
    );
    expect(received()).toEqual(Array.from({ length: 40 }, (_, n) => n));
  });

  it('waits behind a head in backoff, and says behind whom', async () => {
    const endpointId = await endpointWith('block', { schedule: ['1h'] }, FAILING, OK);
    for (const n of [1, 2, 3]) await accept('customer-42', n);
    const line = await until(
      endpointId,
      'waiting',
      ([head, ...rest]) => head?.status === 'waiting' && rest.length === 2,
    );
    expect(line.slice(1)).toMatchObject([
      { status: 'held', waitReason: 'order', because: `behind ${line[0]!.id} on key customer-42` },
      { status: 'held', waitReason: 'order', because: `behind ${line[1]!.id} on key customer-42` },
    ]);
    // Redelivering one that is not the head is refused, unless someone insists.
    const give = (id: string, force: boolean) =>
      engine.commands.giveCommand({ tenantId: TENANT, deliveryId: id, kind: 'redeliver', actor: 'test', force });
    expect(await give(line[2]!.id, false)).toMatchObject({
      kind: 'refused',
      detail: expect.stringContaining('behind'),
    });
    expect(await give(line[2]!.id, true)).toMatchObject({ kind: 'given' });
    await until(endpointId, 'passed by force', (now) => now[2]?.status === 'succeeded');
    expect(received()).toEqual([1, 3]);
    await engine.command(line[0]!.id, 'redeliver');
    await until(endpointId, 'delivered', (now) => now.every(({ status }) => status === 'succeeded'));
    expect(received()).toEqual([1, 3, 1, 2]);
  });

  it('block: an exhausted head holds the line until it is redelivered', async () => {
    const endpointId = await endpointWith('block', NEVER_AGAIN, FAILING, OK);
    for (const n of [1, 2]) await accept('k', n);
    const line = await until(endpointId, 'blocked', ([head]) => head?.waitReason === 'exhausted');
    expect(line).toMatchObject([{ status: 'held' }, { status: 'held', waitReason: 'order' }]);
    expect(line[0]!.because).toContain('the receiver answered 500, and the retry policy has no attempt left');
    await accept('other', 1);
    await waitFor('another key to go on', () => received('other').length === 1);
    await engine.command(line[0]!.id, 'redeliver');
    await until(endpointId, 'delivered', (now) => now.every(({ status }) => status === 'succeeded'));
    expect(received('k')).toEqual([1, 1, 2]);
  });

  it('block: cancelling the exhausted head lets the line go on', async () => {
    const endpointId = await endpointWith('block', NEVER_AGAIN, FAILING, OK);
    for (const n of [1, 2, 3]) await accept('k', n);
    const line = await until(endpointId, 'blocked', ([head]) => head?.waitReason === 'exhausted');
    // One in the middle that leaves is not waited for, and who stood behind it says behind whom it stands now.
    await engine.command(line[1]!.id, 'cancel');
    const shorter = await until(endpointId, 'shorter', (now) => now[1]?.status === 'cancelled');
    await waitFor('the last to tell', async () => (await lineOf(endpointId))[2]?.because.includes(shorter[0]!.id));
    await engine.command(line[0]!.id, 'cancel');
    await until(endpointId, 'delivered', (now) => now[2]?.status === 'succeeded');
    expect(received()).toEqual([1, 3]);
  });

  it('park: the exhausted head is set aside and the line goes on; redelivered later it takes its turn', async () => {
    const endpointId = await endpointWith('park', NEVER_AGAIN, FAILING, OK);
    for (const n of [1, 2]) await accept('k', n);
    const line = await until(endpointId, 'through', (now) => now[1]?.status === 'succeeded');
    expect(line[0]).toMatchObject({ status: 'failed', parked: true });
    await engine.command(line[0]!.id, 'redeliver');
    const [again] = await until(endpointId, 'delivered', ([head]) => head?.status === 'succeeded');
    expect(again).toMatchObject({ parked: false });
    expect(received()).toEqual([1, 2, 1]);
  });

  it('skip: the exhausted head fails and the line goes on', async () => {
    const endpointId = await endpointWith('skip', NEVER_AGAIN, FAILING, OK);
    for (const n of [1, 2]) await accept('k', n);
    const line = await until(endpointId, 'through', (now) => now[1]?.status === 'succeeded');
    expect(line[0]).toMatchObject({ status: 'failed', parked: false });
  });

  it('a finished delivery that is redelivered while its line is busy takes the next turn', async () => {
    const endpointId = await endpointWith('park', { schedule: [] }, FAILING, { kind: 'gate' });
    for (const n of [1, 2, 3]) await accept('k', n);
    const line = await until(
      endpointId,
      'busy',
      (now) => now[0]?.status === 'failed' && now[1]?.status === 'delivering',
    );
    await engine.command(line[0]!.id, 'redeliver');
    await until(endpointId, 'joined', ([first]) => first?.waitReason === 'order');
    receiver.release(path);
    await until(endpointId, 'delivered', (now) => now.every(({ status }) => status === 'succeeded'));
    expect(received()).toEqual([1, 2, 1, 3]);
  });

  it('a head that is held by hand holds its line, and goes on when it is released', async () => {
    const endpointId = await endpointWith('block', { schedule: ['1h'] }, FAILING, OK);
    for (const n of [1, 2]) await accept('k', n);
    const line = await until(endpointId, 'waiting', ([head]) => head?.status === 'waiting');
    await engine.command(line[0]!.id, 'hold');
    await until(endpointId, 'held', ([head]) => head?.waitReason === 'manual');
    expect((await lineOf(endpointId))[1]).toMatchObject({ waitReason: 'order' });
    await engine.command(line[0]!.id, 'redeliver');
    await until(endpointId, 'delivered', (now) => now.every(({ status }) => status === 'succeeded'));
    expect(received()).toEqual([1, 1, 2]);
  });

  it('goes on in order after a pause', async () => {
    const endpointId = await endpointWith('block', undefined, OK);
    await engine.pause(endpointId);
    for (const n of [1, 2, 3, 4]) await accept(n % 2 === 0 ? 'even' : 'odd', n);
    await until(endpointId, 'held', (line) => line.length === 4 && line.every(({ status }) => status === 'held'));
    await engine.resume(endpointId, 100);
    await until(endpointId, 'delivered', (line) => line.every(({ status }) => status === 'succeeded'));
    expect(received('odd')).toEqual([1, 3]);
    expect(received('even')).toEqual([2, 4]);
  });

  it('keeps its order when workers are killed in the middle', async () => {
    const killed = await TestEngine.start({ poolSize: 10 });
    const endpointId = await (async () => {
      receiver.on(path, { kind: 'respond', status: 200, delayMs: 20 });
      return killed.addEndpoint(receiver.url(path), { ordered: true, timeoutMs: 1000 });
    })();
    const environment = { EVERHOOK_RECONCILE_INTERVAL_MS: '1000', EVERHOOK_RECONCILE_OVERDUE_MS: '1000' };
    const first = await killed.startWorkerProcess(environment);
    for (let n = 1; n <= 40; n++) await killed.accept({ orderingKey: 'k', data: `{"key":"k","n":${n}}` });
    await receiver.waitForRequests(10, path);
    await first.kill();
    await killed.startWorkerProcess(environment);
    await waitFor(
      'the line to end',
      async () =>
        (await killed.count('webhook_deliveries', `endpoint_id = '${endpointId}' AND status = 'succeeded'`)) === 40,
      { timeoutMs: 120_000, everyMs: 200 },
    );
    // The one in flight when the worker died was made again; nothing overtook it.
    expect([...new Set(received())]).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
    expect(received()).toEqual(received().toSorted((a, b) => a - b));
    await killed.close();
  }, 180_000);
});
