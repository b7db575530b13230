import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  deliveryListSchema,
  endpointHealthSchema,
  statsSchema,
  type EndpointHealth,
  type Stats,
} from '#libs/contracts/http';
import { createLogger, Metrics } from '#libs/observability';
import { RelayRepository, StatsRollupRepository } from '#libs/persistence';
import { StatsRoller } from '#libs/relay';
import { TestApi, type ApiResponse, type TestTenant } from '../support/api.js';
import {
  insertPastAttempts,
  insertPastDeliveries,
  seededNumbers,
  somePastAttempts,
  type PastAttempt,
  type PastDelivery,
} from '../support/past-attempts.js';
import { FAILING, OK } from '../support/receiver-behaviour.js';
import { Receiver } from '../support/receiver.js';
import { TestStack } from '../support/stack.js';
import { waitFor } from '../support/wait-for.js';

const PROBLEM = 'https://everhook.dev/problems/';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TYPES = ['order.created', 'order.paid', 'user.updated'];

/** An endpoint as it is when nothing was ever sent to it. */
async function createEndpoint(api: TestApi, tenant: TestTenant): Promise<string> {
  const { status, body } = await api.request('POST', '/api/v1/webhooks', {
    key: tenant.owner,
    body: { url: 'https://shop.example/hooks', events: ['never'] },
  });
  expect(status).toBe(201);
  return body.id;
}

/** What an answer must say of the attempts that ended in its time. */
function countsOf(attempts: readonly PastAttempt[], { from, to }: { from: string; to: string }) {
  const counted = attempts.filter(
    ({ endedAtMs }) => endedAtMs >= Date.parse(from) && endedAtMs < Math.floor(Date.parse(to)),
  );
  const of = (outcome: string): number => counted.filter((attempt) => attempt.outcome === outcome).length;
  const retries = counted.filter(({ number = 1 }) => number > 1).length;
  return { attempts: counted.length, retries, succeeded: of('succeeded'), failed: of('failed'), counted };
}

function percentile(attempts: readonly PastAttempt[], fraction: number): number {
  const times = attempts
    .filter(({ statusCode, errorKind }) => statusCode !== null || errorKind === 'timeout')
    .map(({ durationMs }) => durationMs)
    .toSorted((a, b) => a - b);
  return times[Math.ceil(times.length * fraction) - 1] ?? 0;
}

function errorsOf(attempts: readonly PastAttempt[]): string[] {
  const counts = new Map<string, { count: number; last: number }>();
  for (const { errorKind, statusCode, endedAtMs } of attempts) {
    if (errorKind === null) continue;
    const key = `${errorKind} ${statusCode ?? '-'}`;
    const { count, last } = counts.get(key) ?? { count: 0, last: 0 };
    counts.set(key, { count: count + 1, last: Math.max(last, endedAtMs) });
  }
  return [...counts].map(([key, { count, last }]) => `${key} ${count} ${new Date(last).toISOString()}`).toSorted();
}

describe('statistics', () => {
  let api: TestApi;
  let tenant: TestTenant;
  let stranger: TestTenant;
  let endpointIds: string[];
  let attempts: PastAttempt[];
  beforeAll(async () => {
    api = await TestApi.start();
    tenant = await api.createTenant();
    stranger = await api.createTenant();
    endpointIds = [await createEndpoint(api, tenant), await createEndpoint(api, tenant)];
    const next = seededNumbers(11);
    const nowMs = Date.now();
    const choose = { tenantId: tenant.id, endpointIds, eventTypes: TYPES };
    attempts = [
      ...somePastAttempts(900, next, { ...choose, fromMs: nowMs - 8 * DAY_MS, toMs: nowMs }),
      ...somePastAttempts(200, next, { ...choose, fromMs: nowMs - HOUR_MS, toMs: nowMs }),
    ];
    await insertPastAttempts(api.dataSource, attempts);
    await insertPastAttempts(
      api.dataSource,
      somePastAttempts(300, next, {
        tenantId: stranger.id,
        endpointIds: [await createEndpoint(api, stranger)],
        eventTypes: TYPES,
        fromMs: nowMs - DAY_MS,
        toMs: nowMs,
      }),
    );
    await rollUp();
  });
  afterAll(async () => {
    await api.close();
  });

  /** As the worker does, until nothing of the past is left. */
  async function rollUp(): Promise<void> {
    const repository = new StatsRollupRepository(api.dataSource);
    const roller = new StatsRoller({
      repository,
      exclusive: new RelayRepository(api.dataSource),
      metrics: new Metrics({ processMetrics: false }),
      logger: createLogger({ level: 'silent' }),
    });
    let progress;
    do {
      await roller.round();
      progress = await repository.readProgress();
    } while (progress === null || progress.hoursFrom > progress.oldest);
  }

  const get = (path: string, key = tenant.viewer): Promise<ApiResponse> => api.request('GET', path, { key });
  async function stats(query: string, key = tenant.viewer): Promise<Stats> {
    const answer = await get(`/api/v1/stats${query}`, key);
    expect(answer.status, answer.text).toBe(200);
    return statsSchema.parse(answer.body);
  }
  async function health(id: string, query = ''): Promise<EndpointHealth> {
    const answer = await get(`/api/v1/webhooks/${id}/health${query}`);
    expect(answer.status, answer.text).toBe(200);
    return endpointHealthSchema.parse(answer.body);
  }

  it.each([
    ['1h', '1m'],
    ['1h', '5m'],
    ['24h', '1h'],
    ['24h', '15m'],
    ['7d', '6h'],
    ['7d', '1h'],
    ['7d', '1d'],
  ])('of a window of %s by %s say what the attempts tell', async (window, bucket) => {
    const answer = await stats(`?window=${window}&bucket=${bucket}`);
    expect(answer).toMatchObject({ window, bucket, complete: true });
    const { counted, ...expected } = countsOf(attempts, answer);
    expect(counted.length).toBeGreaterThan(50);
    const { attempts: made, retries, deliveries } = answer;
    expect({ attempts: made, retries, succeeded: deliveries.succeeded, failed: deliveries.failed }).toEqual(expected);
    expect(deliveries.total).toBe(deliveries.succeeded + deliveries.failed);
    expect(answer.successRate).toBeCloseTo(expected.succeeded / (expected.succeeded + expected.failed), 3);
    expect(answer.retryRate).toBeCloseTo(expected.retries / expected.attempts, 3);
    expect(answer.attemptsPerDelivery).toBeCloseTo(expected.attempts / (expected.succeeded + expected.failed), 3);
    for (const [share, read] of [
      [0.5, answer.responseTimeMs.p50],
      [0.95, answer.responseTimeMs.p95],
      [0.99, answer.responseTimeMs.p99],
    ] as const) {
      const exact = percentile(counted, share);
      expect(Math.abs((read ?? 0) - exact), `p${share * 100} is ${exact}`).toBeLessThanOrEqual(exact * 0.05);
    }
    expect(
      answer.errors
        .map(({ kind, statusCode, count, lastAt }) => `${kind} ${statusCode ?? '-'} ${count} ${lastAt}`)
        .toSorted(),
    ).toEqual(errorsOf(counted));

    const widthMs = Date.parse(answer.buckets[1]!.at) - Date.parse(answer.buckets[0]!.at);
    for (const [index, { at, ...shown }] of answer.buckets.entries()) {
      expect(Date.parse(at)).toBe(Date.parse(answer.from) + index * widthMs);
      const to = Math.min(Date.parse(at) + widthMs, Date.parse(answer.to));
      const { counted: inside, ...own } = countsOf(attempts, { from: at, to: new Date(to).toISOString() });
      expect(shown, at).toMatchObject({ ...own, cancelled: 0 });
      if (inside.length === 0) expect(shown).toMatchObject({ p50Ms: null, p95Ms: null, p99Ms: null });
    }
    expect(Date.parse(answer.buckets.at(-1)!.at) + widthMs).toBeGreaterThanOrEqual(Date.parse(answer.to));
  });

  it('can be had of one endpoint, or of one event type', async () => {
    for (const endpointId of endpointIds) {
      const answer = await stats(`?endpointId=${endpointId}`);
      const own = countsOf(
        attempts.filter((attempt) => attempt.endpointId === endpointId),
        answer,
      );
      expect(answer.attempts).toBe(own.attempts);
      expect(await health(endpointId)).toMatchObject({
        endpointId,
        attempts: own.attempts,
        deliveries: own.succeeded + own.failed,
        succeeded: own.succeeded,
        failed: own.failed,
        consecutiveFailures: 0,
        status: 'active',
        breaker: { state: 'closed' },
        complete: true,
      });
    }
    const answer = await stats(`?window=7d&eventType=${TYPES[1]}`);
    const own = attempts.filter(({ eventType }) => eventType === TYPES[1]);
    expect(answer.attempts).toBe(countsOf(own, answer).attempts);
    expect((await stats('?eventType=never.sent')).attempts).toBe(0);
  });

  it('lead to the lists behind them', async () => {
    const { from, to, deliveries } = await stats('?window=1h');
    for (const status of ['succeeded', 'failed', 'cancelled'] as const) {
      const path = `/api/v1/deliveries?status=${status}&completedFrom=${from}&completedTo=${to}&limit=200`;
      const list = deliveryListSchema.parse((await get(path)).body);
      expect(list.data.length, status).toBe(deliveries[status]);
    }
  });

  it('name the endpoints in trouble', async () => {
    const { endpointsInTrouble } = await stats('?window=7d');
    // Two of five attempts that end a delivery of these have failed.
    expect(endpointsInTrouble.total).toBe(2);
    for (const { endpointId, troubles, deliveries, successRate } of endpointsInTrouble.data) {
      expect(troubles).toEqual(['low-success-rate']);
      expect(endpointIds).toContain(endpointId);
      expect(successRate).toBeCloseTo(deliveries.succeeded / (deliveries.succeeded + deliveries.failed), 3);
    }
  });

  it('of a tenant without anything are zeros and nulls', async () => {
    const empty = await api.createTenant();
    const answer = await stats('', empty.viewer);
    expect(answer).toMatchObject({
      window: '24h',
      bucket: '1h',
      complete: true,
      deliveries: { total: 0, succeeded: 0, failed: 0, cancelled: 0 },
      successRate: null,
      attempts: 0,
      attemptsPerDelivery: null,
      retries: 0,
      retryRate: null,
      responseTimeMs: { p50: null, p95: null, p99: null },
      errors: [],
      waiting: { total: 0, isCapped: false, reasons: [] },
      endpointsInTrouble: { total: 0, data: [] },
    });
    expect(answer.buckets).toHaveLength(25);
  });

  it('count what waits now, and why', async () => {
    const busy = await api.createTenant();
    const endpointId = await createEndpoint(api, busy);
    const other = await createEndpoint(api, busy);
    const waiting = (status: PastDelivery['status'], waitReason?: PastDelivery['waitReason'], at = endpointId) => ({
      tenantId: busy.id,
      endpointId: at,
      eventType: 'order.created',
      status,
      ...(waitReason === undefined ? {} : { waitReason }),
    });
    await insertPastDeliveries(api.dataSource, [
      ...Array.from({ length: 3 }, () => waiting('waiting', 'backoff')),
      waiting('waiting', 'retry-after'),
      waiting('held', 'paused'),
      waiting('held', 'manual'),
      waiting('held', 'manual', other),
      waiting('pending'),
      waiting('delivering'),
      { ...waiting('succeeded'), completedAtMs: Date.now() },
    ]);
    const { waiting: all } = await stats('', busy.viewer);
    expect(all).toMatchObject({ total: 9, isCapped: false });
    expect(all.reasons.slice(0, 2)).toEqual([
      { status: 'waiting', waitReason: 'backoff', count: 3 },
      { status: 'held', waitReason: 'manual', count: 2 },
    ]);
    for (const { status, waitReason, count } of all.reasons) {
      const filter = waitReason === undefined ? '' : `&waitReason=${waitReason}`;
      const { body } = await get(`/api/v1/deliveries?status=${status}${filter}`, busy.viewer);
      expect(body.data, `${status} ${waitReason}`).toHaveLength(count);
    }
    const { body } = await get(`/api/v1/webhooks/${other}/health`, busy.viewer);
    expect(body.waiting).toEqual({
      total: 1,
      isCapped: false,
      reasons: [{ status: 'held', waitReason: 'manual', count: 1 }],
    });
  });

  it('are of one tenant', async () => {
    const theirs = await stats('', stranger.viewer);
    expect(theirs.attempts).toBeGreaterThan(250);
    expect(JSON.stringify(theirs)).not.toMatch(new RegExp(endpointIds.join('|')));
    for (const path of [`/api/v1/stats?endpointId=${endpointIds[0]}`, `/api/v1/webhooks/${endpointIds[0]}/health`]) {
      expect((await get(path, stranger.viewer)).body).toMatchObject({ status: 404, type: `${PROBLEM}not-found` });
    }
    const asAdmin = await api.request('GET', '/api/v1/stats', { tenant: tenant.id });
    expect(asAdmin.body.attempts).toBe((await stats('', tenant.owner)).attempts);
  });

  it('are not for publishers', async () => {
    for (const path of ['/api/v1/stats', `/api/v1/webhooks/${endpointIds[0]}/health`]) {
      expect((await get(path, tenant.publisher)).status).toBe(403);
    }
  });

  it.each([
    ['window=2h', 'window', '"1h"|"24h"|"7d"'],
    ['bucket=2m', 'bucket', '"1m"|"5m"|"15m"|"1h"|"6h"|"1d"'],
    ['window=24h&bucket=1m', 'bucket', '"1h" or "15m" with the window "24h"'],
    ['bucket=1d', 'bucket', '"6h" or "1h" or "1d" with the window "7d"'],
    ['from=2026-01-01T00:00:00Z', 'from', 'is not a known field'],
  ])('say of %s what to change', async (query, path, message) => {
    for (const route of ['/api/v1/stats', `/api/v1/webhooks/${endpointIds[0]}/health`]) {
      const { status, body } = await get(`${route}?${query}`);
      expect({ status, path: body.errors[0].path }).toEqual({ status: 422, path });
      expect(body.errors[0].message).toContain(message);
    }
  });

  it('cannot be asked for by endpoint and event type at once', async () => {
    const { status, body } = await get(`/api/v1/stats?endpointId=${endpointIds[0]}&eventType=order.created`);
    expect({ status, path: body.errors[0].path }).toEqual({ status: 422, path: 'eventType' });
    expect(body.errors[0].message).toContain('leave one of the two out');
  });

  it('say that they are not complete while the past is not rolled up, and stop where they lag', async () => {
    const late = await TestApi.start();
    const other = await late.createTenant();
    const read = async (): Promise<Stats> =>
      statsSchema.parse((await late.request('GET', '/api/v1/stats?window=1h', { key: other.viewer })).body);
    // No worker has ever run: only the last minutes are read.
    expect((await read()).complete).toBe(false);
    const hourMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
    const [lagging, past] = [new Date(hourMs - HOUR_MS), new Date(hourMs - 9 * HOUR_MS)];
    await late.dataSource.query('INSERT INTO stats_progress VALUES (1, $1, $1, $1, $1, $2)', [lagging, past]);
    const answer = await read();
    expect(answer.complete).toBe(false);
    expect(Date.parse(answer.to)).toBeLessThan(Date.now() - 15 * 60_000);
    await late.close();
  });
});

describe('statistics of what is being sent', () => {
  it('turn red with the receiver, and say why', async () => {
    const receiver = await Receiver.start();
    const stack = await TestStack.start({ environment: { EVERHOOK_BREAKER_FAILURES: '4' } });
    const tenant = await stack.createTenant({ retryPolicy: 'none' });
    const { id } = await tenant.createEndpoint(receiver.url('/hooks'));
    const read = async (): Promise<Stats> =>
      statsSchema.parse((await tenant.request('GET', '/api/v1/stats?window=1h')).body);
    const readHealth = async (): Promise<EndpointHealth> =>
      endpointHealthSchema.parse((await tenant.request('GET', `/api/v1/webhooks/${id}/health?window=1h`)).body);

    receiver.on('/hooks', OK);
    for (let number = 0; number < 5; number++) await tenant.postEvent();
    await waitFor('five deliveries', async () => (await read()).deliveries.succeeded === 5);
    expect(await read()).toMatchObject({ complete: true, successRate: 1, endpointsInTrouble: { total: 0 } });

    receiver.on('/hooks', FAILING);
    for (let number = 0; number < 4; number++) await tenant.postEvent();
    const red = await waitFor('four failures', async () => {
      const answer = await read();
      return answer.deliveries.failed === 4 && answer.endpointsInTrouble.total === 1 && answer;
    });
    expect(red.successRate).toBeCloseTo(5 / 9, 3);
    expect(red.errors).toEqual([{ kind: 'http', statusCode: 500, count: 4, lastAt: expect.stringMatching(/Z$/) }]);
    expect(red.endpointsInTrouble.data).toMatchObject([
      { endpointId: id, troubles: ['broken', 'failing', 'low-success-rate'], gate: 'broken', consecutiveFailures: 4 },
    ]);
    await tenant.postEvent();
    await waitFor('the next to be held', async () => {
      const { waiting, breaker, consecutiveFailures } = await readHealth();
      expect(breaker.state).toBe('open');
      expect(consecutiveFailures).toBe(4);
      return waiting.reasons.some(({ status, waitReason }) => status === 'held' && waitReason === 'breaker');
    });

    await stack.close();
    await receiver.close();
  });
});
