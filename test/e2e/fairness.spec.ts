import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setTimeout as delay } from 'node:timers/promises';
import { Receiver } from '../support/receiver.js';
import { TestStack } from '../support/stack.js';
import type { TenantClient } from '../support/tenant-client.js';
import { waitFor } from '../support/wait-for.js';

const NOISY_EVENTS = 1_500;
const SLOW_DELIVERIES = 1_000;
const BATCH = 500;

/** Events of one measurement, at this pace. */
const MEASURED = 150;
const EVERY_MS = 50;
const ROUNDS = 3;
/** How much the p99 of a healthy endpoint may rise beside a slow one, and what a busy machine adds to any figure. */
const ALLOWED_FACTOR = 1.2;
const NOISE_MS = 15;

async function postBatches(tenant: TenantClient, type: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += BATCH) {
    const events = Array.from({ length: Math.min(BATCH, count - from) }, (_, n) => ({ type, data: { n: from + n } }));
    const { status } = await tenant.request('POST', '/api/v1/events/batch', { body: { events } });
    expect(status).toBe(202);
  }
}

/** Posts events at a steady pace and returns the 99th percentile of the time from post to arrival, in milliseconds. */
async function p99Ms(tenant: TenantClient, receiver: Receiver, path: string): Promise<number> {
  const postedAt = new Map<number, number>();
  const before = receiver.requestsTo(path).length;
  const posts: Promise<unknown>[] = [];
  for (let n = 0; n < MEASURED; n++) {
    postedAt.set(n, Date.now());
    posts.push(tenant.postEvent({ type: 'healthy', data: { n } }));
    // The pace of an open loop, not a wait for something.
    await delay(EVERY_MS);
  }
  await Promise.all(posts);
  const requests = await receiver.waitForRequests(before + MEASURED, path);
  const latencies = requests.slice(before).map(({ at, body }) => at - postedAt.get(JSON.parse(body).data.n)!);
  return latencies.toSorted((a, b) => a - b)[Math.ceil(MEASURED * 0.99) - 1]!;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

describe('nobody waits for another', () => {
  let receiver: Receiver;
  let stack: TestStack;
  beforeAll(async () => {
    receiver = await Receiver.start();
    stack = await TestStack.start();
  });
  afterAll(async () => {
    await stack.close();
    await receiver.close();
  });

  it('a tenant with a few events is served beside one with very many', async () => {
    const noisy = await stack.createTenant();
    const quiet = await stack.createTenant();
    await noisy.createEndpoint(receiver.url('/noisy'));
    await quiet.createEndpoint(receiver.url('/quiet'));
    await postBatches(noisy, 'order.created', NOISY_EVENTS);
    await waitFor('the noisy tenant to be served', () => receiver.requestsTo('/noisy').length > 20);
    for (let n = 0; n < 10; n++) await quiet.postEvent({ data: { n } });
    await receiver.waitForRequests(10, '/quiet', { everyMs: 5 });
    const noisyThen = receiver.requestsTo('/noisy').length;
    process.stdout.write(
      `fairness: the quiet tenant was done when ${noisyThen} of ${NOISY_EVENTS} others had arrived\n`,
    );
    expect(noisyThen).toBeLessThan(NOISY_EVENTS / 3);
    await receiver.waitForRequests(NOISY_EVENTS, '/noisy', { timeoutMs: 240_000, everyMs: 100 });
  }, 300_000);

  it('an endpoint that answers after 15 s does not raise the p99 of another by more than a fifth', async () => {
    const tenant = await stack.createTenant();
    receiver.on('/slow', { kind: 'respond', status: 200, delayMs: 15_000 });
    await tenant.createEndpoint(receiver.url('/healthy'), { events: ['healthy'] });
    await tenant.createEndpoint(receiver.url('/slow'), { events: ['slow'], timeoutMs: 20_000 });
    await p99Ms(tenant, receiver, '/healthy');
    const alone: number[] = [];
    for (let round = 0; round < ROUNDS; round++) alone.push(await p99Ms(tenant, receiver, '/healthy'));
    await postBatches(tenant, 'slow', SLOW_DELIVERIES);
    await receiver.waitForRequests(20, '/slow');
    await waitFor(
      'the slow ones to be fanned out',
      async () => (await tenant.listDeliveries({ status: 'pending' })).length >= 100,
    );
    const beside: number[] = [];
    for (let round = 0; round < ROUNDS; round++) beside.push(await p99Ms(tenant, receiver, '/healthy'));
    const ratio = median(beside) / median(alone);
    process.stdout.write(
      `isolation: p99 ${alone.join(', ')} ms alone, ${beside.join(', ')} ms beside 1,000 that wait for a slow one, ratio ${ratio.toFixed(2)}\n`,
    );
    expect(median(beside)).toBeLessThanOrEqual(ALLOWED_FACTOR * median(alone) + NOISE_MS);
  }, 240_000);
});
