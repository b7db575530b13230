import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryAnswer, DeliveryDetail } from '#libs/contracts/http';
import { allArrived } from '../support/all-arrived.js';
import { ensureBuilt } from '../support/built-programs.js';
import type { RecordedRequest } from '../support/receiver-behaviour.js';
import { RemoteReceiver } from '../support/remote-receiver.js';
import { processesIn, StandaloneProcess } from '../support/standalone-process.js';
import { createTempDir, type TempDir } from '../support/temp-dir.js';
import { TenantClient } from '../support/tenant-client.js';
import { waitFor } from '../support/wait-for.js';

/** The gaps that a crash leaves are looked for every second, not every half a minute. */
const QUICK = { EVERHOOK_RECONCILE_INTERVAL_MS: '1000', EVERHOOK_RECONCILE_OVERDUE_MS: '1000' };

/**
 * An attempt that was in flight is made again when Temporal has missed its heartbeat and its lease is over (time-out and
 * 15 s); the rest is for a busy machine.
 */
const RECOVERY = { timeoutMs: 90_000, everyMs: 200 };

let receiver: RemoteReceiver;
let dir: TempDir;
let running: StandaloneProcess[] = [];
beforeAll(async () => {
  [receiver] = await Promise.all([RemoteReceiver.start(), ensureBuilt()]);
}, 180_000);
afterAll(() => receiver.kill());
beforeEach(async () => {
  dir = await createTempDir();
  await receiver.clear();
});
afterEach(async () => {
  await Promise.all(running.map((standalone) => standalone.stop()));
  running = [];
  const left = await processesIn(dir.path);
  if (left.length > 0) throw new Error(`left behind: ${left.join('\n')}`);
  await dir.remove();
});

async function start(): Promise<StandaloneProcess> {
  const standalone = await StandaloneProcess.start(dir.path, QUICK);
  running = [standalone];
  return standalone;
}

/** Kills the standalone and nothing else: its Postgres and its Temporal stay behind. */
async function kill(standalone: StandaloneProcess): Promise<void> {
  await standalone.kill();
  running = [];
}

/** A tenant whose endpoints send the ids that their receivers tell repeats by. */
function createTenant({ apiUrl, adminKey }: StandaloneProcess): Promise<TenantClient> {
  return TenantClient.create(apiUrl, adminKey, { profile: 'urban-things', retryPolicy: { schedule: ['1s', '1h'] } });
}

/** An endpoint with a path of its own that takes one event type of the same name. */
async function createEndpoint(
  tenant: TenantClient,
  type: string,
  settings: Record<string, unknown> = {},
): Promise<void> {
  await tenant.createEndpoint(receiver.url(`/${type}`), { events: [type], timeoutMs: 3000, ...settings });
}

/** Posts events one after the other until the API is gone; returns the ids that were accepted. */
async function postUntilGone(tenant: TenantClient, type: string): Promise<string[]> {
  const accepted: string[] = [];
  for (;;) {
    try {
      const { id } = await tenant.postEvent({ type, data: { n: accepted.length } });
      accepted.push(id);
    } catch (error) {
      // Only a connection that broke is expected here; an answer that is no 202 is not.
      if (error instanceof TypeError) return accepted;
      throw error;
    }
  }
}

async function deliveriesOf(tenant: TenantClient, eventType: string): Promise<DeliveryAnswer[]> {
  return tenant.listDeliveries({ eventType });
}

const requestsOf = (type: string): Promise<RecordedRequest[]> => receiver.requests(`/${type}`);

/** Every request of one event must be the same: the receiver tells by it that it had the event before. */
function expectSameIds(requests: readonly RecordedRequest[]): void {
  const byEvent = new Map<string | undefined, Set<string>>();
  for (const { headers, body } of requests) {
    const seen = byEvent.get(headers['x-event-id']) ?? new Set<string>();
    byEvent.set(headers['x-event-id'], seen.add(`${headers['x-delivery-id']}\n${body}`));
  }
  expect(byEvent.has(undefined)).toBe(false);
  for (const seen of byEvent.values()) expect(seen.size).toBe(1);
}

async function allSucceeded(tenant: TenantClient, type: string, count: number): Promise<DeliveryAnswer[]> {
  return waitFor(
    `${count} deliveries of ${type} to succeed`,
    async () => {
      const found = await deliveriesOf(tenant, type);
      return found.length >= count && found.every(({ status }) => status === 'succeeded') && found;
    },
    RECOVERY,
  );
}

describe('kill -9 of the whole standalone', () => {
  it('while deliveries wait and attempts are in flight: every accepted event arrives', async () => {
    const first = await start();
    const before = await createTenant(first);
    await receiver.on('/waits', { kind: 'respond', status: 503 }, { kind: 'respond', status: 200 });
    await receiver.on('/first', { kind: 'gate' });
    await receiver.on('/second', { kind: 'respond', status: 503 }, { kind: 'gate' });
    await createEndpoint(before, 'waits', { retryPolicy: { schedule: ['6s'] } });
    await createEndpoint(before, 'far', { retryPolicy: { schedule: ['1h'] } });
    await receiver.on('/far', { kind: 'respond', status: 503 });
    for (const type of ['first', 'second', 'many']) await createEndpoint(before, type);

    const waits = await before.deliver({ type: 'waits' });
    const far = await before.deliver({ type: 'far' });
    await before.waitForDelivery(waits.id, 'waiting');
    const { nextAttemptAt } = await before.waitForDelivery(far.id, 'waiting');
    const posting = postUntilGone(before, 'many');
    const second = await before.deliver({ type: 'second' });
    await before.waitForDelivery(second.id, ({ attemptCount }) => attemptCount === 1);
    await receiver.waitForRequests(2, '/second');
    const inFlight = await before.deliver({ type: 'first' });
    await receiver.waitForRequests(1, '/first');
    await kill(first);
    const accepted = await posting;
    expect(accepted.length).toBeGreaterThan(0);
    // What was held when the process died gets no answer; what comes again does.
    await receiver.release('/first');
    await receiver.release('/second');

    const again = await start();
    expect(again.adminKey).toBe(first.adminKey);
    const tenant = before.at(again.apiUrl);
    const many = { path: '/many', query: { eventType: 'many' }, idHeader: 'x-event-id' };
    const arrived = await allArrived({ tenant, receiver, accepted, ...many }, RECOVERY);
    // The post whose answer the kill took away may have been stored.
    expect(arrived.size - accepted.length).toBeLessThanOrEqual(1);
    await allSucceeded(tenant, 'waits', 1);
    await allSucceeded(tenant, 'first', 1);
    await allSucceeded(tenant, 'second', 1);
    expect(await tenant.getDelivery(inFlight.id)).toMatchObject({ attemptCount: 1 });
    expect(await tenant.getDelivery(second.id)).toMatchObject({ attemptCount: 2 });
    expect(await tenant.getDelivery(far.id)).toMatchObject({ status: 'waiting', attemptCount: 1, nextAttemptAt });

    expectSameIds(await receiver.requests());
    expect(await requestsOf('first')).toHaveLength(2);
    expect(await requestsOf('second')).toHaveLength(3);
    expect(await requestsOf('far')).toHaveLength(1);

    expect(await again.stop()).toEqual({ code: 0, signal: null });
    expect(await processesIn(dir.path)).toEqual([]);
  }, 240_000);

  it('with the file of Temporal deleted: what is unfinished goes on, and a long schedule does not start over', async () => {
    const first = await start();
    const before = await createTenant(first);
    // The preset "standard": 5s, 5m, 30m, 2h, 5h, 10h, … 75 hours in all.
    await createEndpoint(before, 'long', { retryPolicy: 'standard' });
    await createEndpoint(before, 'waits', { retryPolicy: { schedule: ['6s'] } });
    for (const type of ['first', 'done']) await createEndpoint(before, type);
    await receiver.on('/long', { kind: 'respond', status: 500 });
    await receiver.on('/waits', { kind: 'respond', status: 503 }, { kind: 'respond', status: 200 });
    await receiver.on('/first', { kind: 'gate' });

    const done = await before.deliver({ type: 'done' });
    await before.waitForDelivery(done.id, 'succeeded');
    const scheduled = await before.deliver({ type: 'done', deliverAt: new Date(Date.now() + 3_600_000).toISOString() });
    const long = await before.deliver({ type: 'long' });
    for (let attempts = 1; attempts < 5; attempts += 1) {
      await before.waitForAttempts(long.id, attempts);
      await before.give(long.id, 'redeliver');
    }
    const atStepFive = await before.waitForAttempts(long.id, 5);
    expectDueInHours(atStepFive, 5);
    const waits = await before.deliver({ type: 'waits' });
    const waiting = await before.waitForDelivery(waits.id, 'waiting');
    const inFlight = await before.deliver({ type: 'first' });
    await receiver.waitForRequests(1, '/first');
    await kill(first);
    await receiver.release('/first');
    const temporal = join(dir.path, 'temporal', 'temporal');
    expect(await readdir(temporal)).toContain('temporal.db');
    await rm(temporal, { recursive: true });

    const again = await start();
    const tenant = before.at(again.apiUrl);
    await allSucceeded(tenant, 'waits', 1);
    await allSucceeded(tenant, 'first', 1);
    const [, retried] = await requestsOf('waits');
    expect(retried!.at).toBeGreaterThanOrEqual(Date.parse(waiting.nextAttemptAt!));
    expect(await tenant.getDelivery(inFlight.id)).toMatchObject({ attemptCount: 1 });
    const { nextAttemptAt } = scheduled;
    expect(await tenant.getDelivery(scheduled.id)).toMatchObject({ status: 'waiting', attemptCount: 0, nextAttemptAt });
    expect(await tenant.getDelivery(long.id)).toEqual({ ...atStepFive, workflow: expect.anything() });
    expect(await requestsOf('long')).toHaveLength(5);
    expect(await requestsOf('done')).toHaveLength(1);
    expectSameIds(await receiver.requests());

    // It has a workflow again, which goes on with the sixth step.
    await tenant.give(long.id, 'redeliver');
    expectDueInHours(await tenant.waitForAttempts(long.id, 6), 10);
    expect(await requestsOf('long')).toHaveLength(6);
  }, 240_000);
});

describe('stopping', () => {
  it('SIGTERM lets an attempt in flight end, and the next start finds everything', async () => {
    const first = await start();
    const before = await createTenant(first);
    await createEndpoint(before, 'first', { timeoutMs: 30_000 });
    await receiver.on('/first', { kind: 'gate' });
    const { id } = await before.deliver({ type: 'first' });
    await receiver.waitForRequests(1, '/first');
    first.terminate();
    await waitFor('the standalone to be stopping', () => first.output.includes('Stopping'));
    await receiver.release('/first');
    expect(await first.ended).toEqual({ code: 0, signal: null });
    expect(first.output).toContain('Everhook has stopped.');
    expect(await processesIn(dir.path)).toEqual([]);

    const again = await start();
    expect(again.adminKey).toBe(first.adminKey);
    const tenant = before.at(again.apiUrl);
    expect(await tenant.waitForDelivery(id, 'succeeded', RECOVERY)).toMatchObject({ attemptCount: 1 });
    expect(await requestsOf('first')).toHaveLength(1);
    const next = await tenant.deliver({ type: 'first' });
    await tenant.waitForDelivery(next.id, 'succeeded');
  }, 240_000);

  it('a second standalone in the same folder refuses to start and says why', async () => {
    const first = await start();
    const second = StandaloneProcess.launch(dir.path, QUICK);
    expect(await second.ended).toEqual({ code: 1, signal: null });
    expect(second.output).toContain(`${dir.path} is in use by everhook standalone (pid ${first.pid})`);
    expect(second.output).not.toContain('    at ');
    const tenant = await createTenant(first);
    await createEndpoint(tenant, 'still');
    const { id } = await tenant.deliver({ type: 'still' });
    await tenant.waitForDelivery(id, 'succeeded');
  }, 240_000);
});

/** The schedule has a jitter of a tenth. */
function expectDueInHours({ attempts, nextAttemptAt }: DeliveryDetail, hours: number): void {
  const { startedAt, durationMs } = attempts.at(-1)!;
  const waitHours = (Date.parse(nextAttemptAt!) - Date.parse(startedAt) - durationMs) / 3_600_000;
  expect(waitHours).toBeGreaterThan(hours * 0.9 - 0.01);
  expect(waitHours).toBeLessThan(hours * 1.1 + 0.01);
}
