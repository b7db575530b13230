import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pacedWorkflowId, progressQuery } from '#libs/contracts';
import { TENANT, TestEngine, type DeliveryView } from '../support/engine.js';
import { OK, type Behaviour } from '../support/receiver-behaviour.js';
import { Receiver } from '../support/receiver.js';
import { waitFor } from '../support/wait-for.js';

const answer = (status: number, headers: Record<string, string> = {}): Behaviour => ({
  kind: 'respond',
  status,
  headers,
});

/** A breaker that opens and tries soon, and gaps that are looked for soon. */
const QUICK = {
  EVERHOOK_BREAKER_FAILURES: '3',
  EVERHOOK_BREAKER_COOL_DOWN_MS: '1500',
  EVERHOOK_RECONCILE_INTERVAL_MS: '1000',
  EVERHOOK_RECONCILE_OVERDUE_MS: '1000',
};

describe('the gate of an endpoint', () => {
  let engine: TestEngine;
  let receiver: Receiver;
  let path: string;
  let paths = 0;
  beforeAll(async () => {
    receiver = await Receiver.start();
    engine = await TestEngine.start({ poolSize: 20 });
    await engine.startWorker(QUICK);
  });
  afterEach(() => engine.deleteEndpoints());
  afterAll(async () => {
    await engine.close();
    await receiver.close();
  });

  async function endpointAt(settings: Parameters<TestEngine['addEndpoint']>[1], ...behaviours: Behaviour[]) {
    paths += 1;
    path = `/gate/${paths}`;
    receiver.on(path, ...behaviours);
    return engine.addEndpoint(receiver.url(path), settings);
  }

  /** Accepts events one after the other; their data tells their number. */
  async function accept(count: number, from = 1): Promise<void> {
    for (let n = from; n < from + count; n++) await engine.accept({ data: `{"n":${n}}` });
  }

  const received = (): number[] => receiver.requestsTo(path).map(({ body }) => JSON.parse(body).data.n);

  async function deliveriesBy(isSo: (delivery: DeliveryView) => boolean, endpointId: string): Promise<DeliveryView[]> {
    const all = await engine.deliveriesOf(null);
    return all.filter((delivery) => delivery.endpointId === endpointId && isSo(delivery));
  }

  const waitForCount = (
    endpointId: string,
    count: number,
    what: string,
    isSo: (delivery: DeliveryView) => boolean,
  ): Promise<DeliveryView[]> =>
    waitFor(`${count} deliveries to be ${what}`, async () => {
      const found = await deliveriesBy(isSo, endpointId);
      return found.length === count && found;
    });

  /** The numbers of the endpoint's deliveries, counted from its first one, as the gate let them go. */
  async function letGo(endpointId: string): Promise<number[]> {
    const rows = await engine.dataSource.query<{ n: number }[]>(
      `SELECT n FROM delivery_timeline
       JOIN (SELECT id, rank() OVER (ORDER BY position)::integer AS n FROM webhook_deliveries WHERE endpoint_id = $1)
         AS numbered ON numbered.id = delivery_id
       WHERE kind = 'release' ORDER BY at, n`,
      [endpointId],
    );
    return rows.map(({ n }) => n);
  }

  const sequence = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);
  const inOrder = (numbers: number[]): number[] => numbers.toSorted((a, b) => a - b);

  const isHeld = (reason: string) => (delivery: DeliveryView) =>
    delivery.status === 'held' && delivery.waitReason === reason;
  const hasSucceeded = ({ status }: DeliveryView): boolean => status === 'succeeded';

  describe('pause and resume', () => {
    it('holds new events without a workflow, counts them, and drains them in event order at the rate', async () => {
      const endpointId = await endpointAt({}, OK);
      await engine.pause(endpointId);
      await accept(12);
      await waitForCount(endpointId, 12, 'held', isHeld('paused'));
      expect(received()).toEqual([]);
      expect(await engine.gates.count(endpointId)).toEqual({ heldDeliveries: 12, inFlight: 0 });
      const [first] = await deliveriesBy(() => true, endpointId);
      expect(first).toMatchObject({ status: 'held', because: 'the endpoint is paused' });

      const resumedAt = Date.now();
      await engine.resume(endpointId, 4);
      await waitFor('the gate to drain', async () => (await engine.gateOf(endpointId)).gate === 'draining');
      await waitForCount(endpointId, 12, 'delivered', hasSucceeded);
      const arrivals = receiver.requestsTo(path).map(({ at }) => at);
      expect(arrivals.at(-1)! - resumedAt).toBeGreaterThan(2_500);
      // That is what the gate sees to; on a busy machine one that was let go can overtake another on its way.
      expect(await letGo(endpointId)).toEqual(sequence(12));
      expect(inOrder(received())).toEqual(sequence(12));
      await waitFor('the gate to open', async () => (await engine.gateOf(endpointId)).gate === 'open');
      await accept(1, 13);
      await receiver.waitForRequests(13, path);
    });

    it('holds retries that come due meanwhile, and keeps their place before newer events', async () => {
      const endpointId = await endpointAt({ retryPolicy: { schedule: ['700ms'] } }, answer(500), OK);
      await accept(1);
      await waitForCount(endpointId, 1, 'waiting', ({ status }) => status === 'waiting');
      await engine.pause(endpointId);
      await accept(2, 2);
      await waitForCount(endpointId, 3, 'held', isHeld('paused'));
      expect(received()).toEqual([1]);
      const oldest = await deliveriesBy(({ attemptCount }) => attemptCount === 1, endpointId).then(([one]) => one);
      expect(await (await engine.workflow(oldest!.id)).query('deliveryState')).toMatchObject({
        status: 'held',
        because: 'held: the endpoint is paused',
      });
      await engine.resume(endpointId, 2);
      await waitForCount(endpointId, 3, 'delivered', hasSucceeded);
      expect(received()).toEqual([1, 1, 2, 3]);
      expect((await engine.attemptsOf(oldest!.id)).map(({ trigger }) => trigger)).toEqual(['schedule', 'resume']);
      expect((await engine.timelineOf(oldest!.id)).map(({ kind, actor }) => [kind, actor])).toEqual([
        ['held', 'gate'],
        ['release', 'gate'],
      ]);
    });

    it('can be paused again while it drains, takes new events at its tail, and shows its progress', async () => {
      const endpointId = await endpointAt({}, OK);
      await engine.pause(endpointId);
      await accept(30);
      await waitForCount(endpointId, 30, 'held', isHeld('paused'));
      await engine.resume(endpointId, 5);
      await receiver.waitForRequests(3, path);
      const { client } = await engine.temporal();
      const workflow = client.workflow.getHandle(pacedWorkflowId('endpointGate', endpointId));
      expect(await workflow.query(progressQuery)).toMatch(/^draining at 5 a second: \d+ left$/);
      await accept(2, 31);
      await engine.pause(endpointId);
      await waitFor(
        'the workflow of the gate to end',
        async () => (await workflow.describe()).status.name !== 'RUNNING',
      );
      const left = await waitFor('nothing to be on its way', async () => {
        const moving = await deliveriesBy(({ status }) => status !== 'held' && status !== 'succeeded', endpointId);
        return moving.length === 0 && (await deliveriesBy(isHeld('paused'), endpointId)).length;
      });
      expect(left).toBeGreaterThan(10);
      await engine.resume(endpointId, 1000);
      await waitForCount(endpointId, 32, 'delivered', hasSucceeded);
      expect(inOrder(received())).toEqual(sequence(32));
      await waitFor('the gate to open', async () => (await engine.gateOf(endpointId)).gate === 'open');
    });

    it('is never slower than new events arrive, and so ends', async () => {
      const endpointId = await endpointAt({}, OK);
      await engine.pause(endpointId);
      await accept(10);
      await waitForCount(endpointId, 10, 'held', isHeld('paused'));
      await engine.resume(endpointId, 1);
      let posted = 10;
      await waitFor(
        'the gate to open though more arrives than it drains',
        async () => {
          posted += 1;
          await engine.accept({ data: `{"n":${posted}}` });
          return (await engine.gateOf(endpointId)).gate === 'open';
        },
        { everyMs: 100 },
      );
      await waitForCount(endpointId, posted, 'delivered', hasSucceeded);
    });

    it('discards what has become stale', async () => {
      const endpointId = await endpointAt({}, OK);
      await engine.pause(endpointId);
      await accept(3);
      await waitForCount(endpointId, 3, 'held', isHeld('paused'));
      const discardBefore = new Date(Date.now() + 1);
      await waitFor('the time to pass', () => Date.now() > discardBefore.getTime());
      await accept(2, 4);
      await waitForCount(endpointId, 5, 'held', isHeld('paused'));
      await engine.resume(endpointId, 5, discardBefore);
      await waitForCount(endpointId, 2, 'delivered', hasSucceeded);
      const discarded = await waitForCount(endpointId, 3, 'cancelled', ({ status }) => status === 'cancelled');
      expect(discarded[0]?.because).toBe('discarded when the endpoint was resumed');
      expect(received()).toEqual([4, 5]);
    });

    it('drains on after the worker and the workflow of the gate were lost', async () => {
      const endpointId = await endpointAt({}, OK);
      await engine.pause(endpointId);
      await accept(20);
      await waitForCount(endpointId, 20, 'held', isHeld('paused'));
      await engine.resume(endpointId, 5);
      await receiver.waitForRequests(2, path);
      const { client } = await engine.temporal();
      await client.workflow.getHandle(pacedWorkflowId('endpointGate', endpointId)).terminate('a test');
      // The reconciler finds a gate that does not move.
      await waitForCount(endpointId, 20, 'delivered', hasSucceeded);
      expect(received()).toHaveLength(20);
    });
  });

  describe('of a stopped tenant', () => {
    it('holds everything, and lets it go when the tenant is started, except what is paused for itself', async () => {
      const endpointId = await endpointAt({}, OK);
      const pausedId = await engine.addEndpoint(receiver.url('/gate/paused-for-itself'));
      await engine.pause(pausedId);
      await engine.gates.stopTenant(TENANT, { keyId: 'test' });
      await accept(2);
      await waitForCount(endpointId, 2, 'held', isHeld('paused'));
      expect((await deliveriesBy(() => true, endpointId))[0]?.because).toBe('the tenant is stopped');
      expect(received()).toEqual([]);
      await engine.gates.startTenant(TENANT, { keyId: 'test' });
      await waitForCount(endpointId, 2, 'delivered', hasSucceeded);
      expect(await deliveriesBy(isHeld('paused'), pausedId)).toHaveLength(2);
      await engine.resume(pausedId, 100);
      await waitForCount(pausedId, 2, 'delivered', hasSucceeded);
    });
  });

  describe('obeys the receiver', () => {
    it('410 disables the endpoint, and ends what waits for it with the reason', async () => {
      const endpointId = await endpointAt({}, answer(503), answer(410));
      await accept(1);
      await waitForCount(endpointId, 1, 'waiting', ({ status }) => status === 'waiting');
      await accept(1, 2);
      await waitFor('the endpoint to be disabled', async () => (await engine.gateOf(endpointId)).status === 'disabled');
      expect((await engine.gateOf(endpointId)).disabledBecause).toBe('the receiver answered 410: it wants no more');
      const [failed] = await waitForCount(endpointId, 1, 'failed', ({ status }) => status === 'failed');
      expect(failed?.because).toBe('the receiver answered 410, which disables the endpoint');
      const [cancelled] = await waitForCount(endpointId, 1, 'cancelled', ({ status }) => status === 'cancelled');
      expect(cancelled?.because).toBe('the endpoint was disabled: the receiver answered 410: it wants no more');
      expect((await engine.timelineOf(cancelled!.id)).at(-1)).toMatchObject({ kind: 'cancel', actor: 'receiver' });
      await accept(1, 3);
      await waitFor('the event to be relayed', async () => (await engine.count('integration_outbox')) === 0);
      expect(await deliveriesBy(() => true, endpointId)).toHaveLength(2);
    });

    it.each([
      ['429 with Retry-After in seconds', () => answer(429, { 'retry-after': '3' }), 3_000],
      [
        '503 with Retry-After as a date',
        () => answer(503, { 'retry-after': new Date(Date.now() + 4_000).toUTCString() }),
        3_000,
      ],
      ['502 without Retry-After', () => answer(502), 2_000],
      ['504 without Retry-After', () => answer(504), 2_000],
    ])('%s throttles the whole endpoint', async (_, refused, leastMs) => {
      const endpointId = await endpointAt({ retryPolicy: { schedule: ['2s', '2s'] } }, refused(), OK);
      await accept(1);
      await waitFor('the gate to be throttled', async () => (await engine.gateOf(endpointId)).gate === 'throttled');
      const [{ at: refusedAt } = { at: Number.NaN }] = await receiver.waitForRequests(1, path);
      await accept(3, 2);
      const held = await waitForCount(endpointId, 3, 'held', isHeld('throttle'));
      expect(held[0]?.because).toContain('the endpoint is left alone until');
      await waitForCount(endpointId, 4, 'delivered', hasSucceeded);
      const second = receiver.requestsTo(path)[1]!;
      expect(second.at - refusedAt).toBeGreaterThanOrEqual(leastMs - 50);
      expect(inOrder(received())).toEqual([1, 1, 2, 3, 4]);
      await waitFor('the gate to open', async () => (await engine.gateOf(endpointId)).gate === 'open');
    });

    it('503 without Retry-After is one delivery’s matter', async () => {
      const endpointId = await endpointAt({ retryPolicy: { schedule: ['1h'] } }, answer(503), OK);
      await accept(1);
      await waitForCount(endpointId, 1, 'waiting', ({ status }) => status === 'waiting');
      await accept(1, 2);
      await waitForCount(endpointId, 1, 'delivered', hasSucceeded);
      expect(await engine.gateOf(endpointId)).toMatchObject({ gate: 'open', consecutiveFailures: 0 });
    });
  });

  describe('breaker', () => {
    it('opens after failures in a row, tries with one delivery at a time, and drains when one succeeds', async () => {
      const endpointId = await endpointAt({ retryPolicy: { schedule: ['1h'] } }, answer(500));
      for (let n = 1; n <= 3; n++) {
        await accept(1, n);
        await receiver.waitForRequests(n, path);
      }
      const open = await waitFor('the breaker to open', async () => {
        const gate = await engine.gateOf(endpointId);
        return gate.gate === 'broken' && gate;
      });
      expect(open.because).toContain('3 attempts in a row have failed, the last: the receiver answered 500');
      await accept(4, 4);
      await waitForCount(endpointId, 4, 'held', isHeld('breaker'));
      // The first probe fails, after the cool-down; only it is sent.
      await receiver.waitForRequests(4, path);
      const [, , third, fourth] = receiver.requestsTo(path);
      expect(fourth!.at - third!.at).toBeGreaterThanOrEqual(1_400);
      await waitFor('the breaker to be open again', async () => {
        const gate = await engine.gateOf(endpointId);
        return gate.consecutiveFailures === 4 && gate.because.includes('4 attempts');
      });
      expect(received()).toEqual([1, 2, 3, 4]);
      receiver.on(path, OK);
      await waitForCount(endpointId, 3, 'delivered', hasSucceeded);
      expect(received().slice(0, 5)).toEqual([1, 2, 3, 4, 5]);
      expect(inOrder(received())).toEqual([1, 2, 3, 4, 5, 6, 7]);
      await waitFor('the gate to open', async () => (await engine.gateOf(endpointId)).gate === 'open');
      expect(await engine.gateOf(endpointId)).toMatchObject({ consecutiveFailures: 0 });
    });

    it('takes a redelivery for its probe', async () => {
      const endpointId = await endpointAt({ retryPolicy: { schedule: ['1h'] } }, answer(500));
      await accept(3);
      await waitFor('the breaker to open', async () => (await engine.gateOf(endpointId)).gate === 'broken');
      receiver.on(path, OK);
      const [waiting] = await deliveriesBy(({ status }) => status === 'waiting', endpointId);
      await engine.command(waiting!.id, 'redeliver');
      await waitForCount(endpointId, 1, 'delivered', hasSucceeded);
      await waitFor('the gate to open', async () => (await engine.gateOf(endpointId)).gate === 'open');
    });

    it('that waited with nobody to try is tried by the next event', async () => {
      const endpointId = await endpointAt({ retryPolicy: { schedule: ['1h'] } }, answer(500));
      await accept(3);
      await waitFor('the breaker to open', async () => (await engine.gateOf(endpointId)).gate === 'broken');
      const { until } = await engine.gateOf(endpointId);
      await waitFor('the cool-down to be over', () => Date.now() > until!.getTime() + 500);
      receiver.on(path, OK);
      await accept(1, 4);
      await waitForCount(endpointId, 1, 'delivered', hasSucceeded);
    });
  });
});

describe('a drain whose worker is killed', () => {
  it('goes on in another one, and every event arrives', async () => {
    const receiver = await Receiver.start();
    const engine = await TestEngine.start();
    const first = await engine.startWorkerProcess(QUICK);
    const endpointId = await engine.addEndpoint(receiver.url('/'), { timeoutMs: 1_000 });
    await engine.pause(endpointId);
    for (let n = 0; n < 40; n++) await engine.accept({ data: `{"n":${n}}` });
    const held = `status = 'held' AND wait_reason = 'paused'`;
    await waitFor('all to be held', async () => (await engine.count('webhook_deliveries', held)) === 40);
    await engine.resume(endpointId, 10);
    await receiver.waitForRequests(10);
    await first.kill();
    expect(await engine.count('webhook_deliveries', held)).toBeGreaterThan(10);
    await engine.startWorkerProcess(QUICK);
    await waitFor(
      'all to be delivered',
      async () => (await engine.count('webhook_deliveries', `status = 'succeeded'`)) === 40,
      { timeoutMs: 90_000 },
    );
    await waitFor('the gate to open', async () => (await engine.gateOf(endpointId)).gate === 'open');
    const arrived = receiver.requests.map(({ body }) => JSON.parse(body).data.n);
    expect(new Set(arrived).size).toBe(40);
    // Only what was in flight when the worker died may have come twice.
    expect(arrived.length).toBeLessThanOrEqual(42);
    await engine.close();
    await receiver.close();
  }, 150_000);
});

describe('failing for long', () => {
  it('disables the endpoint after the time and the number of failures', async () => {
    const receiver = await Receiver.start();
    const engine = await TestEngine.start();
    await engine.startWorker({ EVERHOOK_DISABLE_AFTER_MS: '1500', EVERHOOK_DISABLE_AFTER_FAILURES: '3' });
    receiver.on('/', answer(500));
    const endpointId = await engine.addEndpoint(receiver.url('/'), {
      retryPolicy: { initialInterval: '300ms', backoffCoefficient: 1, maximumAttempts: 100 },
    });
    await engine.accept();
    await waitFor('the endpoint to be disabled', async () => (await engine.gateOf(endpointId)).status === 'disabled');
    const { disabledBecause, consecutiveFailures } = await engine.gateOf(endpointId);
    expect(disabledBecause).toContain('every attempt has failed for');
    expect(consecutiveFailures).toBeGreaterThanOrEqual(3);
    await engine.close();
    await receiver.close();
  });
});
