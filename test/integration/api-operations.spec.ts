import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { operationDetailSchema, startedOperationSchema, type OperationDetail } from '#libs/contracts/http';
import type { ApiResponse } from '../support/api.js';
import { FAILING, OK, type Behaviour } from '../support/receiver-behaviour.js';
import { Receiver } from '../support/receiver.js';
import { TestStack } from '../support/stack.js';
import type { TenantClient } from '../support/tenant-client.js';
import { waitFor } from '../support/wait-for.js';

const PROBLEM = 'https://everhook.dev/problems/';
const OPERATIONS = '/api/v1/operations';
const HOUR_MS = 3_600_000;

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
  path = `/bulk/${paths}`;
  tenant = await stack.createTenant({ retryPolicy: { schedule: ['1h', '2h'] } });
});

const post = (body: unknown, key = tenant.key): Promise<ApiResponse> =>
  tenant.request('POST', OPERATIONS, { key, body });

async function count(body: Record<string, unknown>): Promise<number> {
  const answer = await post({ ...body, dryRun: true });
  expect(answer.status, answer.text).toBe(200);
  expect(Object.keys(answer.body)).toEqual(['count']);
  return answer.body.count;
}

/** Begins an operation whose dry run says the same; returns its id. */
async function start(body: Record<string, unknown>, expected: number): Promise<string> {
  expect(await count(body)).toBe(expected);
  const answer = await post(body);
  expect(answer.status, answer.text).toBe(202);
  const started = startedOperationSchema.parse(answer.body);
  expect(started).toMatchObject({ count: expected, total: expected, done: 0, failed: 0, filter: body['filter'] });
  return started.id;
}

async function read(id: string): Promise<OperationDetail> {
  return operationDetailSchema.parse((await tenant.request('GET', `${OPERATIONS}/${id}`)).body);
}

async function finished(id: string): Promise<OperationDetail> {
  return waitFor(`operation ${id} to finish`, async () => {
    const operation = await read(id);
    return operation.status === 'finished' && operation;
  });
}

/** Acts on as many deliveries as expected; returns the id of the operation after its end. */
async function run(body: Record<string, unknown>, expected: number): Promise<string> {
  const id = await start(body, expected);
  expect(await finished(id)).toMatchObject({ done: expected, failed: 0, failures: [], finishedAt: expect.any(String) });
  return id;
}

const steer = (id: string, action: string): Promise<ApiResponse> =>
  tenant.request('POST', `${OPERATIONS}/${id}/${action}`);

/** Deliveries that have failed once and wait for an hour, and then do as told. */
async function inBackoff(deliveries: number, ...then: Behaviour[]): Promise<string[]> {
  receiver.on(path, ...Array.from({ length: deliveries }, () => FAILING), ...then);
  await tenant.createEndpoint(receiver.url(path), { events: ['order.*'] });
  return postInBackoff(deliveries);
}

async function postInBackoff(deliveries: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < deliveries; n++) ids.push((await tenant.deliver({ data: { n } })).id);
  for (const id of ids) await tenant.waitForDelivery(id, 'waiting');
  return ids;
}

const idsOf = (deliveries: { id: string }[]): string[] => deliveries.map(({ id }) => id).toSorted();

describe('an action on every delivery of a filter', () => {
  it('redeliver: each once, in the name of the operation, which lists them', async () => {
    const ids = await inBackoff(5, OK);
    const operationId = await run({ action: 'redeliver', filter: { status: 'waiting' } }, 5);
    for (const id of ids) {
      const { attempts, timeline } = await tenant.waitForDelivery(id, 'succeeded');
      expect(attempts.map(({ trigger }) => trigger)).toEqual(['schedule', 'redeliver']);
      const notes = timeline.filter(({ kind }) => kind === 'redeliver');
      expect(notes).toMatchObject([{ detail: 'redelivered now', actor: operationId }]);
    }
    expect(receiver.requestsTo(path)).toHaveLength(10);
    expect(idsOf(await tenant.listDeliveries({ operationId }))).toEqual(ids.toSorted());
    expect(await tenant.listDeliveries({ operationId: 'op_unknown' })).toEqual([]);
    // Its own deliveries are a filter like any other.
    expect(await count({ action: 'redeliver', filter: { operationId, status: 'succeeded' } })).toBe(5);
  });

  it('hold, release, reschedule and cancel', async () => {
    const ids = await inBackoff(3);
    const filter = { eventType: 'order.created' };
    await run({ action: 'hold', filter, reason: 'the shop moves' }, 3);
    for (const id of ids) {
      const { waitReason, explanation } = await tenant.waitForDelivery(id, 'held');
      expect({ waitReason, explanation }).toEqual({
        waitReason: 'manual',
        explanation: 'held: until someone releases it',
      });
    }
    await run({ action: 'release', filter: { ...filter, waitReason: 'manual' } }, 3);
    for (const id of ids) await tenant.waitForDelivery(id, 'waiting');

    const at = new Date(Date.now() + 10 * HOUR_MS).toISOString();
    const rescheduling = await run({ action: 'reschedule', filter, at }, 3);
    for (const id of ids) await tenant.waitForDelivery(id, ({ nextAttemptAt }) => nextAttemptAt === at);
    expect(await read(rescheduling)).toMatchObject({ at, ratePerSecond: 100 });

    const cancelling = await run({ action: 'cancel', filter, reason: 'test data' }, 3);
    for (const id of ids) {
      const { timeline } = await tenant.waitForDelivery(id, 'cancelled');
      expect(timeline.filter(({ kind }) => kind === 'cancel')).toMatchObject([{ actor: cancelling }]);
      expect(timeline.at(-1)).toMatchObject({ kind: 'cancelled', detail: 'test data' });
    }
    expect(await read(cancelling)).toMatchObject({ reason: 'test data', ratePerSecond: null });
    expect(receiver.requestsTo(path)).toHaveLength(3);
    // What has ended is no member of an action that means nothing to it.
    expect(await count({ action: 'cancel', filter })).toBe(0);
    expect(await count({ action: 'redeliver', filter })).toBe(3);
  });

  it('means by every filter what the list means by it', async () => {
    await inBackoff(2, OK);
    receiver.on(`${path}/other`, { kind: 'respond', status: 418 });
    const other = await tenant.createEndpoint(receiver.url(`${path}/other`), { events: ['user.*'] });
    const { id, eventId } = await tenant.deliver({ type: 'user.removed' });
    await tenant.waitForDelivery(id, 'waiting');
    const keyed = await tenant.request('POST', '/api/v1/events', {
      body: { type: 'order.created', data: {}, orderingKey: 'o-1' },
    });
    await waitFor('the fourth', async () => (await tenant.listDeliveries({ eventId: keyed.body.id }))[0]);
    const [newest] = await tenant.listDeliveries();
    const filters: [Record<string, unknown>, number][] = [
      [{}, 4],
      [{ status: 'waiting', endpointId: other.id }, 1],
      [{ eventId }, 1],
      [{ eventType: 'order.created' }, 3],
      [{ statusCode: 418 }, 1],
      [{ errorKind: 'http', statusCode: 500 }, 2],
      [{ waitReason: 'backoff' }, 3],
      [{ orderingKey: 'o-1' }, 1],
      [{ minAttempts: 1 }, 4],
      [{ minAttempts: 2 }, 0],
      [{ parked: false }, 4],
      [{ parked: true }, 0],
      [{ from: newest!.createdAt }, 1],
      [{ to: newest!.createdAt }, 3],
    ];
    await tenant.waitForDelivery(newest!.id, 'succeeded');
    for (const [filter, expected] of filters) {
      const query = Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, String(value)]));
      expect(await tenant.listDeliveries(query), JSON.stringify(filter)).toHaveLength(expected);
      expect(await count({ action: 'redeliver', filter }), JSON.stringify(filter)).toBe(expected);
    }
  });

  it('counts what cannot be acted on as failed, and says why', async () => {
    const [id] = await inBackoff(1);
    const { endpointId } = await tenant.getDelivery(id!);
    await tenant.request('PATCH', `/api/v1/webhooks/${endpointId}`, { body: { status: 'disabled' } });
    const operationId = await start({ action: 'redeliver', filter: { endpointId } }, 1);
    expect(await finished(operationId)).toMatchObject({
      total: 1,
      done: 0,
      failed: 1,
      failures: [{ deliveryId: id, detail: 'the endpoint is disabled; enable it first' }],
    });
  });

  it('that chooses nothing is over at once', async () => {
    const answer = await post({ action: 'cancel', filter: { eventType: 'nothing' } });
    expect(answer).toMatchObject({
      status: 202,
      body: { count: 0, status: 'finished', finishedAt: expect.any(String) },
    });
  });
});

describe('while it runs', () => {
  it('its members are those of its beginning, it keeps its rate, and can be paused, resumed and aborted', async () => {
    // Ten failures in a row would open the breaker.
    const ids = await inBackoff(8);
    const id = await start({ action: 'hold', filter: { status: 'waiting' }, ratePerSecond: 2 }, 8);
    await waitFor('the first step', async () => (await read(id)).done > 0);
    const paused = await steer(id, 'pause');
    expect(paused).toMatchObject({ status: 200, body: { id, status: 'paused', total: 8 } });
    expect(await steer(id, 'pause')).toMatchObject({ status: 409, body: { type: `${PROBLEM}operation-refused` } });

    receiver.on(path, FAILING);
    const [late] = await postInBackoff(1);
    // Its workflow has looked and found it paused.
    await waitFor('its workflow to stop', async () => {
      const { status } = await stack.temporal.workflow.getHandle(id).describe();
      return status.name === 'COMPLETED';
    });
    expect(await read(id)).toMatchObject({ status: 'paused', done: paused.body.done, total: 8 });

    expect(await steer(id, 'resume')).toMatchObject({ status: 200, body: { status: 'running' } });
    expect(await steer(id, 'resume')).toMatchObject({ status: 409 });
    const resumedAt = performance.now();
    const more = await waitFor('it to go on', async () => {
      const operation = await read(id);
      return operation.done >= paused.body.done + 2 && operation;
    });
    expect(more.done).toBeLessThan(8);
    // Two a second, and nothing made good for the pause.
    expect((more.done - paused.body.done) / 2).toBeLessThanOrEqual((performance.now() - resumedAt) / 1_000 + 0.5);

    const aborted = await steer(id, 'abort');
    expect(aborted).toMatchObject({ status: 200, body: { status: 'aborted', finishedAt: expect.any(String) } });
    for (const action of ['pause', 'resume', 'abort']) {
      expect(await steer(id, action), action).toMatchObject({
        status: 409,
        body: { type: `${PROBLEM}operation-refused` },
      });
    }
    await waitFor('its workflow to stop', async () => {
      const { status } = await stack.temporal.workflow.getHandle(id).describe();
      return status.name === 'COMPLETED';
    });
    expect((await read(id)).done).toBe(aborted.body.done);
    const held = await waitFor('the holds to be applied', async () => {
      const deliveries = await tenant.listDeliveries({ status: 'held' });
      return deliveries.length === aborted.body.done && deliveries;
    });
    expect(ids).toEqual(expect.arrayContaining(held.map((delivery) => delivery.id)));
    expect(await tenant.getDelivery(late!)).toMatchObject({ status: 'waiting' });
    expect(await tenant.listDeliveries({ operationId: id })).toHaveLength(8);
  });
});

describe('a replay of events by type and time', () => {
  const requestsTo = (of: string): string[] => receiver.requestsTo(of).map(({ body }) => JSON.parse(body).data.n);

  it('reaches an endpoint that was created later', async () => {
    receiver.on(path, OK);
    await tenant.createEndpoint(receiver.url(path), { events: ['order.*'] });
    for (const n of [1, 2]) {
      const { id } = await tenant.deliver({ data: { n } });
      await tenant.waitForDelivery(id, 'succeeded');
    }
    const between = new Date();
    await waitFor('a later millisecond', () => Date.now() > between.getTime());
    const { id: third } = await tenant.deliver({ type: 'order.updated', data: { n: 3 } });
    await tenant.waitForDelivery(third, 'succeeded');
    await tenant.postEvent({ type: 'user.removed', data: { n: 4 } });

    receiver.on(`${path}/later`, OK);
    const later = await tenant.createEndpoint(receiver.url(`${path}/later`), { events: ['never'] });
    const test = await tenant.request('POST', `/api/v2/admin/webhooks/${later.id}/test`, {
      body: { event: 'order.created' },
    });
    expect(test.status).toBeLessThan(500);
    const before = requestsTo(`${path}/later`).length;

    const endpointIds = [later.id, later.id];
    const filter = { types: ['order.*'], to: between.toISOString(), endpointIds };
    const operationId = await run({ action: 'replay', filter }, 2);
    const deliveries = await waitFor('both to succeed', async () => {
      const made = await tenant.listDeliveries({ operationId });
      return made.length === 2 && made.every(({ status }) => status === 'succeeded') && made;
    });
    expect(requestsTo(`${path}/later`).slice(before).toSorted()).toEqual([1, 2]);
    expect(requestsTo(path)).toEqual([1, 2, 3]);
    for (const { id, generation } of deliveries) {
      expect(generation).toBe(1);
      const { attempts, timeline } = await tenant.getDelivery(id);
      expect(attempts).toMatchObject([{ trigger: 'replay' }]);
      expect(timeline.filter(({ kind }) => kind === 'replay')).toMatchObject([{ actor: operationId }]);
    }

    // Without endpoints named: those that subscribe now. Nothing that a test has made.
    expect(await count({ action: 'replay', filter: {} })).toBe(3);
    expect(await count({ action: 'replay', filter: { from: between.toISOString() } })).toBe(1);
    expect(await count({ action: 'replay', filter: { types: ['user.*'] } })).toBe(0);
    expect(await count({ action: 'replay', filter: { endpointIds: [later.id] } })).toBe(4);
    await run({ action: 'replay', filter: { types: ['order.updated'] } }, 1);
    await waitFor('the replay to arrive', () => requestsTo(path).length === 4);
    expect(requestsTo(path).at(-1)).toBe(3);
  });

  it('obeys channels, and says of an endpoint that was deleted meanwhile that it failed', async () => {
    const send = async (channels?: string[]): Promise<void> => {
      await tenant.request('POST', '/api/v1/events', { body: { type: 'order.created', data: {}, channels } });
    };
    await send(['eu', 'us']);
    await send(['us']);
    await send();
    const eu = await tenant.createEndpoint(receiver.url(path), { channels: ['eu'] });
    expect(await count({ action: 'replay', filter: {} })).toBe(1);
    const all = await tenant.createEndpoint(receiver.url(path));
    expect(await count({ action: 'replay', filter: {} })).toBe(4);
    expect(await count({ action: 'replay', filter: { endpointIds: [eu.id] } })).toBe(3);

    const id = await start({ action: 'replay', filter: { endpointIds: [all.id] }, ratePerSecond: 1 }, 3);
    await steer(id, 'pause');
    await tenant.request('DELETE', `/api/v1/webhooks/${all.id}`);
    await steer(id, 'resume');
    const { done, failed, failures } = await finished(id);
    expect(done + failed).toBe(3);
    expect(failed).toBeGreaterThan(0);
    expect(failures[0]).toMatchObject({ endpointId: all.id, detail: 'the endpoint was deleted' });
  });

  it('keeps the order of events at an ordered endpoint', async () => {
    receiver.on(path, OK);
    await tenant.createEndpoint(receiver.url(`${path}/first`));
    // Accepted in one millisecond, in the order of the batch.
    const events = [1, 2, 3, 4].map((n) => ({ type: 'order.created', data: { n }, orderingKey: 'o-1' }));
    expect((await tenant.request('POST', '/api/v1/events/batch', { body: { events } })).status).toBe(202);
    await waitFor('the first deliveries', async () => (await tenant.listDeliveries()).length === 4);
    const { id } = await tenant.createEndpoint(receiver.url(path), { events: ['never'], ordered: true });
    await run({ action: 'replay', filter: { endpointIds: [id] } }, 4);
    await waitFor('all to arrive', () => requestsTo(path).length === 4);
    expect(requestsTo(path)).toEqual([1, 2, 3, 4]);
  });

  it('recover sends an endpoint again what failed or was cancelled since, once', async () => {
    const since = new Date().toISOString();
    receiver.on(path, FAILING, OK);
    const endpoint = await tenant.createEndpoint(receiver.url(path), { retryPolicy: 'none' });
    const failed = await tenant.deliver({ data: { n: 1 } });
    await tenant.waitForDelivery(failed.id, 'failed');
    const fine = await tenant.deliver({ data: { n: 2 } });
    await tenant.waitForDelivery(fine.id, 'succeeded');
    const scheduled = await tenant.deliver({ data: { n: 3 }, deliverAt: new Date(Date.now() + HOUR_MS).toISOString() });
    await tenant.give(scheduled.id, 'cancel');

    const recover = (body: unknown, id = endpoint.id): Promise<ApiResponse> =>
      tenant.request('POST', `/api/v1/webhooks/${id}/recover`, { body });
    const answer = await recover({ since });
    expect(answer, answer.text).toMatchObject({ status: 202, body: { action: 'recover', count: 2, total: 2 } });
    expect(await finished(answer.body.id)).toMatchObject({ done: 2, failed: 0 });
    await waitFor('both to arrive', () => requestsTo(path).length === 4);
    expect(requestsTo(path).slice(2).toSorted()).toEqual([1, 3]);
    await waitFor('both to succeed', async () => {
      const made = await tenant.listDeliveries({ operationId: answer.body.id, status: 'succeeded' });
      return made.length === 2;
    });
    expect((await recover({ since })).body).toMatchObject({ count: 0, status: 'finished' });

    expect((await recover({})).body.errors).toMatchObject([{ path: 'since' }]);
    expect((await recover({ since }, 'ep_unknown')).status).toBe(404);
    await tenant.request('PATCH', `/api/v1/webhooks/${endpoint.id}`, { body: { status: 'disabled' } });
    expect((await recover({ since })).body.type).toBe(`${PROBLEM}endpoint-disabled`);
  });
});

describe('who may, and what is refused', () => {
  it('a viewer reads and changes nothing; another tenant sees nothing', async () => {
    const { id } = (await post({ action: 'cancel', filter: {} })).body;
    const made = await tenant.request('POST', `/api/v1/tenants/${tenant.tenantId}/keys`, { body: { role: 'viewer' } });
    const viewer: string = made.body.key;
    const endpoint = await tenant.createEndpoint(receiver.url(path));
    expect((await tenant.request('GET', `${OPERATIONS}/${id}`, { key: viewer })).status).toBe(200);
    expect((await tenant.request('GET', OPERATIONS, { key: viewer })).status).toBe(200);
    const writes: [string, unknown][] = [
      [OPERATIONS, { action: 'cancel', filter: {} }],
      [OPERATIONS, { action: 'cancel', filter: {}, dryRun: true }],
      ...['abort', 'pause', 'resume'].map((action): [string, unknown] => [`${OPERATIONS}/${id}/${action}`, undefined]),
      [`/api/v1/webhooks/${endpoint.id}/recover`, { since: '2026-01-01T00:00:00Z' }],
    ];
    for (const [url, body] of writes) {
      expect((await tenant.request('POST', url, { key: viewer, body })).status, url).toBe(403);
    }
    const stranger = await stack.createTenant();
    expect((await stranger.request('GET', `${OPERATIONS}/${id}`)).status).toBe(404);
    for (const action of ['abort', 'pause', 'resume']) {
      expect((await stranger.request('POST', `${OPERATIONS}/${id}/${action}`)).status).toBe(404);
    }
    expect((await stranger.request('GET', OPERATIONS)).body).toEqual({ data: [], nextCursor: null });
    expect(
      (
        await stranger.request('POST', `/api/v1/webhooks/${endpoint.id}/recover`, {
          body: { since: '2026-01-01T00:00:00Z' },
        })
      ).status,
    ).toBe(404);
    const replay = { action: 'replay', filter: { endpointIds: [endpoint.id] } };
    expect((await stranger.request('POST', OPERATIONS, { body: replay })).status).toBe(404);
    expect((await steer('op_unknown', 'abort')).status).toBe(404);
  });

  it('what does not fit is 422 and names the field', async () => {
    const day = 86_400_000;
    const at = (ms: number): string => new Date(Date.now() + ms).toISOString();
    const refused: [unknown, string][] = [
      [{ filter: {} }, 'action'],
      [{ action: 'explode', filter: {} }, 'action'],
      [{ action: 'policyChanged', filter: {} }, 'action'],
      [{ action: 'cancel' }, 'filter'],
      [{ action: 'cancel', filter: { colour: 'red' } }, 'filter.colour'],
      [{ action: 'cancel', filter: { types: ['order.*'] } }, 'filter.types'],
      [{ action: 'cancel', filter: { statusCode: '500' } }, 'filter.statusCode'],
      [{ action: 'cancel', filter: {}, at: at(day) }, 'at'],
      [{ action: 'replay', filter: { status: 'failed' } }, 'filter.status'],
      [{ action: 'replay', filter: { endpointIds: [] } }, 'filter.endpointIds'],
      [{ action: 'reschedule', filter: {} }, 'at'],
      [{ action: 'reschedule', filter: {}, at: at(-day) }, 'at'],
      [{ action: 'reschedule', filter: {}, at: at(367 * day) }, 'at'],
      [{ action: 'redeliver', filter: {}, ratePerSecond: 0 }, 'ratePerSecond'],
      [{ action: 'redeliver', filter: {}, ratePerSecond: 1001 }, 'ratePerSecond'],
      [{ action: 'redeliver', filter: {}, ratePerSecond: 1.5 }, 'ratePerSecond'],
      [{ action: 'redeliver', filter: {}, reason: 'why' }, 'reason'],
    ];
    for (const [body, field] of refused) {
      const answer = await post(body);
      expect(answer.status, JSON.stringify(body)).toBe(422);
      expect(answer.body.errors, JSON.stringify(body)).toMatchObject([{ path: field }]);
    }
    expect((await tenant.request('GET', OPERATIONS)).body.data).toEqual([]);
  });

  it('lists operations newest first, page by page and by status, and audits every change', async () => {
    await inBackoff(3);
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) ids.push((await post({ action: 'cancel', filter: { eventType: 'none' } })).body.id);
    const running = await start({ action: 'hold', filter: {}, ratePerSecond: 1 }, 3);
    await steer(running, 'pause');
    await steer(running, 'resume');
    await steer(running, 'abort');

    const first = (await tenant.request('GET', `${OPERATIONS}?limit=2`)).body;
    expect(first.data.map(({ id }: { id: string }) => id)).toEqual([running, ids[2]]);
    const second = (await tenant.request('GET', `${OPERATIONS}?limit=2&cursor=${first.nextCursor}`)).body;
    expect(second.data.map(({ id }: { id: string }) => id)).toEqual([ids[1], ids[0]]);
    expect(second.nextCursor).toBeNull();
    const aborted = (await tenant.request('GET', `${OPERATIONS}?status=aborted`)).body;
    expect(aborted.data).toMatchObject([{ id: running, status: 'aborted' }]);

    const entries = await stack.api.dataSource.query<{ action: string; actor: string }[]>(
      'SELECT action, actor FROM audit_log WHERE tenant_id = $1 AND subject = $2 ORDER BY id',
      [tenant.tenantId, running],
    );
    expect(entries.map(({ action }) => action).toSorted()).toEqual([
      'operation.abort',
      'operation.create',
      'operation.pause',
      'operation.resume',
    ]);
    expect(new Set(entries.map(({ actor }) => actor))).toEqual(new Set([(await read(running)).actor]));
  });
});
