import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryAnswer } from '#libs/contracts/http';
import { ADMIN_KEY, requestApi } from '../support/api.js';
import { FAILING, OK, type Behaviour } from '../support/receiver-behaviour.js';
import { Receiver } from '../support/receiver.js';
import { TestStack } from '../support/stack.js';
import type { TenantClient } from '../support/tenant-client.js';
import { waitFor } from '../support/wait-for.js';

const HOUR_MS = 3_600_000;

describe('steering endpoints through the API', () => {
  let stack: TestStack;
  let receiver: Receiver;
  let tenant: TenantClient;
  let path: string;
  let paths = 0;
  beforeAll(async () => {
    receiver = await Receiver.start();
    stack = await TestStack.start();
  });
  afterAll(async () => {
    await stack.close();
    await receiver.close();
  });
  beforeEach(async () => {
    paths += 1;
    path = `/endpoint/${paths}`;
    tenant = await stack.createTenant();
  });

  async function createEndpoint(behaviours: Behaviour[], settings: Record<string, unknown> = {}): Promise<string> {
    receiver.on(path, ...behaviours);
    return (await tenant.createEndpoint(receiver.url(path), { retryPolicy: { schedule: ['1h'] }, ...settings })).id;
  }

  async function post(count: number, from = 1): Promise<void> {
    for (let n = from; n < from + count; n++) await tenant.postEvent({ data: { n } });
  }

  const received = (): number[] => receiver.requestsTo(path).map(({ body }) => JSON.parse(body).data.n);

  const waitForCount = (query: Record<string, string>, count: number): Promise<DeliveryAnswer[]> =>
    waitFor(`${count} deliveries with ${JSON.stringify(query)}`, async () => {
      const found = await tenant.listDeliveries(query);
      return found.length === count && found;
    });

  describe('pause and resume', () => {
    it('tells what is held and what is in flight, and drains in the order of the events', async () => {
      const id = await createEndpoint([{ kind: 'gate' }, OK]);
      await post(1);
      await waitFor('the first to be in flight', () => receiver.heldAt(path) === 1);
      const paused = await tenant.pause(id);
      expect(paused).toMatchObject({
        status: 'paused',
        inFlight: 1,
        heldDeliveries: 0,
        gate: { state: 'paused', because: 'the endpoint is paused' },
      });
      await post(8, 2);
      const held = await waitForCount({ waitReason: 'paused' }, 8);
      expect(held[0]).toMatchObject({ status: 'held', explanation: 'held: the endpoint is paused' });
      expect(await tenant.getEndpoint(id)).toMatchObject({ heldDeliveries: 8, inFlight: 1 });
      receiver.release(path);
      await waitForCount({ status: 'succeeded' }, 1);
      expect(received()).toEqual([1]);

      expect(await tenant.resume(id)).toMatchObject({
        status: 'draining',
        gate: { state: 'draining', reason: 'paused', ratePerSecond: 10 },
      });
      await waitForCount({ status: 'succeeded' }, 9);
      expect(received().toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      // A step of a drain that comes late on a busy machine lets two go together.
      for (const [place, n] of received().entries()) expect(Math.abs(n - (place + 1))).toBeLessThanOrEqual(2);
      await waitFor('the endpoint to be active', async () => (await tenant.getEndpoint(id)).status === 'active');
      const [one] = await tenant.listDeliveries({ status: 'succeeded' });
      const { timeline, attempts } = await tenant.getDelivery(one!.id);
      expect(attempts.map(({ trigger }) => trigger)).toEqual(['resume']);
      expect(timeline.map(({ kind, actor }) => [kind, actor])).toEqual([
        ['created', undefined],
        ['held', 'gate'],
        ['release', 'gate'],
        ['attempt', undefined],
        ['succeeded', undefined],
      ]);
    });

    it('discards what has become stale, and cancels one that is held', async () => {
      const id = await createEndpoint([OK], { status: 'paused' });
      await post(2);
      await waitForCount({ status: 'held' }, 2);
      const discardBefore = new Date(Date.now() + 5).toISOString();
      await waitFor('the time to be over', () => Date.now() > Date.parse(discardBefore) + 1);
      await post(3, 3);
      const held = await waitForCount({ status: 'held' }, 5);
      expect(await tenant.give(held[0]!.id, 'cancel')).toMatchObject({ status: 'cancelled', attemptCount: 0 });
      await tenant.resume(id, { ratePerSecond: 50, discardBefore });
      await waitForCount({ status: 'succeeded' }, 2);
      await waitForCount({ status: 'cancelled' }, 3);
      expect(received().toSorted((a, b) => a - b)).toEqual([3, 4]);
    });

    it('of a whole tenant, beside an endpoint that is paused for itself', async () => {
      const id = await createEndpoint([OK]);
      const admin = { key: ADMIN_KEY };
      const stopped = await requestApi(stack.api.url, 'POST', `/api/v1/tenants/${tenant.tenantId}/stop`, admin);
      expect(stopped).toMatchObject({ status: 200, body: { stoppedAt: expect.any(String) } });
      await post(3);
      const held = await waitForCount({ waitReason: 'paused' }, 3);
      expect(held[0]!.explanation).toBe('held: the tenant is stopped');
      expect(await tenant.getEndpoint(id)).toMatchObject({ status: 'paused', heldDeliveries: 3 });
      const started = await requestApi(stack.api.url, 'POST', `/api/v1/tenants/${tenant.tenantId}/start`, admin);
      expect(started).toMatchObject({ status: 200, body: { stoppedAt: null } });
      await waitForCount({ status: 'succeeded' }, 3);
    });
  });

  describe('disable and enable', () => {
    it('ends what waits with the reason; enabling resurrects nothing, recovering sends it again', async () => {
      const since = new Date().toISOString();
      const id = await createEndpoint([FAILING, OK]);
      await post(1);
      await waitForCount({ status: 'waiting' }, 1);
      expect(await tenant.onEndpoint(id, 'disable')).toMatchObject({ status: 'disabled' });
      const [cancelled] = await waitForCount({ status: 'cancelled' }, 1);
      expect(cancelled!.explanation).toBe('cancelled: the endpoint was disabled');
      expect((await tenant.getDelivery(cancelled!.id)).timeline).toContainEqual(
        expect.objectContaining({ kind: 'cancel', actor: expect.stringMatching(/^key_/) }),
      );
      await post(1, 2);
      expect(await tenant.onEndpoint(id, 'enable')).toMatchObject({ status: 'active' });
      await post(1, 3);
      await waitForCount({ status: 'succeeded' }, 1);
      expect(received()).toEqual([1, 3]);
      const recovery = await tenant.request('POST', `/api/v1/webhooks/${id}/recover`, { body: { since } });
      expect(recovery).toMatchObject({ status: 202, body: { id: expect.stringMatching(/^op_/), count: 1 } });
      await waitForCount({ status: 'succeeded' }, 2);
      expect(received()).toEqual([1, 3, 1]);
    });

    it('410 disables it for the tenant to see', async () => {
      const id = await createEndpoint([{ kind: 'respond', status: 410 }]);
      await post(1);
      await waitForCount({ status: 'failed' }, 1);
      expect(await tenant.getEndpoint(id)).toMatchObject({
        status: 'disabled',
        disabledBecause: 'the receiver answered 410: it wants no more',
      });
    });
  });

  describe('a changed retry policy', () => {
    const expectDueIn = (delivery: { nextAttemptAt?: string | undefined }, from: number, delayMs: number): void => {
      expect(Math.abs(Date.parse(delivery.nextAttemptAt!) - from - delayMs)).toBeLessThan(2_000);
    };

    it('of the endpoint reaches the delivery that waits, visibly', async () => {
      const id = await createEndpoint([FAILING, OK]);
      await post(1);
      const [waiting] = await waitForCount({ status: 'waiting' }, 1);
      const failedAt = Date.parse(waiting!.nextAttemptAt!) - HOUR_MS;
      await tenant.request('PATCH', `/api/v1/webhooks/${id}`, { body: { retryPolicy: { schedule: ['3h'] } } });
      const later = await tenant.waitForDelivery(
        waiting!.id,
        ({ nextAttemptAt }) => nextAttemptAt !== waiting!.nextAttemptAt,
      );
      expectDueIn(later, failedAt, 3 * HOUR_MS);
      expect(later.timeline).toContainEqual(
        expect.objectContaining({
          kind: 'policyChanged',
          actor: expect.stringMatching(/^key_/),
          detail: `the retry policy has changed: the next attempt is due at ${later.nextAttemptAt}`,
        }),
      );
      // Shorter than it has waited already: at once.
      await tenant.request('PATCH', `/api/v1/webhooks/${id}`, { body: { retryPolicy: { schedule: ['1ms'] } } });
      await tenant.waitForDelivery(waiting!.id, 'succeeded');
    });

    it('for the event type, or of the tenant, too; one without a step left ends the delivery', async () => {
      const id = await createEndpoint([FAILING], { retryPolicy: null });
      await post(1);
      const [waiting] = await waitForCount({ status: 'waiting' }, 1);
      const changed = (): Promise<DeliveryAnswer> =>
        waitFor('another time', async () => {
          const [now] = await tenant.listDeliveries({});
          return now!.nextAttemptAt !== waiting!.nextAttemptAt && now;
        });
      await requestApi(stack.api.url, 'PATCH', `/api/v1/tenants/${tenant.tenantId}`, {
        key: ADMIN_KEY,
        body: { retryPolicy: { schedule: ['2h'] } },
      });
      const { nextAttemptAt } = await changed();
      expectDueIn({ nextAttemptAt }, Date.now(), 2 * HOUR_MS);
      await tenant.request('PATCH', `/api/v1/webhooks/${id}`, {
        body: { retryPolicyByEvent: { 'order.*': { schedule: ['1h'], retryOn: { statuses: [503] } } } },
      });
      const ended = await tenant.waitForDelivery(waiting!.id, 'failed');
      expect(ended.explanation).toBe('failed: the receiver answered 500, which the retry policy does not retry');
    });
  });
});
