import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDurationMs, type RetryPolicy } from '#libs/contracts';
import type { DeliveryDetail } from '#libs/contracts/http';
import type { Behaviour } from '../support/receiver-behaviour.js';
import { Receiver } from '../support/receiver.js';
import { TestStack } from '../support/stack.js';
import type { TenantClient } from '../support/tenant-client.js';

let stack: TestStack;
let receiver: Receiver;
let paths = 0;
beforeAll(async () => {
  receiver = await Receiver.start();
  stack = await TestStack.start();
});
afterAll(async () => {
  await stack.close();
  await receiver.close();
});

/** A tenant with one endpoint, and the path that the endpoint's requests come to. */
async function tenantWith(
  behaviour: Behaviour,
  settings: Record<string, unknown>,
  ofTenant: Record<string, unknown> = {},
): Promise<{ tenant: TenantClient; path: string }> {
  paths += 1;
  const path = `/schedule/${paths}`;
  receiver.on(path, behaviour);
  const tenant = await stack.createTenant(ofTenant);
  await tenant.createEndpoint(receiver.url(path), settings);
  return { tenant, path };
}

/** How long after the end of its last attempt a delivery is due again, by what the API says. */
function delayMs({ nextAttemptAt, attempts }: DeliveryDetail): number {
  const last = attempts.at(-1);
  if (last === undefined || nextAttemptAt === undefined) throw new Error('it does not wait after an attempt');
  return Date.parse(nextAttemptAt) - (Date.parse(last.startedAt) + last.durationMs);
}

function expectDelay(delivery: DeliveryDetail, expectedMs: number): void {
  expect(Math.abs(delayMs(delivery) - expectedMs), `${delayMs(delivery)} ms instead of ${expectedMs}`).toBeLessThan(
    1000,
  );
}

/** A timer never fires early; how late, depends on what else the machine does. */
function expectGap(gapMs: number, dueMs: number): void {
  expect(gapMs).toBeGreaterThanOrEqual(dueMs);
  expect(gapMs).toBeLessThan(dueMs + 4000);
}

describe.each([
  { preset: 'shop', delays: ['1m', '5m', '15m', '1h', '6h'], profile: 'urban-things', by: 'the tenant' },
  { preset: 'leads', delays: ['2s', '4s', '8s', '16s', '32s'], profile: 'ultrareach', by: 'the endpoint' },
])('the schedule "$preset", set by $by', ({ preset, delays, profile, by }) => {
  it(`is due ${delays.join(', ')} after each failed attempt, then failed`, async () => {
    const policy = { retryPolicy: preset };
    const { tenant, path } = await tenantWith(
      { kind: 'respond', status: 500 },
      { profile, ...(by === 'the endpoint' ? policy : {}) },
      by === 'the tenant' ? policy : {},
    );
    const { id } = await tenant.deliver();
    for (const [index, delay] of delays.entries()) {
      const waiting = await tenant.waitForAttempts(id, index + 1);
      expect(waiting).toMatchObject({ status: 'waiting', waitReason: 'backoff', attemptCount: index + 1 });
      expectDelay(waiting, parseDurationMs(delay)!);
      await tenant.give(id, 'redeliver');
    }
    const failed = await tenant.waitForDelivery(id, 'failed');
    expect(failed.nextAttemptAt).toBeUndefined();
    expect(failed.attempts.map(({ outcome }) => outcome)).toEqual([...delays.map(() => 'retry'), 'failed']);
    expect(failed.attempts.map(({ trigger }) => trigger)).toEqual(['schedule', ...delays.map(() => 'redeliver')]);
    expect(receiver.requestsTo(path)).toHaveLength(delays.length + 1);
  });
});

describe('timers', () => {
  it('send when the due time has come, not before, and the last failure ends the delivery', async () => {
    const { tenant, path } = await tenantWith(
      { kind: 'respond', status: 500 },
      { retryPolicy: { schedule: ['1s', '2s'] } },
    );
    const { id } = await tenant.deliver();
    const { attempts } = await tenant.waitForDelivery(id, 'failed');
    expect(attempts.map(({ trigger }) => trigger)).toEqual(['schedule', 'schedule', 'schedule']);
    const [first, second, third] = receiver.requestsTo(path).map(({ at }) => at);
    expectGap(second! - first!, 1000);
    expectGap(third! - second!, 2000);
  });

  it('of the preset "leads" runs without a hand', async () => {
    const { tenant, path } = await tenantWith({ kind: 'respond', status: 503 }, { retryPolicy: 'leads' });
    receiver.on(path, { kind: 'respond', status: 503 }, { kind: 'respond', status: 503 }, { kind: 'respond' });
    const { id } = await tenant.deliver();
    const { attemptCount } = await tenant.waitForDelivery(id, 'succeeded');
    expect(attemptCount).toBe(3);
    const [first, second, third] = receiver.requestsTo(path).map(({ at }) => at);
    expectGap(second! - first!, 2000);
    expectGap(third! - second!, 4000);
  });
});

describe('which outcomes are tried again', () => {
  it.each<{ policy: RetryPolicy; status: number; outcome: string }>([
    { policy: { schedule: ['1h'], retryOn: 'non-2xx' }, status: 404, outcome: 'retry' },
    { policy: 'shop', status: 404, outcome: 'failed' },
    { policy: 'shop', status: 502, outcome: 'retry' },
    { policy: 'shop', status: 302, outcome: 'failed' },
    { policy: 'leads', status: 302, outcome: 'retry' },
    { policy: { schedule: ['1h'], retryOn: { statuses: [409] } }, status: 409, outcome: 'retry' },
    { policy: { schedule: ['1h'], retryOn: { statuses: [409] } }, status: 500, outcome: 'failed' },
    { policy: 'none', status: 500, outcome: 'failed' },
  ])('$status under $policy: $outcome', async ({ policy, status, outcome }) => {
    const { tenant, path } = await tenantWith(
      { kind: 'respond', status, headers: { location: receiver.url('/redirected') } },
      { retryPolicy: policy },
    );
    const { id } = await tenant.deliver();
    const delivery = await tenant.waitForAttempts(id, 1);
    expect(delivery).toMatchObject({
      status: outcome === 'retry' ? 'waiting' : 'failed',
      lastStatusCode: status,
      attempts: [{ outcome }],
    });
    expect(receiver.requestsTo(path)).toHaveLength(1);
    expect(receiver.requestsTo('/redirected')).toHaveLength(0);
  });

  it('a lost connection under the policy of the shop', async () => {
    const { tenant } = await tenantWith({ kind: 'drop', when: 'before-headers' }, { retryPolicy: 'shop' });
    const { id } = await tenant.deliver();
    const delivery = await tenant.waitForAttempts(id, 1);
    expect(delivery).toMatchObject({ status: 'waiting', lastErrorKind: 'reset' });
    expectDelay(delivery, 60_000);
  });
});

describe('Retry-After', () => {
  const asked = (status: number, retryAfter: string): Behaviour => ({
    kind: 'respond',
    status,
    headers: { 'retry-after': retryAfter },
  });

  it.each([
    { status: 429, retryAfter: '7200', policy: 'shop', delayMs: 7_200_000, waitReason: 'retry-after' },
    { status: 503, retryAfter: '90', policy: 'shop', delayMs: 90_000, waitReason: 'retry-after' },
    { status: 500, retryAfter: '90', policy: 'shop', delayMs: 90_000, waitReason: 'retry-after' },
    { status: 429, retryAfter: '10', policy: 'shop', delayMs: 60_000, waitReason: 'backoff' },
    {
      status: 429,
      retryAfter: '7200',
      policy: { schedule: ['1m'], maximumRetryAfter: '10m' },
      delayMs: 600_000,
      waitReason: 'retry-after',
    },
    {
      status: 429,
      retryAfter: '7200',
      policy: { schedule: ['1m'], respectRetryAfter: false },
      delayMs: 60_000,
      waitReason: 'backoff',
    },
  ])('$retryAfter s with $status under $policy: $delayMs ms', async ({ status, retryAfter, policy, ...expected }) => {
    const { tenant } = await tenantWith(asked(status, retryAfter), { retryPolicy: policy });
    const { id } = await tenant.deliver();
    const delivery = await tenant.waitForAttempts(id, 1);
    expect(delivery).toMatchObject({ status: 'waiting', waitReason: expected.waitReason });
    expectDelay(delivery, expected.delayMs);
  });

  it('as a date is obeyed too', async () => {
    const until = Math.ceil(Date.now() / 1000) * 1000 + 3_600_000;
    const { tenant } = await tenantWith(asked(429, new Date(until).toUTCString()), { retryPolicy: 'shop' });
    const { id } = await tenant.deliver();
    const { nextAttemptAt, waitReason } = await tenant.waitForAttempts(id, 1);
    expect(waitReason).toBe('retry-after');
    expect(Math.abs(Date.parse(nextAttemptAt!) - until)).toBeLessThan(1000);
  });

  it('is kept by the timer', async () => {
    const { tenant, path } = await tenantWith(asked(429, '2'), { retryPolicy: { schedule: ['1s'] } });
    receiver.on(path, asked(429, '3'), { kind: 'respond' });
    const { id } = await tenant.deliver();
    await tenant.waitForDelivery(id, 'succeeded');
    const [first, second] = receiver.requestsTo(path).map(({ at }) => at);
    expectGap(second! - first!, 3000);
  });
});

describe('whose policy applies', () => {
  it('the most specific of the event type, then of the endpoint, then of the tenant', async () => {
    const tenant = await stack.createTenant({ retryPolicy: { schedule: ['40m'] } });
    receiver.on('/policies', { kind: 'respond', status: 500 });
    const url = receiver.url('/policies');
    await tenant.createEndpoint(url, { events: ['user.*'] });
    await tenant.createEndpoint(url, {
      events: ['order.*', 'product.*'],
      retryPolicy: { schedule: ['30m'] },
      retryPolicyByEvent: { 'order.*': { schedule: ['20m'] }, 'order.created': { schedule: ['10m'] } },
    });
    for (const [type, delay] of [
      ['order.created', '10m'],
      ['order.updated', '20m'],
      ['product.created', '30m'],
      ['user.created', '40m'],
    ] as const) {
      const { id } = await tenant.deliver({ type });
      expectDelay(await tenant.waitForAttempts(id, 1), parseDurationMs(delay)!);
    }
  });

  it('a changed one from the next attempt on', async () => {
    const tenant = await stack.createTenant();
    receiver.on('/changed', { kind: 'respond', status: 500 });
    const endpoint = await tenant.createEndpoint(receiver.url('/changed'), { retryPolicy: { schedule: ['1h', '1h'] } });
    const { id } = await tenant.deliver();
    expectDelay(await tenant.waitForAttempts(id, 1), 3_600_000);
    const body = { retryPolicy: { schedule: ['1m', '2m', '3m'] } };
    expect((await tenant.request('PATCH', `/api/v1/webhooks/${endpoint.id}`, { body })).status).toBe(200);
    await tenant.give(id, 'redeliver');
    expectDelay(await tenant.waitForAttempts(id, 2), 120_000);
  });
});
