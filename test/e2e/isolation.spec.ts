import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Receiver } from '../support/receiver.js';
import { TestStack } from '../support/stack.js';

/** As many as the promise names. */
const EVENTS = 2_000;
const BATCH = 500;
/** How much later the healthy endpoint's last event may arrive beside a dead and a slow one. */
const ALLOWED_FACTOR = 1.3;
const DEADLINE_MS = 400_000;

/** Posts all events to one tenant with three endpoints and waits for the healthy one's last arrival, in milliseconds. */
async function lastArrivalMs(
  stack: TestStack,
  receiver: Receiver,
  urls: readonly [string, string, string],
): Promise<number> {
  const tenant = await stack.createTenant();
  for (const url of urls) await tenant.createEndpoint(url, { timeoutMs: 10_000 });
  const healthyPath = new URL(urls[0]).pathname;
  const startedAt = Date.now();
  for (let from = 0; from < EVENTS; from += BATCH) {
    const events = Array.from({ length: BATCH }, (_, index) => ({ type: 'order.created', data: { n: from + index } }));
    const { status } = await tenant.request('POST', '/api/v1/events/batch', { body: { events } });
    expect(status).toBe(202);
  }
  await receiver.waitForRequests(EVENTS, healthyPath, { timeoutMs: DEADLINE_MS, everyMs: 100 });
  return (receiver.requestsTo(healthyPath).at(-1)?.at ?? Number.NaN) - startedAt;
}

describe('isolation', () => {
  let receiver: Receiver;

  beforeAll(async () => {
    receiver = await Receiver.start();
    receiver.on('/slow', { kind: 'respond', status: 200, delayMs: 5_000 });
  });
  afterAll(() => receiver.close());

  it(
    'a dead and a slow endpoint do not delay a healthy one',
    async () => {
      const alone = await TestStack.start();
      const healthyMs = await lastArrivalMs(alone, receiver, [
        receiver.url('/a'),
        receiver.url('/b'),
        receiver.url('/c'),
      ]);
      await alone.close();

      const dead = await Receiver.start();
      const deadUrl = dead.url('/dead');
      await dead.close();
      const mixed = await TestStack.start();
      const besideMs = await lastArrivalMs(mixed, receiver, [receiver.url('/healthy'), deadUrl, receiver.url('/slow')]);
      await mixed.close();

      process.stdout.write(
        `isolation: last arrival after ${healthyMs} ms beside two healthy endpoints, ${besideMs} ms beside a dead and a slow one, ratio ${(besideMs / healthyMs).toFixed(2)}\n`,
      );
      expect(besideMs / healthyMs).toBeLessThanOrEqual(ALLOWED_FACTOR);
    },
    2 * DEADLINE_MS,
  );
});
