import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { streamMessageSchema, streamNoteSchema } from '#libs/contracts/http';
import { ADMIN_KEY, TestApi, type TestTenant } from '../support/api.js';
import { TestEventSource, type ReceivedEvent } from '../support/event-source.js';
import { waitForLockWaits } from '../support/lock-waits.js';
import { Receiver } from '../support/receiver.js';
import { waitFor } from '../support/wait-for.js';

const OPEN = { EVERHOOK_ALLOW_HTTP: 'true', EVERHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' };
const PROBLEM = 'https://everhook.dev/problems/';

let api: TestApi;
let receiver: Receiver;
let tenant: TestTenant;
let endpointId: string;
const sources: TestEventSource[] = [];
beforeAll(async () => {
  api = await TestApi.start(OPEN);
  receiver = await Receiver.start();
  tenant = await api.createTenant();
  endpointId = await makeEndpoint(tenant);
});
afterEach(() => {
  for (const source of sources.splice(0)) source.close();
});
afterAll(async () => {
  await api.close();
  await receiver.close();
});

async function makeEndpoint(owner: TestTenant, path = '/hooks'): Promise<string> {
  const body = { url: receiver.url(path), events: ['*'], profile: 'quickstart' };
  return (await api.request('POST', '/api/v1/webhooks', { key: owner.owner, body })).body.id;
}

async function follow(
  query = '',
  headers: Record<string, string> = {},
  key = tenant.viewer,
  at = api,
): Promise<TestEventSource> {
  const source = await TestEventSource.open(`${at.url}/api/v1/stream${query}`, {
    authorization: `Bearer ${key}`,
    ...headers,
  });
  sources.push(source);
  // It has begun: from here on nothing is missed.
  if (source.status === 200) await waitFor('the stream to begin', () => source.lastEventId !== '');
  return source;
}

/** One delivery with one attempt; returns its id. */
async function happen(
  endpoint = endpointId,
  event = 'order.created',
  owner = tenant,
  at: TestApi = api,
): Promise<string> {
  const { body, text } = await at.request('POST', `/api/v1/webhooks/${endpoint}/test`, {
    key: owner.owner,
    body: { event },
  });
  expect(body.deliveryId, text).toBeDefined();
  return body.deliveryId;
}

function kinds(events: readonly ReceivedEvent[]): string[] {
  return events.map(({ data }) => data.kind);
}

describe('the stream', () => {
  it('tells of a delivery as it is made, of its attempt, and of its end', async () => {
    const source = await follow();
    expect(source.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(source.headers.get('cache-control')).toBe('no-store, no-transform');
    const deliveryId = await happen();
    const events = await source.waitForEvents(3);
    expect(kinds(events)).toEqual(['created', 'attempt', 'succeeded']);
    expect(events.map(({ name }) => name)).toEqual(['change', 'attempt', 'change']);
    for (const { data } of events) {
      expect(streamMessageSchema.parse(data)).toEqual(data);
      expect(data).toMatchObject({ deliveryId, endpointId, eventType: 'order.created' });
    }
    expect(events[1]?.data.attempt).toMatchObject({
      number: 1,
      trigger: 'test',
      outcome: 'succeeded',
      statusCode: 200,
    });
    expect(events[2]?.data).toMatchObject({ delivery: { status: 'succeeded', attemptCount: 1 } });
  });

  it('tells what commands and gates did, and who', async () => {
    const own = await makeEndpoint(tenant);
    const source = await follow(`?endpointId=${own}`);
    // Nobody works here, so it waits for a lane, and the pause holds it.
    await api.request('POST', `/api/v2/admin/webhooks/${own}/test`, {
      key: tenant.owner,
      body: { event: 'order.created' },
    });
    await api.request('POST', `/api/v1/webhooks/${own}/pause`, { key: tenant.owner });
    const events = await source.waitForEvents(2);
    expect(events.map(({ data }) => data)).toMatchObject([
      { kind: 'created' },
      { kind: 'held', actor: 'gate', delivery: { status: 'held', waitReason: 'paused' } },
    ]);
  });

  it('asks only for what it was asked to', async () => {
    const other = await makeEndpoint(tenant);
    const byEndpoint = await follow(`?endpointId=${other}`);
    const byType = await follow('?eventType=order.paid');
    const byStatus = await follow('?status=failed');
    const all = await follow();
    await happen();
    const ofOther = await happen(other);
    const paid = await happen(endpointId, 'order.paid');
    await all.waitForEvents(9);
    expect(new Set(byEndpoint.events.map(({ data }) => data.deliveryId))).toEqual(new Set([ofOther]));
    expect(new Set(byType.events.map(({ data }) => data.deliveryId))).toEqual(new Set([paid]));
    expect(byStatus.events).toEqual([]);
  });

  it('goes on behind any message after the connection was lost', async () => {
    const witness = await follow();
    await happen();
    await happen();
    const told = [...(await witness.waitForEvents(6))];
    for (const [index, { id }] of told.entries()) {
      const resumed = await follow('', { 'last-event-id': id });
      expect(resumed.events.map((event) => event.id)).toEqual(told.slice(index + 1).map((event) => event.id));
      resumed.close();
    }
    // Also when nobody listened in between.
    witness.close();
    await happen();
    const resumed = await follow('', { 'last-event-id': told[5]?.id ?? '' });
    expect(kinds(await resumed.waitForEvents(3))).toEqual(['created', 'attempt', 'succeeded']);
    await happen();
    expect(new Set((await resumed.waitForEvents(6)).map(({ id }) => id)).size).toBe(6);
  });

  it('does not lose what is committed late, and keeps the order', async () => {
    const source = await follow();
    const first = await happen();
    await source.waitForEvents(3);
    const slow = api.dataSource.createQueryRunner();
    await slow.startTransaction();
    await slow.query(
      `INSERT INTO delivery_timeline (delivery_id, cause, at, kind, detail, actor)
       VALUES ($1, 'cmd_late', now(), 'hold', 'written early and committed late', 'key_1')`,
      [first],
    );
    const second = await happen();
    // What came after is not told before what may still come before it.
    await waitFor('two seconds', async () => {
      const [row] = await api.dataSource.query<{ passed: boolean }[]>(
        `SELECT now() - recorded_at > interval '2 seconds' AS passed FROM delivery_attempts WHERE delivery_id = $1`,
        [second],
      );
      return row?.passed === true;
    });
    expect(source.events).toHaveLength(3);
    await slow.commitTransaction();
    await slow.release();
    const events = await source.waitForEvents(7);
    expect(events.slice(3).map(({ data }) => [data.deliveryId, data.kind])).toEqual([
      [first, 'hold'],
      [second, 'created'],
      [second, 'attempt'],
      [second, 'succeeded'],
    ]);
  });

  it('does not lose what was written after a long wait for a lock', async () => {
    const source = await follow();
    const first = await happen();
    await source.waitForEvents(3);
    const holder = api.dataSource.createQueryRunner();
    const waiter = api.dataSource.createQueryRunner();
    const lock = 'SELECT pg_advisory_xact_lock(424242)';
    await holder.startTransaction();
    await holder.query(lock);
    await waiter.startTransaction();
    const locked = waiter.query(lock);
    await waitForLockWaits(api.dataSource, 1, ['advisory']);
    const second = await happen();
    await waitFor('six seconds', async () => {
      const [row] = await api.dataSource.query<{ passed: boolean }[]>(
        `SELECT now() - recorded_at > interval '6 seconds' AS passed FROM delivery_attempts WHERE delivery_id = $1`,
        [second],
      );
      return row?.passed === true;
    });
    await holder.commitTransaction();
    await holder.release();
    await locked;
    await waiter.query(
      `INSERT INTO delivery_timeline (delivery_id, cause, at, kind, detail, actor)
       VALUES ($1, 'cmd_waited', now(), 'hold', 'waited for a lock before it was written', 'key_1')`,
      [first],
    );
    await waiter.commitTransaction();
    await waiter.release();
    const events = await source.waitForEvents(7);
    expect(events[3]?.data).toMatchObject({ deliveryId: first, kind: 'hold' });
  });

  it('says that there is a gap when it cannot go on', async () => {
    const old = Buffer.from(`${Date.now() - 3_600_000} dlv_1.0`).toString('base64url');
    for (const id of [old, 'not-an-id']) {
      const source = await follow('', { 'last-event-id': id });
      const [note] = await source.waitForEvents(1);
      expect(note).toMatchObject({ name: 'note', data: { reason: 'gap' } });
      expect(streamNoteSchema.parse(note?.data)).toEqual(note?.data);
      await happen();
      expect(kinds((await source.waitForEvents(4)).slice(1))).toEqual(['created', 'attempt', 'succeeded']);
    }
  });

  it('is for one tenant', async () => {
    const other = await api.createTenant();
    const otherEndpoint = await makeEndpoint(other);
    const mine = await follow();
    const theirs = await follow('', {}, other.viewer);
    const ofTheirs = await happen(otherEndpoint, 'order.created', other);
    const ofMine = await happen();
    await Promise.all([mine.waitForEvents(3), theirs.waitForEvents(3)]);
    expect(new Set(mine.events.map(({ data }) => data.deliveryId))).toEqual(new Set([ofMine]));
    expect(new Set(theirs.events.map(({ data }) => data.deliveryId))).toEqual(new Set([ofTheirs]));
  });

  it('lets an admin name the tenant in the query, as a browser has to', async () => {
    const source = await follow(`?tenantId=${tenant.id}`, {}, ADMIN_KEY);
    expect(source.status).toBe(200);
    await happen();
    await source.waitForEvents(3);
    expect((await follow('', {}, ADMIN_KEY)).status).toBe(400);
    expect((await follow('?tenantId=ten_unknown', {}, ADMIN_KEY)).status).toBe(404);
    expect((await follow('?tenantId=ten_unknown')).status).toBe(404);
    expect((await follow('', {}, tenant.publisher)).status).toBe(403);
    expect((await follow('?status=lost')).status).toBe(422);
  });

  it('works with a session of the console', async () => {
    const { headers } = await api.request('POST', '/api/v1/session', {
      key: null,
      body: { key: tenant.viewer },
      headers: { 'x-everhook-console': '1' },
    });
    const cookie = (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const source = await TestEventSource.open(`${api.url}/api/v1/stream`, { cookie });
    sources.push(source);
    await waitFor('the stream to begin', () => source.lastEventId !== '');
    await happen();
    await source.waitForEvents(3);
  });

  describe('from two processes of the API', () => {
    let other: TestApi;
    beforeAll(async () => {
      other = await TestApi.start(OPEN, { beside: api });
    });
    afterAll(() => other.close());

    it('tells those who listen at either of every change once, and in one order', async () => {
      const here = await follow();
      const there = await follow('', {}, tenant.viewer, other);
      const made = [
        await happen(),
        await happen(endpointId, 'order.paid', tenant, other),
        await happen(),
        await happen(endpointId, 'order.paid', tenant, other),
      ];
      const [told, toldThere] = await Promise.all([here.waitForEvents(12), there.waitForEvents(12)]);
      expect(told.map(({ data }) => `${data.deliveryId} ${data.kind}`).toSorted()).toEqual(
        made.flatMap((id) => ['attempt', 'created', 'succeeded'].map((kind) => `${id} ${kind}`)).toSorted(),
      );
      expect(toldThere).toEqual(told);
      // A later one is told next, so nothing came twice meanwhile.
      const last = await happen();
      for (const source of [here, there]) {
        expect((await source.waitForEvents(15)).slice(12).map(({ data }) => data.deliveryId)).toEqual(
          Array.from({ length: 3 }, () => last),
        );
      }
    });

    it('goes on in the other one behind whatever message, with nothing missed and nothing twice', async () => {
      const witness = await follow();
      const keepsAsking = await follow('', {}, tenant.viewer, other);
      const apis = [api, other];
      const wandered: ReceivedEvent[] = [];
      let id = witness.lastEventId;
      let made = 0;
      // Each asks the database at its own times, so that the one that it comes to is now ahead of it, now behind.
      for (let round = 0; round < 12; round++) {
        const at = apis[round % 2] ?? api;
        const source = await TestEventSource.open(`${at.url}/api/v1/stream`, {
          authorization: `Bearer ${tenant.viewer}`,
          'last-event-id': id,
        });
        sources.push(source);
        await happen(endpointId, 'order.created', tenant, at);
        made += 3;
        // Every third time it leaves in the middle of what is told of an attempt.
        const wanted = made - wandered.length - (round % 3 === 1 ? 1 : 0);
        wandered.push(...(await source.waitForEvents(wanted)).slice(0, wanted));
        source.close();
        id = wandered.at(-1)?.id ?? id;
      }
      const told = await witness.waitForEvents(made);
      expect(wandered.map((event) => event.id)).toEqual(told.map((event) => event.id));
      expect((await keepsAsking.waitForEvents(made)).map((event) => event.id)).toEqual(told.map((event) => event.id));
    });
  });

  it('is limited for a tenant, and a place is free again when one ends', async () => {
    const own = await api.createTenant();
    const open = await Promise.all(Array.from({ length: 20 }, () => follow('', {}, own.viewer)));
    const refused = await follow('', {}, own.viewer);
    expect(refused.status).toBe(429);
    expect(JSON.parse(refused.text)).toMatchObject({ type: `${PROBLEM}too-many-streams` });
    expect(refused.headers.get('retry-after')).toBe('10');
    open[0]?.close();
    await waitFor('a free place', async () => (await follow('', {}, own.viewer)).status === 200);
  });

  it('cuts a client off that does not read, and others go on', async () => {
    const own = await api.createTenant();
    const ownEndpoint = await makeEndpoint(own);
    const deliveryId = await happen(ownEndpoint, 'order.created', own);
    const reader = await follow('', {}, own.viewer);
    const { hostname, port } = new URL(api.url);
    const slow = connect(Number(port), hostname);
    slow.write(`GET /api/v1/stream HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${own.viewer}\r\n\r\n`);
    await new Promise((resolve) => slow.once('data', resolve));
    slow.pause();
    const isClosed = new Promise((resolve) => slow.once('close', resolve));
    slow.on('error', () => undefined);
    // 16,000 lines of 2,000 characters are more than the sockets and the waiting room hold.
    for (let batch = 0; batch < 16; batch++) {
      await api.dataSource.query(
        `INSERT INTO delivery_timeline (delivery_id, cause, at, kind, detail)
         SELECT $1, $2 || n, now(), 'hold', repeat('x', 2000) FROM generate_series(1, 1000) n`,
        [deliveryId, `cmd_${batch}_`],
      );
      await reader.waitForEvents((batch + 1) * 1_000);
    }
    slow.resume();
    await isClosed;
    reader.close();
  });

  it('ends with a note when the server stops, which does not wait for it', async () => {
    const own = await TestApi.start(OPEN);
    const one = await own.createTenant();
    const source = await TestEventSource.open(`${own.url}/api/v1/stream`, { authorization: `Bearer ${one.viewer}` });
    await waitFor('the stream to begin', () => source.lastEventId !== '');
    const startedAt = Date.now();
    await own.close();
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    await waitFor('the end', () => source.isOver);
    expect(source.events).toMatchObject([{ name: 'note', data: { reason: 'stopping' } }]);
  });
});
