import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { nextStep } from '#libs/domain';
import { toDeliveryState, type DeliveryRow } from '#libs/persistence';
import type { ProfileName } from '#libs/contracts';
import { generateSecret, verifyRequest } from '#libs/signing';
import { TENANT, TestEngine } from '../support/engine.js';
import { Receiver } from '../support/receiver.js';
import type { RecordedRequest } from '../support/receiver-behaviour.js';
import { waitFor } from '../support/wait-for.js';

/** Numbers that no double holds, escapes, spelling and key order: what a parse and a rewrite would change. */
const DATA = '{"b": 12345678901234567890, "a": 1.10, "t": "\\u00e9\\u0000\\/", "n": [1e2 , -0.0]}';

const PROFILES = [
  'standard-webhooks',
  'urtentic',
  'quickstart',
  'ultrareach',
  'urban-things',
  'github',
  'stripe',
  'svix',
] as const satisfies readonly ProfileName[];

describe('invariant 8: every attempt of a delivery sends the same bytes', () => {
  let engine: TestEngine;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await Receiver.start({ fallback: { kind: 'respond', status: 500 } });
    engine = await TestEngine.start();
    await engine.startWorker();
  });
  afterEach(async () => {
    receiver.clear();
    await engine.deleteEndpoints();
    await engine.dataSource.query('UPDATE tenants SET external_id = to_jsonb(id)');
  });
  afterAll(async () => {
    await engine.close();
    await receiver.close();
  });

  it('whatever of endpoint and tenant changes in between, in every profile', async () => {
    await engine.dataSource.query(`UPDATE tenants SET external_id = '4711'`);
    const endpoints = new Map<ProfileName, string>();
    for (const profile of PROFILES) {
      endpoints.set(
        profile,
        await engine.addEndpoint(receiver.url(`/${profile}/1`), { profile, headers: { 'x-own': 'before' } }),
      );
    }
    const { id: eventId } = await engine.accept({ data: DATA, created: new Date('2026-01-02T03:04:05.678Z') });
    await waitForAttempts(eventId, 1);

    // Everything that a person may change, changes; the receiver moves too.
    const secrets = new Map<ProfileName, string>();
    for (const [profile, endpointId] of endpoints) {
      const secret = generateSecret(profile);
      secrets.set(profile, secret);
      await engine.setSecret(endpointId, secret);
      await engine.dataSource.query(
        `UPDATE endpoints SET url = $2, timeout_ms = 9000, headers_ciphertext = $3, events = '{other}',
                profile = 'quickstart', retry_policy = '{"schedule":["2h","2h","2h"]}' WHERE id = $1`,
        [endpointId, receiver.url(`/${profile}/2`), engine.secretBox.encrypt('{"x-own":"after"}')],
      );
    }
    await engine.dataSource.query(
      `UPDATE tenants SET external_id = '"renamed"', profile = 'github', name = 'Renamed', endpoints_version = endpoints_version + 1`,
    );
    // Header timestamps have whole seconds: the next attempt must fall into another one.
    const firstSecond = Math.floor(Date.now() / 1_000);
    await waitFor('the next second', () => Math.floor(Date.now() / 1_000) > firstSecond);
    for (const { id } of await engine.deliveriesOf(eventId)) await engine.command(id, 'redeliver');
    await waitForAttempts(eventId, 2);

    for (const profile of PROFILES) {
      const [before] = receiver.requestsTo(`/${profile}/1`);
      const [after] = receiver.requestsTo(`/${profile}/2`);
      if (before === undefined || after === undefined) throw new Error(`${profile} was not sent twice`);
      expect(after.rawBody.equals(before.rawBody), profile).toBe(true);
      expect([before.headers['x-own'], after.headers['x-own']], profile).toEqual(['before', 'after']);
      // Signed with the secret of its own time, at its own time.
      const secret = secrets.get(profile) ?? '';
      const verify = (request: RecordedRequest): boolean =>
        verifyRequest({
          profile,
          secrets: [secret],
          headers: request.headers,
          body: request.rawBody,
          now: new Date(request.at),
        }).valid;
      expect([verify(before), verify(after)], profile).toEqual([false, true]);
      expect(idHeaders(after), profile).toEqual(idHeaders(before));
      const [timestampBefore, timestampAfter] = [timestampOf(before), timestampOf(after)];
      if (timestampBefore !== null) expect(timestampAfter, profile).toBeGreaterThan(timestampBefore);
    }
    expect(receiver.requests).toHaveLength(2 * PROFILES.length);
    expect(receiver.requests.filter((request) => timestampOf(request) !== null)).toHaveLength(10);

    // What the bytes were fixed as: the sender's own, and the tenant as it was at fan-out.
    const body = (profile: ProfileName): string => receiver.requestsTo(`/${profile}/2`)[0]?.body ?? '';
    expect(body('quickstart')).toBe(DATA);
    expect(body('ultrareach')).toContain(DATA);
    expect(body('standard-webhooks')).toContain(DATA);
    expect(body('urban-things')).toContain('"tenant_id":4711,');
    expect(body('urban-things')).toBe(JSON.stringify(JSON.parse(body('urban-things'))));
    expect(body('standard-webhooks')).toContain('2026-01-02T03:04:05.678Z');
  });

  it('also in a redelivery of what has ended; a replay is another delivery and fixed anew', async () => {
    receiver.on('/ended', { kind: 'respond', status: 200 });
    await engine.addEndpoint(receiver.url('/ended'), { profile: 'urban-things' });
    const { id: eventId } = await engine.accept({ data: DATA });
    const { id } = await engine.waitForDelivery(eventId, 'succeeded', (found) => found.status === 'succeeded');
    await engine.dataSource.query(`UPDATE tenants SET external_id = '"renamed"'`);
    await engine.command(id, 'redeliver');
    await receiver.waitForRequests(2, '/ended');
    const [first, second] = receiver.requestsTo('/ended');
    expect(second?.rawBody.equals(first?.rawBody ?? Buffer.alloc(0))).toBe(true);
    const [delivery] = await engine.deliveriesOf(eventId);
    await engine.deliveries.createDeliveries(TENANT, eventId, [delivery?.endpointId ?? ''], 'replay');
    await receiver.waitForRequests(3, '/ended');
    expect(receiver.requestsTo('/ended')[2]?.body).toContain('"tenant_id":"renamed"');
  });

  it('the jitter of a wait is made of delivery id and attempt number, so it is the same whoever computes it', async () => {
    const policy = { schedule: ['1h', '10h', '100h'], jitter: 0.5 };
    await engine.addEndpoint(receiver.url('/jitter'), { retryPolicy: policy });
    const { id: eventId } = await engine.accept();
    const { id } = await engine.waitForDelivery(eventId, 'waiting', (found) => found.status === 'waiting');
    for (let number = 1; number <= 3; number++) {
      const attempt = await waitFor(`attempt ${number}`, async () => (await engine.attemptsOf(id))[number - 1]);
      const finishedAtMs = attempt.startedAt.getTime() + attempt.durationMs;
      const delayMs = (attempt.nextAttemptAt?.getTime() ?? 0) - finishedAtMs;
      const [row] = await engine.dataSource.query<DeliveryRow[]>('SELECT * FROM webhook_deliveries WHERE id = $1', [
        id,
      ]);
      if (row === undefined) throw new Error('the delivery is gone');
      const before = { ...toDeliveryState(row), scheduleStep: number - 1 };
      const met = { succeeded: false, statusCode: 500, errorKind: 'http', error: '', retryAfterMs: null } as const;
      const expectedMs = nextStep(policy, before, number, met, 0).change.nextAttemptAtMs ?? 0;
      expect(expectedMs).not.toBe(3_600_000 * 10 ** (number - 1));
      // What lies between is rounding and the time it took to decide.
      expect(Math.abs(delayMs - expectedMs)).toBeLessThan(1_000);
      if (number < 3) await engine.command(id, 'redeliver');
    }
  });

  async function waitForAttempts(eventId: string, count: number): Promise<void> {
    await waitFor(`${count} attempt(s) of each`, async () => {
      const deliveries = await engine.deliveriesOf(eventId);
      return deliveries.length === PROFILES.length && deliveries.every((delivery) => delivery.attemptCount === count);
    });
  }
});

/** Headers that name the event and the delivery: the same on every attempt. */
function idHeaders({ headers }: RecordedRequest): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => /(^|-)(id|delivery)$|event/.test(name)));
}

/** The unix time in a request's headers; null where the profile has none. */
function timestampOf({ headers }: RecordedRequest): number | null {
  const [, own] = Object.entries(headers).find(([name]) => name.endsWith('-timestamp')) ?? [];
  const stripe = /^t=(\d+)/.exec(headers['stripe-signature'] ?? '')?.[1];
  const text = own ?? stripe;
  return text === undefined ? null : Number(text);
}
