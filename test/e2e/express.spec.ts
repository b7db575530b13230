import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { DeliveryDetail } from '#libs/contracts/http';
import { FAILING, GATE, OK } from '../support/receiver-behaviour.js';
import { Receiver } from '../support/receiver.js';
import { TestStack } from '../support/stack.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import type { TenantClient } from '../support/tenant-client.js';
import { waitFor } from '../support/wait-for.js';

/** Nothing happens by itself during a test. */
const SLOW_SCHEDULE = { schedule: ['1h', '2h'] };

let temporal: TcpProxy;
let stack: TestStack;
let receiver: Receiver;
let tenant: TenantClient;
let path: string;
let paths = 0;
beforeAll(async () => {
  receiver = await Receiver.start();
  temporal = await TcpProxy.toUrl(`http://${inject('temporalAddress')}`);
  stack = await TestStack.start({ environment: { TEMPORAL_ADDRESS: temporal.address } });
});
afterAll(async () => {
  await stack.close();
  await temporal.cut();
  await receiver.close();
});
beforeEach(async () => {
  paths += 1;
  path = `/express/${paths}`;
  tenant = await stack.createTenant({ retryPolicy: SLOW_SCHEDULE, lane: 'express' });
});

const posts = (): number => receiver.requestsTo(path).length;

/** Whether Temporal knows a workflow of a delivery. */
async function hasWorkflow(id: string): Promise<boolean> {
  return stack.temporal.workflow
    .getHandle(id)
    .describe()
    .then(
      () => true,
      () => false,
    );
}

/** Posts an event and waits until its delivery has a workflow. */
async function handedOver(): Promise<DeliveryDetail> {
  const { id } = await tenant.deliver();
  return tenant.waitForDelivery(id, ({ workflow }) => workflow !== null);
}

describe('a delivery of the express lane', () => {
  it('that succeeds at once is recorded like any other, and never becomes a workflow', async () => {
    await tenant.createEndpoint(receiver.url(path), { headers: { 'X-Partner': 'hunter2' } });
    const { id, eventId } = await tenant.deliver({ data: { n: 1 } });
    const delivery = await tenant.waitForDelivery(id, 'succeeded');
    expect(delivery).toMatchObject({
      workflow: null,
      attemptCount: 1,
      lastStatusCode: 200,
      explanation: 'succeeded: the receiver answered 200',
      attempts: [{ number: 1, trigger: 'schedule', statusCode: 200, outcome: 'succeeded', responseBody: 'ok' }],
    });
    expect(delivery.timeline.map(({ kind }) => kind)).toEqual(['created', 'attempt', 'succeeded']);
    const [request] = receiver.requestsTo(path);
    expect(request?.headers).toMatchObject({ 'webhook-id': eventId, 'x-partner': 'hunter2' });
    expect(delivery.request.body).toBe(request?.body);
    expect(delivery.request.headers).toMatchObject({
      'webhook-signature': request?.headers['webhook-signature'],
      'X-Partner': '[redacted]',
    });
    expect(await hasWorkflow(id)).toBe(false);
    expect(posts()).toBe(1);
  });

  it('that fails waits in a workflow, which makes the second attempt', async () => {
    receiver.on(path, FAILING, OK);
    await tenant.createEndpoint(receiver.url(path), { retryPolicy: { schedule: ['500ms'] } });
    const { id } = await handedOver();
    const delivery = await tenant.waitForDelivery(id, 'succeeded');
    expect(delivery.attempts.map(({ outcome }) => outcome)).toEqual(['retry', 'succeeded']);
    await waitFor('the workflow to close as completed', async () => {
      const { status } = await stack.temporal.workflow.getHandle(id).describe();
      return status.name === 'COMPLETED';
    });
    expect(posts()).toBe(2);
  });

  it('that the policy does not retry ends without a workflow', async () => {
    receiver.on(path, FAILING);
    await tenant.createEndpoint(receiver.url(path), { retryPolicy: 'none' });
    const { id } = await tenant.deliver();
    expect(await tenant.waitForDelivery(id, 'failed')).toMatchObject({ workflow: null, attemptCount: 1 });
    expect(await hasWorkflow(id)).toBe(false);
  });

  it('that waits for its own time is a workflow from the start', async () => {
    await tenant.createEndpoint(receiver.url(path));
    const { id } = await tenant.deliver({ deliverAt: new Date(Date.now() + 3_600_000).toISOString() });
    expect(await tenant.waitForDelivery(id, 'waiting')).toMatchObject({ waitReason: 'scheduled', workflow: { id } });
  });

  it('that has ended is redelivered by a workflow', async () => {
    await tenant.createEndpoint(receiver.url(path));
    const { id } = await tenant.deliver();
    await tenant.waitForDelivery(id, 'succeeded');
    await tenant.give(id, 'redeliver');
    expect(await tenant.waitForAttempts(id, 2)).toMatchObject({ status: 'succeeded', workflow: { id } });
    expect(posts()).toBe(2);
  });

  it('whose endpoint is paused is held without a workflow, and goes out in order when it resumes', async () => {
    const { id: endpointId } = await tenant.createEndpoint(receiver.url(path));
    await tenant.pause(endpointId);
    const ids: string[] = [];
    for (let n = 1; n <= 5; n++) ids.push((await tenant.deliver({ data: { n } })).id);
    for (const id of ids) expect(await tenant.getDelivery(id)).toMatchObject({ status: 'held', workflow: null });
    await tenant.resume(endpointId, { ratePerSecond: 1000 });
    for (const id of ids) expect(await tenant.waitForDelivery(id, 'succeeded')).toMatchObject({ workflow: null });
    expect(receiver.requestsTo(path).map(({ body }) => JSON.parse(body).data.n)).toEqual([1, 2, 3, 4, 5]);
  });

  it('of an ordered endpoint uses the durable lane', async () => {
    await tenant.createEndpoint(receiver.url(path), { ordered: true });
    const { id } = await tenant.deliver();
    expect(await tenant.waitForDelivery(id, 'succeeded')).toMatchObject({ workflow: { id } });
  });

  it('is chosen by an endpoint too, and left by a change of it', async () => {
    const durable = await stack.createTenant();
    const { id: endpointId } = await durable.createEndpoint(receiver.url(path), { lane: 'express' });
    const first = await durable.deliver();
    expect(await durable.waitForDelivery(first.id, 'succeeded')).toMatchObject({ workflow: null });
    await durable.request('PATCH', `/api/v1/webhooks/${endpointId}`, { body: { lane: null } });
    const second = await durable.deliver();
    expect(await durable.waitForDelivery(second.id, 'succeeded')).toMatchObject({ workflow: { id: second.id } });
  });

  it("follows a change of its tenant's lane from the next event on", async () => {
    await tenant.createEndpoint(receiver.url(path));
    const first = await tenant.deliver();
    expect(await tenant.waitForDelivery(first.id, 'succeeded')).toMatchObject({ workflow: null });
    await stack.api.request('PATCH', `/api/v1/tenants/${tenant.tenantId}`, { body: { lane: 'durable' } });
    const second = await tenant.deliver();
    expect(await tenant.waitForDelivery(second.id, 'succeeded')).toMatchObject({ workflow: { id: second.id } });
  });
});

describe('an endpoint of the express lane', () => {
  it('gets no more attempts at once than it may have, and all it is owed', async () => {
    receiver.on(path, ...Array.from({ length: 20 }, () => GATE));
    await tenant.createEndpoint(receiver.url(path));
    const events = Array.from({ length: 60 }, (_, n) => ({ type: 'order.created', data: { n } }));
    expect((await tenant.request('POST', '/api/v1/events/batch', { body: { events } })).status).toBe(202);
    await waitFor('all places to be taken', () => receiver.heldAt(path) >= 20);
    expect(posts()).toBe(20);
    receiver.release(path);
    await waitFor('all to succeed', async () => (await tenant.listDeliveries({ status: 'succeeded' })).length === 60);
    expect(posts()).toBe(60);
  });

  it.each([
    ['never answers', []],
    ['was fast and hangs now', [OK]],
  ])('that %s leaves the others their places', async (_, before) => {
    const quick = `${path}/quick`;
    receiver.on(path, ...before, GATE);
    await tenant.createEndpoint(receiver.url(path), { events: ['slow'] });
    await tenant.createEndpoint(receiver.url(quick), { events: ['quick'] });
    const post = (type: string, count: number): Promise<unknown> =>
      tenant.request('POST', '/api/v1/events/batch', {
        body: { events: Array.from({ length: count }, (_, n) => ({ type, data: { n } })) },
      });
    if (before.length > 0) await tenant.waitForDelivery((await tenant.deliver({ type: 'slow' })).id, 'succeeded');
    await post('slow', 500);
    await waitFor('all places to be taken', () => receiver.heldAt(path) >= 20);
    await post('quick', 200);
    await waitFor('the quick ones to arrive', () => receiver.requestsTo(quick).length === 200, {
      timeoutMs: 10_000,
    });
    expect(posts()).toBe(before.length + 20);
    receiver.release(path);
  });
});

describe('while Temporal is away', () => {
  it('first attempts go on, and what must wait is handed over when it is back', async () => {
    const failing = `${path}/failing`;
    receiver.on(failing, FAILING, OK);
    await tenant.createEndpoint(receiver.url(path), { events: ['works'] });
    await tenant.createEndpoint(receiver.url(failing), { events: ['fails'], retryPolicy: { schedule: ['1s'] } });
    const durable = await stack.createTenant();
    await durable.createEndpoint(receiver.url(`${path}/durable`));

    await temporal.cut();
    const blocked = await durable.postEvent();
    const works = await tenant.deliver({ type: 'works' });
    await tenant.waitForDelivery(works.id, 'succeeded');
    const fails = await tenant.deliver({ type: 'fails' });
    expect(await tenant.waitForDelivery(fails.id, 'waiting')).toMatchObject({ attemptCount: 1 });
    expect(receiver.requestsTo(`${path}/durable`)).toEqual([]);

    await temporal.restore();
    expect(await tenant.waitForDelivery(fails.id, 'succeeded')).toMatchObject({ attemptCount: 2 });
    const sent = await receiver.waitForRequests(1, `${path}/durable`);
    expect(sent.map(({ headers }) => headers['webhook-id'])).toEqual([blocked.id]);
    expect(receiver.requestsTo(failing)).toHaveLength(2);
  });

  it('a worker that starts makes first attempts, and hands over what must wait when Temporal is there', async () => {
    const away = await TcpProxy.toUrl(`http://${inject('temporalAddress')}`);
    await away.cut();
    const starting = await TestStack.start({ environment: { TEMPORAL_ADDRESS: away.address } });
    try {
      const failing = `${path}/failing`;
      receiver.on(failing, FAILING, OK);
      const express = await starting.createTenant({ lane: 'express' });
      await express.createEndpoint(receiver.url(path), { events: ['works'] });
      await express.createEndpoint(receiver.url(failing), { events: ['fails'], retryPolicy: { schedule: ['1s'] } });
      const durable = await starting.createTenant();
      await durable.createEndpoint(receiver.url(`${path}/durable`));
      const blocked = await durable.postEvent();
      const works = await express.deliver({ type: 'works' });
      await express.waitForDelivery(works.id, 'succeeded');
      const fails = await express.deliver({ type: 'fails' });
      expect(await express.waitForDelivery(fails.id, 'waiting')).toMatchObject({ attemptCount: 1 });
      expect(receiver.requestsTo(`${path}/durable`)).toEqual([]);

      await away.restore();
      expect(await express.waitForDelivery(fails.id, 'succeeded')).toMatchObject({ attemptCount: 2 });
      const [sent] = await receiver.waitForRequests(1, `${path}/durable`);
      expect(sent?.headers['webhook-id']).toBe(blocked.id);
      expect(posts()).toBe(1);
    } finally {
      await starting.close();
      await away.cut();
    }
  });
});
