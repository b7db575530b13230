import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TENANT, TestEngine } from '../support/engine.js';
import { Receiver } from '../support/receiver.js';
import { waitFor } from '../support/wait-for.js';

/** The most requests that any window of one second has seen. */
function busiestSecond(arrivals: readonly number[]): number {
  const sorted = arrivals.toSorted((a, b) => a - b);
  return Math.max(...sorted.map((from) => sorted.filter((at) => at >= from && at < from + 1_000).length));
}

/** When each attempt of an endpoint was sent, by the record: what the network adds is not the engine's. */
async function sendTimes(engine: TestEngine, endpointId: string): Promise<number[]> {
  const rows = await engine.dataSource.query<{ at: Date }[]>(
    `SELECT a.started_at AS at FROM delivery_attempts a JOIN webhook_deliveries d ON d.id = a.delivery_id
     WHERE d.endpoint_id = $1`,
    [endpointId],
  );
  return rows.map(({ at }) => at.getTime());
}

describe('a rate limit', () => {
  let engine: TestEngine;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await Receiver.start();
    engine = await TestEngine.start({ poolSize: 20 });
    await engine.startWorker();
    await engine.startWorker();
  });
  afterAll(async () => {
    await engine.close();
    await receiver.close();
  });

  async function setRate(endpointId: string, rate: number | null): Promise<void> {
    const { EndpointRepository } = await import('#libs/persistence');
    const repository = new EndpointRepository(engine.dataSource);
    const change = () => ({ settings: { rateLimitPerSecond: rate } });
    await repository.change(TENANT, endpointId, false, change, { keyId: 'test' });
  }

  const delivered = (endpointId: string, count: number) =>
    waitFor(
      `${count} deliveries`,
      async () =>
        (await engine.count('webhook_deliveries', `endpoint_id = '${endpointId}' AND status = 'succeeded'`)) === count,
      { timeoutMs: 60_000 },
    );

  it.each([5, 20])('of %i a second is kept with two workers, and used', async (rate) => {
    const path = `/rate/${rate}`;
    const endpointId = await engine.addEndpoint(receiver.url(path), {
      rateLimitPerSecond: rate,
      events: [`rate.${rate}`],
    });
    const count = rate * 5;
    const startedAt = Date.now();
    await Promise.all(Array.from({ length: count }, () => engine.accept({ type: `rate.${rate}` })));
    await delivered(endpointId, count);
    const tookMs = receiver.requestsTo(path).at(-1)!.at - startedAt;
    expect(busiestSecond(await sendTimes(engine, endpointId))).toBeLessThanOrEqual(rate + 1);
    // A request that is slow on its way comes closer to the next one than it was sent.
    expect(busiestSecond(receiver.requestsTo(path).map(({ at }) => at))).toBeLessThanOrEqual(rate + 2);
    process.stdout.write(
      `rate limit ${rate}/s: ${count} in ${tookMs} ms, the limit alone takes ${(count - 1) * (1000 / rate)}\n`,
    );
    expect(tookMs).toBeGreaterThan(((count - 1) * 1000) / rate - 200);
  });

  it('lets what is beyond the horizon stand in the endpoint’s line, and drains it at the limit', async () => {
    const path = '/rate/line';
    const endpointId = await engine.addEndpoint(receiver.url(path), { rateLimitPerSecond: 1, events: ['rate.line'] });
    await Promise.all(Array.from({ length: 45 }, () => engine.accept({ type: 'rate.line' })));
    const held = `endpoint_id = '${endpointId}' AND status = 'held' AND wait_reason = 'rate-limit'`;
    await waitFor('some to stand in the line', async () => (await engine.count('webhook_deliveries', held)) > 5);
    expect(await engine.gateOf(endpointId)).toMatchObject({ gate: 'draining', reason: 'rate-limit' });
    // Raising the limit reaches those that wait for a slot and those in the line.
    await setRate(endpointId, 50);
    await delivered(endpointId, 45);
    expect(busiestSecond(await sendTimes(engine, endpointId))).toBeLessThanOrEqual(51);
    await waitFor('the gate to open', async () => (await engine.gateOf(endpointId)).gate === 'open');
  }, 90_000);

  it('that is taken away reaches those that wait', async () => {
    const path = '/rate/away';
    const endpointId = await engine.addEndpoint(receiver.url(path), { rateLimitPerSecond: 1, events: ['rate.away'] });
    await Promise.all(Array.from({ length: 20 }, () => engine.accept({ type: 'rate.away' })));
    await receiver.waitForRequests(2, path);
    await setRate(endpointId, null);
    await delivered(endpointId, 20);
  });

  it('that is lowered holds from then on', async () => {
    const path = '/rate/lower';
    const endpointId = await engine.addEndpoint(receiver.url(path), { rateLimitPerSecond: 20, events: ['rate.lower'] });
    await Promise.all(Array.from({ length: 40 }, () => engine.accept({ type: 'rate.lower' })));
    await receiver.waitForRequests(10, path);
    await setRate(endpointId, 4);
    const changedAt = Date.now();
    await waitFor('some sends at the new rate', async () => {
      const after = (await sendTimes(engine, endpointId)).filter((at) => at > changedAt + 500);
      return after.length >= 8 && after;
    }).then((after) => expect(busiestSecond(after)).toBeLessThanOrEqual(5));
  });
});
