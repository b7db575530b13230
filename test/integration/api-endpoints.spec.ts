import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createdEndpointSchema, endpointListSchema, endpointSchema, endpointSecretSchema } from '#libs/contracts/http';
import { TestApi, type ApiResponse, type TestTenant } from '../support/api.js';

const PROBLEM = 'https://everhook.dev/problems/';
const URL = 'https://shop.example/hooks';

let api: TestApi;
let tenant: TestTenant;
beforeAll(async () => {
  api = await TestApi.start();
  tenant = await api.createTenant();
});
afterAll(async () => {
  await api.close();
});

function create(body: Record<string, unknown> = {}, owner = tenant): Promise<ApiResponse> {
  return api.request('POST', '/api/v1/webhooks', { key: owner.owner, body: { url: URL, events: ['*'], ...body } });
}

function call(method: string, path: string, body?: unknown, key = tenant.owner): Promise<ApiResponse> {
  return api.request(method, `/api/v1/webhooks/${path}`, { key, body });
}

async function versions(endpointId: string): Promise<{ version: number; events: string[]; status: string }[]> {
  return api.dataSource.query(
    'SELECT version, events, channels, status, deleted FROM endpoint_versions WHERE endpoint_id = $1 ORDER BY version',
    [endpointId],
  );
}

describe('endpoints', () => {
  it('are made from a URL and events alone', async () => {
    const { status, body } = await create({ events: ['order.created', 'user.*'] });
    expect(status).toBe(201);
    const endpoint = createdEndpointSchema.parse(body);
    expect(endpoint).toMatchObject({
      tenantId: tenant.id,
      url: URL,
      events: ['order.created', 'user.*'],
      description: '',
      status: 'active',
      profile: 'standard-webhooks',
      retryPolicy: 'standard',
      retryPolicyFrom: 'default',
      timeoutMs: 15_000,
      lane: 'durable',
      headers: {},
      rateLimitPerSecond: null,
      ordered: false,
      orderingPolicy: 'block',
      gate: { state: 'open' },
      consecutiveFailures: 0,
      failingSince: null,
      disabledBecause: null,
      heldDeliveries: 0,
      inFlight: 0,
    });
    expect(endpoint.id).toMatch(/^ep_/);
    expect(endpoint.secret).toMatch(/^whsec_/);
  });

  it('keep everything that was given', async () => {
    const given = {
      description: 'All of it',
      profile: 'urtentic',
      profileOptions: { signaturePrefix: true },
      retryPolicy: { schedule: ['1m'], jitter: 0.5 },
      retryPolicyByEvent: { 'order.*': 'shop', 'order.created': 'leads' },
      timeoutMs: 2000,
      channels: ['eu', 'us'],
      headers: { 'X-Shard': '7' },
      maximumAge: '24h',
      ipAllowList: ['203.0.113.0/24', '2001:db8:1::/48'],
      metadata: { constructor: 'kept', nested: { a: [1, null] } },
      status: 'disabled',
      lane: 'durable',
      rateLimitPerSecond: 20,
      ordered: true,
      orderingPolicy: 'park',
    };
    const { body } = await create(given);
    const { secret, ...endpoint } = createdEndpointSchema.parse(body);
    expect(endpoint).toMatchObject(given);
    const read = await call('GET', endpoint.id);
    expect(endpointSchema.parse(read.body)).toEqual(endpoint);
    expect(read.text).not.toContain(secret);
  });

  it.each([
    ['urban-things', 5000],
    ['quickstart', 15_000],
  ])('with the profile %s time out after %d ms', async (profile, timeoutMs) => {
    const { body } = await create({ profile });
    expect(body).toMatchObject({ profile, timeoutMs });
  });

  it('take profile, options, retry policy and lane from their tenant', async () => {
    const shop = await api.createTenant({ profile: 'urtentic', profileOptions: {}, retryPolicy: 'shop' });
    const { body } = await create({}, shop);
    expect(body).toMatchObject({
      profile: 'urtentic',
      profileOptions: {},
      retryPolicy: 'shop',
      retryPolicyFrom: 'tenant',
    });
    const other = await create({ profile: 'svix' }, shop);
    expect(other.body).toMatchObject({ profile: 'svix', profileOptions: null });
  });

  it('are listed newest first, by status and by the event types that they get', async () => {
    const own = await api.createTenant();
    const ids: string[] = [];
    for (const body of [
      { events: ['order.created'] },
      { events: ['order.*'] },
      { events: ['user.*', 'order.item.*'], status: 'disabled' },
      { events: ['*'] },
    ]) {
      ids.unshift((await create(body, own)).body.id);
    }
    const list = async (query: string): Promise<string[]> => {
      const { body } = await api.request('GET', `/api/v1/webhooks?${query}`, { key: own.viewer });
      return endpointListSchema.parse(body).data.map(({ id }) => id);
    };
    expect(await list('')).toEqual(ids);
    expect(await list('status=disabled')).toEqual([ids[1]]);
    expect(await list('event=order.created')).toEqual([ids[0], ids[2], ids[3]]);
    expect(await list('event=order.item.added')).toEqual([ids[0], ids[1], ids[2]]);
    expect(await list('event=order')).toEqual([ids[0]]);
    const first = await api.request('GET', '/api/v1/webhooks?limit=3', { key: own.owner });
    expect(first.body.data).toHaveLength(3);
    expect(await list(`limit=3&cursor=${first.body.nextCursor}`)).toEqual([ids[3]]);
  });

  it('are changed field by field; null takes an optional one away', async () => {
    const made = (await create({ channels: ['eu'], headers: { 'x-a': '1' }, maximumAge: '90m', metadata: { a: 1 } }))
      .body;
    const changed = await call('PATCH', made.id, { description: 'New', retryPolicy: 'leads', maximumAge: '2h' });
    expect(changed.body).toMatchObject({
      description: 'New',
      retryPolicy: 'leads',
      retryPolicyFrom: 'endpoint',
      maximumAge: '2h',
      channels: ['eu'],
      headers: { 'x-a': '1' },
    });
    expect(Date.parse(changed.body.updatedAt)).toBeGreaterThan(Date.parse(made.updatedAt));
    expect(changed.body.createdAt).toBe(made.createdAt);
    const cleared = await call('PATCH', made.id, {
      retryPolicy: null,
      maximumAge: null,
      channels: null,
      headers: null,
      metadata: null,
    });
    expect(cleared.body).toMatchObject({
      retryPolicyFrom: 'default',
      maximumAge: null,
      channels: null,
      headers: {},
      metadata: null,
    });
  });

  it('move the watermark and keep a version with every change of what they match, and with no other', async () => {
    const own = await api.createTenant();
    const { id } = (await create({ events: ['a'] }, own)).body;
    await call('PATCH', id, { description: 'Nothing to match' }, own.owner);
    await call('PATCH', id, { events: ['b.*'], channels: ['eu'] }, own.owner);
    await call('PATCH', id, { status: 'disabled' }, own.owner);
    const second = (await create({}, own)).body;
    await call('DELETE', id, undefined, own.owner);
    expect(await versions(id)).toEqual([
      { version: 1, events: ['a'], channels: null, status: 'active', deleted: false },
      { version: 2, events: ['b.*'], channels: ['eu'], status: 'active', deleted: false },
      { version: 3, events: ['b.*'], channels: ['eu'], status: 'disabled', deleted: false },
      { version: 5, events: ['b.*'], channels: ['eu'], status: 'disabled', deleted: true },
    ]);
    expect(await versions(second.id)).toMatchObject([{ version: 4 }]);
    expect(await watermark(own.id)).toBe(5);
  });

  it('move the watermark with their format and URL too, which the relay keeps until it moves', async () => {
    const own = await api.createTenant();
    const { id } = (await create({}, own)).body;
    const changed = await call('PATCH', id, { profile: 'svix' }, own.owner);
    expect(changed.status).toBe(200);
    await call('PATCH', id, { url: 'https://elsewhere.example.com/hooks' }, own.owner);
    expect(await watermark(own.id)).toBe(3);
  });

  it('changed at the same moment get one version each', async () => {
    const own = await api.createTenant();
    const ids = await Promise.all(Array.from({ length: 4 }, async () => (await create({}, own)).body.id));
    const changes = await Promise.all(
      Array.from({ length: 12 }, (_, i) => call('PATCH', ids[i % 4], { events: [`e${i}`] }, own.owner)),
    );
    expect(changes.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));
    const rows = await api.dataSource.query('SELECT version FROM endpoint_versions WHERE tenant_id = $1', [own.id]);
    const seen = new Set(rows.map(({ version }: { version: number }) => version));
    expect(seen.size).toBe(16);
    expect(await watermark(own.id)).toBe(16);
  });

  it('are deleted with their unfinished deliveries told to cancel', async () => {
    const { id } = (await create()).body;
    for (const status of ['waiting', 'held', 'succeeded']) await insertDelivery(id, `dlv_${status}_${id}`, status);
    expect((await call('DELETE', id)).status).toBe(204);
    expect((await call('GET', id)).status).toBe(404);
    expect((await call('PATCH', id, {})).status).toBe(404);
    expect((await call('DELETE', id)).status).toBe(404);
    const commands = await api.dataSource.query(
      "SELECT delivery_id, kind, reason FROM workflow_commands WHERE delivery_id LIKE '%' || $1 ORDER BY delivery_id",
      [id],
    );
    const reason = 'the endpoint was deleted';
    expect(commands).toEqual([
      { delivery_id: `dlv_held_${id}`, kind: 'cancel', reason },
      { delivery_id: `dlv_waiting_${id}`, kind: 'cancel', reason },
    ]);
  });

  it('leave a trace of every change in the audit log, with the key that made it', async () => {
    const { id } = (await create()).body;
    await call('PATCH', id, { description: 'x' });
    await call('POST', `${id}/secret/rotate`, {});
    await call('POST', `${id}/secret/promote`);
    await call('DELETE', id);
    const rows = await api.dataSource.query(
      'SELECT a.action, k.role FROM audit_log a JOIN api_keys k ON k.id = a.actor WHERE a.subject = $1 ORDER BY a.id',
      [id],
    );
    expect(rows).toEqual(
      ['create', 'update', 'secret.rotate', 'secret.promote', 'delete'].map((change) => ({
        action: `endpoint.${change}`,
        role: 'owner',
      })),
    );
  });
});

/** Stands for what the engine does. */
async function setGate(id: string, columns: Record<string, unknown>): Promise<void> {
  const names = Object.keys(columns);
  await api.dataSource.query(
    `UPDATE endpoints SET ${names.map((name, index) => `${name} = $${index + 2}`).join(', ')} WHERE id = $1`,
    [id, ...Object.values(columns)],
  );
}

const auditOf = async (id: string): Promise<string[]> => {
  const rows: { action: string }[] = await api.dataSource.query(
    'SELECT action FROM audit_log WHERE subject = $1 ORDER BY id',
    [id],
  );
  return rows.map(({ action }) => action);
};

describe('the gate of an endpoint', () => {
  const PAUSED = {
    status: 'paused',
    gate: { state: 'paused', reason: 'paused', because: 'the endpoint is paused' },
  };

  it('is paused, and resumed with nothing held is open at once', async () => {
    const { id } = (await create()).body;
    const paused = await call('POST', `${id}/pause`);
    expect(paused.status).toBe(200);
    expect(endpointSchema.parse(paused.body)).toMatchObject({ ...PAUSED, heldDeliveries: 0, inFlight: 0 });
    expect((await call('POST', `${id}/pause`)).body).toMatchObject(PAUSED);
    expect((await call('GET', id)).body).toEqual(paused.body);
    const resumed = await call('POST', `${id}/resume`);
    expect(resumed.status).toBe(200);
    expect(endpointSchema.parse(resumed.body)).toMatchObject({ status: 'active', gate: { state: 'open' } });
    expect(await auditOf(id)).toEqual(['endpoint.create', 'endpoint.pause', 'endpoint.pause', 'endpoint.resume']);
  });

  it('drains what a pause has held, at the rate that was asked for', async () => {
    const { id } = (await create({ rateLimitPerSecond: 30 })).body;
    await call('POST', `${id}/pause`);
    await insertHeld(id, 3, 'paused');
    await insertHeld(id, 1, 'manual');
    await insertDelivery(id, `dlv_waiting_${id}`, 'waiting');
    expect((await call('GET', id)).body).toMatchObject({ heldDeliveries: 3 });
    const resumed = await call('POST', `${id}/resume`, {});
    expect(endpointSchema.parse(resumed.body)).toMatchObject({
      status: 'draining',
      gate: { state: 'draining', reason: 'paused', because: expect.stringMatching(/goes out/), ratePerSecond: 10 },
      heldDeliveries: 3,
    });
    // Of one that drains it changes the rate; a rate limit is never exceeded.
    expect((await call('POST', `${id}/resume`, { ratePerSecond: 25 })).body.gate.ratePerSecond).toBe(25);
    expect((await call('POST', `${id}/resume`, { ratePerSecond: 1000 })).body.gate.ratePerSecond).toBe(30);
    expect((await call('POST', `${id}/pause`)).body).toMatchObject({ ...PAUSED, heldDeliveries: 3 });
  });

  it('counts what is in flight', async () => {
    const { id } = (await create()).body;
    await insertDelivery(id, `dlv_flying_${id}`, 'delivering', "now() + interval '20 s'");
    expect((await call('POST', `${id}/pause`)).body).toMatchObject({ heldDeliveries: 0, inFlight: 1 });
  });

  it('resumed can discard what is old', async () => {
    const { id } = (await create()).body;
    await call('POST', `${id}/pause`);
    await insertHeld(id, 2, 'paused', { acceptedAt: '2026-01-01T00:00:00Z' });
    await insertHeld(id, 1, 'paused', { acceptedAt: '2026-02-01T00:00:00Z' });
    const { status, body } = await call('POST', `${id}/resume`, { discardBefore: '2026-02-01T01:00:00+01:00' });
    expect({ status, held: body.heldDeliveries, state: body.status }).toEqual({
      status: 200,
      held: 1,
      state: 'draining',
    });
    const rows = await api.dataSource.query(
      'SELECT status, because FROM webhook_deliveries WHERE endpoint_id = $1 ORDER BY event_accepted_at',
      [id],
    );
    const discarded = { status: 'cancelled', because: 'discarded when the endpoint was resumed' };
    expect(rows).toEqual([discarded, discarded, { status: 'held', because: 'the endpoint is paused' }]);
  });

  it.each([
    ['throttled', 'throttle'],
    ['broken', 'breaker'],
    ['draining', 'throttle'],
    ['draining', 'rate-limit'],
  ])('that is %s for %s is not resumed by hand', async (gate, reason) => {
    const { id } = (await create({ rateLimitPerSecond: 50 })).body;
    await setGate(id, { gate, gate_reason: reason, gate_because: 'as the engine says' });
    await insertHeld(id, 1, reason);
    expect(await call('POST', `${id}/resume`, {})).toMatchObject({
      status: 409,
      body: { type: `${PROBLEM}endpoint-not-paused` },
    });
    expect((await call('GET', id)).body).toMatchObject({
      status: 'active',
      gate: { state: gate, reason, because: 'as the engine says' },
    });
  });

  it('that is not paused cannot be resumed', async () => {
    const { id } = (await create()).body;
    const answer = await call('POST', `${id}/resume`, {});
    expect(answer).toMatchObject({
      status: 409,
      body: { type: `${PROBLEM}endpoint-not-paused`, detail: expect.stringContaining('not paused') },
    });
    expect(await auditOf(id)).toEqual(['endpoint.create']);
  });

  it('of a disabled endpoint is neither paused nor resumed', async () => {
    const { id } = (await create({ status: 'disabled' })).body;
    for (const action of ['pause', 'resume']) {
      expect(await call('POST', `${id}/${action}`)).toMatchObject({
        status: 409,
        body: { type: `${PROBLEM}endpoint-disabled` },
      });
    }
    const answer = await call('PATCH', id, { status: 'paused', description: 'not this' });
    expect(answer).toMatchObject({ status: 409, body: { type: `${PROBLEM}endpoint-disabled` } });
    expect((await call('GET', id)).body).toMatchObject({ status: 'disabled', description: '' });
  });

  it.each([
    [{ ratePerSecond: 0 }, 'ratePerSecond'],
    [{ ratePerSecond: 1001 }, 'ratePerSecond'],
    [{ ratePerSecond: 1.5 }, 'ratePerSecond'],
    [{ ratePerSecond: '10' }, 'ratePerSecond'],
    [{ ratePerSecond: null }, 'ratePerSecond'],
    [{ discardBefore: '2199-01-01T00:00:00Z' }, 'discardBefore'],
    [{ discardBefore: 'yesterday' }, 'discardBefore'],
    [{ rate: 5 }, 'rate'],
    [[], ''],
  ])('is not resumed with %j', async (body, path) => {
    const { id } = (await create({ status: 'paused' })).body;
    const answer = await call('POST', `${id}/resume`, body);
    expect(answer).toMatchObject({ status: 422, body: { type: `${PROBLEM}validation-failed` } });
    expect(answer.body.errors).toMatchObject([{ path }]);
    expect((await call('GET', id)).body).toMatchObject(PAUSED);
  });

  it('is paused from the start when asked for, and takes part in matching', async () => {
    const made = await create({ status: 'paused' });
    expect(made.status).toBe(201);
    expect(createdEndpointSchema.parse(made.body)).toMatchObject({ ...PAUSED, heldDeliveries: 0, inFlight: 0 });
    expect(await versions(made.body.id)).toMatchObject([{ status: 'active' }]);
  });

  it('is moved by the status of a change, as by the routes', async () => {
    const { id } = (await create()).body;
    const before = await watermark(tenant.id);
    expect((await call('PATCH', id, { status: 'paused', description: 'and more' })).body).toMatchObject({
      ...PAUSED,
      description: 'and more',
    });
    expect(await watermark(tenant.id)).toBe(before);
    await insertHeld(id, 1, 'paused');
    expect((await call('PATCH', id, { status: 'active' })).body).toMatchObject({
      status: 'draining',
      gate: { ratePerSecond: 10 },
      heldDeliveries: 1,
    });
    expect((await call('PATCH', id, { status: 'active' })).body.status).toBe('draining');
    const disabled = await call('PATCH', id, { status: 'disabled' });
    expect(endpointSchema.parse(disabled.body)).toMatchObject({
      status: 'disabled',
      gate: { state: 'open' },
      heldDeliveries: 0,
    });
    expect((await call('PATCH', id, { status: 'active' })).body).toMatchObject({
      status: 'active',
      gate: { state: 'open' },
    });
    expect(await call('PATCH', id, { status: 'draining' })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'status', message: expect.stringContaining('/resume') }] },
    });
  });

  it('shows a throttle, a breaker and what failed', async () => {
    const { id } = (await create()).body;
    const until = '2199-01-01T00:00:00.000Z';
    await setGate(id, { gate: 'throttled', gate_reason: 'throttle', gate_because: 'left alone', gate_until: until });
    const throttled = (await call('GET', id)).body;
    expect(endpointSchema.parse(throttled)).toMatchObject({
      status: 'active',
      gate: { state: 'throttled', reason: 'throttle', because: 'left alone', until },
    });
    const since = '2026-01-01T00:00:00.000Z';
    await setGate(id, { gate: 'broken', gate_reason: 'breaker', consecutive_failures: 7, failing_since: since });
    expect(endpointSchema.parse((await call('GET', id)).body)).toMatchObject({
      status: 'active',
      gate: { state: 'broken', reason: 'breaker', until },
      consecutiveFailures: 7,
      failingSince: since,
    });
    await setGate(id, { gate: 'draining', gate_reason: 'throttle', gate_until: null });
    expect(endpointSchema.parse((await call('GET', id)).body)).toMatchObject({
      status: 'active',
      gate: { state: 'draining', reason: 'throttle', ratePerSecond: 10 },
    });
  });

  it('of a stopped tenant is paused, whatever its own state', async () => {
    const own = await api.createTenant();
    const { id } = (await create({}, own)).body;
    await api.request('POST', `/api/v1/tenants/${own.id}/stop`, { key: own.owner });
    const stopped = { state: 'paused', reason: 'paused', because: 'the tenant is stopped' };
    expect((await call('GET', id, undefined, own.owner)).body).toMatchObject({ status: 'paused', gate: stopped });
    const late = (await create({}, own)).body;
    expect(late).toMatchObject({ status: 'paused', gate: stopped });
    // Not paused itself: nothing to resume.
    expect((await call('POST', `${id}/resume`, {}, own.owner)).status).toBe(409);
    await call('POST', `${id}/pause`, undefined, own.owner);
    await api.request('POST', `/api/v1/tenants/${own.id}/start`, { key: own.owner });
    expect((await call('GET', id, undefined, own.owner)).body).toMatchObject(PAUSED);
    expect((await call('GET', late.id, undefined, own.owner)).body).toMatchObject({ status: 'active' });
  });

  it('is found by the status that it makes, and counted for single endpoints only', async () => {
    const own = await api.createTenant();
    const ids: Record<string, string> = {};
    for (const status of ['active', 'paused', 'disabled']) ids[status] = (await create({ status }, own)).body.id;
    ids['draining'] = (await create({}, own)).body.id;
    await setGate(ids['draining']!, { gate: 'draining', gate_reason: 'paused' });
    const throttled = (await create({}, own)).body.id;
    await setGate(throttled, { gate: 'throttled', gate_reason: 'throttle' });
    const list = async (status: string) => {
      const { body } = await api.request('GET', `/api/v1/webhooks?status=${status}`, { key: own.viewer });
      return endpointListSchema.parse(body).data;
    };
    for (const status of ['paused', 'disabled', 'draining']) {
      expect(await list(status)).toMatchObject([{ id: ids[status], status }]);
    }
    const active = await list('active');
    expect(active.map(({ id, status }) => ({ id, status }))).toEqual([
      { id: throttled, status: 'active' },
      { id: ids['active'], status: 'active' },
    ]);
    expect(active[0]).not.toHaveProperty('heldDeliveries');
    expect(active[0]).not.toHaveProperty('inFlight');
    const bad = await api.request('GET', '/api/v1/webhooks?status=asleep', { key: own.viewer });
    expect(bad.status).toBe(422);
  });

  it('is for owners of the tenant', async () => {
    const { id } = (await create()).body;
    const stranger = await api.createTenant();
    for (const action of ['pause', 'resume', 'enable', 'disable']) {
      expect((await call('POST', `${id}/${action}`, undefined, tenant.viewer)).status).toBe(403);
      expect((await call('POST', `${id}/${action}`, undefined, tenant.publisher)).status).toBe(403);
      expect((await call('POST', `${id}/${action}`, undefined, stranger.owner)).status).toBe(404);
      expect((await call('POST', `ep_none/${action}`)).status).toBe(404);
    }
    expect((await call('GET', id)).body).toMatchObject({ status: 'active' });
    expect(await auditOf(id)).toEqual(['endpoint.create']);
  });
});

describe('disabling an endpoint', () => {
  it('cancels what waits, and enabling begins without a past', async () => {
    const { id } = (await create()).body;
    await call('POST', `${id}/pause`);
    await insertHeld(id, 2, 'paused');
    await insertDelivery(id, `dlv_waiting_${id}`, 'waiting');
    await setGate(id, { consecutive_failures: 3, failing_since: '2026-01-01T00:00:00Z' });
    const disabled = await call('POST', `${id}/disable`);
    expect(disabled.status).toBe(200);
    expect(endpointSchema.parse(disabled.body)).toMatchObject({
      status: 'disabled',
      gate: { state: 'open' },
      consecutiveFailures: 0,
      failingSince: null,
      disabledBecause: null,
      heldDeliveries: 0,
    });
    const rows = await api.dataSource.query(
      `SELECT status, count(*)::int AS count, max(because) AS because, sum(pending_commands)::int AS commands
       FROM webhook_deliveries WHERE endpoint_id = $1 GROUP BY status ORDER BY status`,
      [id],
    );
    expect(rows).toEqual([
      { status: 'cancelled', count: 2, because: 'the endpoint was disabled', commands: 0 },
      { status: 'waiting', count: 1, because: '', commands: 1 },
    ]);
    expect((await call('POST', `${id}/disable`)).body.status).toBe('disabled');
    expect((await call('POST', `${id}/enable`)).body).toMatchObject({ status: 'active', gate: { state: 'open' } });
    expect((await call('POST', `${id}/enable`)).body).toMatchObject({ status: 'active' });
    expect((await versions(id)).map(({ status }) => status)).toEqual([
      'active',
      'disabled',
      'disabled',
      'active',
      'active',
    ]);
  });

  it('by a rule says why until it is enabled', async () => {
    const { id } = (await create()).body;
    const because = 'the receiver answered 410: it wants no more';
    await setGate(id, { status: 'disabled', disabled_because: because, consecutive_failures: 1 });
    expect((await call('GET', id)).body).toMatchObject({
      status: 'disabled',
      disabledBecause: because,
      consecutiveFailures: 1,
      gate: { state: 'open' },
    });
    expect((await call('POST', `${id}/enable`)).body).toMatchObject({
      status: 'active',
      disabledBecause: null,
      consecutiveFailures: 0,
    });
  });
});

describe('order and rate of an endpoint', () => {
  it('are changed one by one', async () => {
    const { id } = (await create()).body;
    const changes = [{ ordered: true }, { orderingPolicy: 'skip' }, { rateLimitPerSecond: 7 }];
    for (const change of changes) {
      expect((await call('PATCH', id, change)).body).toMatchObject(change);
    }
    expect((await call('GET', id)).body).toMatchObject(Object.assign({}, ...changes));
    expect((await call('PATCH', id, { rateLimitPerSecond: null, ordered: false })).body).toMatchObject({
      rateLimitPerSecond: null,
      ordered: false,
      orderingPolicy: 'skip',
    });
    expect((await call('PATCH', id, { ordered: null })).status).toBe(422);
  });

  it.each([
    ['retryPolicy', { retryPolicy: 'leads' }, 'backoff', 'rate-limit'],
    ['retryPolicyByEvent', { retryPolicyByEvent: { 'order.*': 'leads' } }, 'retry-after', 'rate-limit'],
    ['rateLimitPerSecond', { rateLimitPerSecond: 5 }, 'rate-limit', 'backoff'],
  ])('a changed %s has the waits recomputed that depend on it', async (_, change, reason, other) => {
    const { id } = (await create()).body;
    await insertDelivery(id, `dlv_a_${id}`, 'waiting');
    await insertDelivery(id, `dlv_b_${id}`, 'waiting');
    await api.dataSource.query('UPDATE webhook_deliveries SET wait_reason = $2 WHERE id = $1', [`dlv_a_${id}`, reason]);
    await api.dataSource.query('UPDATE webhook_deliveries SET wait_reason = $2 WHERE id = $1', [`dlv_b_${id}`, other]);
    expect((await call('PATCH', id, change)).status).toBe(200);
    expect((await call('PATCH', id, change)).status).toBe(200);
    const told = await api.dataSource.query(
      "SELECT delivery_id, kind FROM workflow_commands WHERE delivery_id LIKE '%' || $1",
      [id],
    );
    expect(told).toEqual([{ delivery_id: `dlv_a_${id}`, kind: 'policyChanged' }]);
  });
});

describe('headers of endpoints', () => {
  it('are stored encrypted and shown without credentials', async () => {
    const headers = { Authorization: 'Bearer hidden-1', 'X-Api-Key': 'hidden-2', 'X-Shard': 'shown' };
    const made = await create({ headers });
    const shown = { Authorization: '[redacted]', 'X-Api-Key': '[redacted]', 'X-Shard': 'shown' };
    expect(made.body.headers).toEqual(shown);
    const [row] = await api.dataSource.query('SELECT * FROM endpoints WHERE id = $1', [made.body.id]);
    expect(JSON.stringify(row)).not.toContain('hidden');
    expect(JSON.parse(api.secretBox.decrypt(row.headers_ciphertext))).toEqual(headers);

    const sentBack = { ...shown, 'X-Shard': '8' };
    expect((await call('PATCH', made.body.id, { headers: sentBack })).body.headers).toEqual(sentBack);
    const [after] = await api.dataSource.query('SELECT * FROM endpoints WHERE id = $1', [made.body.id]);
    expect(JSON.parse(api.secretBox.decrypt(after.headers_ciphertext))).toEqual({ ...headers, 'X-Shard': '8' });
  });

  it.each([
    ['Host', 'is set by Everhook itself'],
    ['content-type', 'is set by Everhook itself'],
    ['Transfer-Encoding', 'is set by Everhook itself'],
    ['Webhook-Signature', "is one of the profile's own headers"],
    ['bad name', 'must be the name of a header, at most 128 characters'],
    ['', 'must be the name of a header, at most 128 characters'],
  ])('may not be %s', async (name, message) => {
    const answer = await create({ headers: { [name]: 'x' } });
    expect(answer).toMatchObject({ status: 422, body: { type: `${PROBLEM}validation-failed` } });
    expect(answer.body.errors).toEqual([{ path: `headers.${name}`, message }]);
  });

  it('may not smuggle another header in, nor come twice', async () => {
    expect((await create({ headers: { 'x-a': 'a\r\nx-b: c' } })).status).toBe(422);
    expect((await create({ headers: { 'x-a': '1', 'X-A': '2' } })).status).toBe(422);
    expect((await create({ headers: { 'x-a': '[redacted]' } })).status).toBe(422);
  });

  it('are checked again when the profile changes', async () => {
    const { id } = (await create({ profile: 'quickstart', headers: { 'x-event-id': 'mine' } })).body;
    const answer = await call('PATCH', id, { profile: 'urban-things' });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'headers.x-event-id' }] } });
    expect((await call('GET', id)).body.profile).toBe('quickstart');
  });
});

describe('secrets of endpoints', () => {
  it('are encrypted at rest and readable under their own route only', async () => {
    const made = (await create({ profile: 'quickstart', secret: 'my-own-secret-0123456789' })).body;
    expect(made.secret).toBe('my-own-secret-0123456789');
    const { body } = await call('GET', `${made.id}/secret`);
    expect(endpointSecretSchema.parse(body)).toMatchObject({
      secret: made.secret,
      secrets: [{ secret: made.secret, signs: true, expiresAt: null }],
    });
    const dump = JSON.stringify([
      await api.dataSource.query('SELECT * FROM endpoint_secrets'),
      await api.dataSource.query('SELECT * FROM endpoints'),
      await api.dataSource.query('SELECT * FROM audit_log'),
    ]);
    expect(dump).not.toContain(made.secret);
    expect((await call('GET', '')).text + (await call('GET', made.id)).text).not.toContain(made.secret);
  });

  it.each([
    ['urtentic', 'not base64!', /base64/],
    ['standard-webhooks', 'C2FVsBQIhrscChlQIMV+b5sSYspob7oD', /whsec_/],
    ['standard-webhooks', 'whsec_short', /base64/],
    ['standard-webhooks', 'whsec_QUJD', /too short/],
    ['quickstart', 'x', /too short/],
  ])('must fit the profile %s: "%s" does not', async (profile, secret, message) => {
    const answer = await create({ profile, secret });
    expect(answer).toMatchObject({ status: 422, body: { type: `${PROBLEM}invalid-secret` } });
    expect(answer.body.errors).toEqual([{ path: 'secret', message: expect.stringMatching(message) }]);
    const { id } = (await create({ profile })).body;
    expect(await call('POST', `${id}/secret/rotate`, { secret })).toMatchObject({
      status: 422,
      body: { type: `${PROBLEM}invalid-secret` },
    });
  });

  it('rotated in a format with several signatures both sign until the overlap ends', async () => {
    const made = (await create()).body;
    const before = Date.now();
    const rotated = endpointSecretSchema.parse((await call('POST', `${made.id}/secret/rotate`, {})).body);
    expect(rotated.secret).not.toBe(made.secret);
    expect(rotated.secrets).toMatchObject([
      { secret: rotated.secret, signs: true, expiresAt: null },
      { secret: made.secret, signs: true },
    ]);
    const end = Date.parse(rotated.secrets[1]?.expiresAt ?? '') - 86_400_000;
    expect(end).toBeGreaterThanOrEqual(before);
    expect(end).toBeLessThanOrEqual(Date.now());
    expect((await call('GET', `${made.id}/secret`)).body).toEqual(rotated);
  });

  it('rotated in a format with one signature sign with the old one until promoted', async () => {
    const made = (await create({ profile: 'quickstart' })).body;
    const { body } = await call('POST', `${made.id}/secret/rotate`, { secret: 'the-next-secret-0123456789' });
    expect(body.secrets).toMatchObject([
      { secret: 'the-next-secret-0123456789', signs: false },
      { secret: made.secret, signs: true },
    ]);
    const promoted = await call('POST', `${made.id}/secret/promote`);
    expect(promoted.status).toBe(200);
    expect(promoted.body).toMatchObject({
      secret: 'the-next-secret-0123456789',
      secrets: [{ secret: 'the-next-secret-0123456789', signs: true, expiresAt: null }],
    });
    expect(await call('POST', `${made.id}/secret/promote`)).toMatchObject({
      status: 409,
      body: { type: `${PROBLEM}no-rotation` },
    });
  });

  it('are not rotated again during an overlap, unless to replace', async () => {
    const made = (await create({ profile: 'quickstart' })).body;
    const path = `${made.id}/secret/rotate`;
    await call('POST', path, { overlapSeconds: 600 });
    const refused = await call('POST', path, {});
    expect(refused).toMatchObject({ status: 409, body: { type: `${PROBLEM}rotation-in-progress` } });
    const replaced = (await call('POST', path, { replace: true, overlapSeconds: 3600 })).body;
    // Nothing was signed with the one in between: it is gone, and the first one signs on.
    expect(replaced.secrets).toMatchObject([{ signs: false }, { secret: made.secret, signs: true }]);
    expect(Date.parse(replaced.secrets[1].expiresAt)).toBeGreaterThan(Date.now() + 3_000_000);
  });

  it('replaced in a format with several signatures all stay valid', async () => {
    const made = (await create()).body;
    const path = `${made.id}/secret/rotate`;
    const second = (await call('POST', path, { overlapSeconds: 600 })).body;
    const third = (await call('POST', path, { overlapSeconds: 3600, replace: true })).body;
    expect(third.secrets).toMatchObject([
      { secret: third.secret, signs: true, expiresAt: null },
      { secret: second.secret, signs: true },
      { secret: made.secret, signs: true, expiresAt: second.secrets[1].expiresAt },
    ]);
  });

  it('rotated without an overlap count at once, and can be rotated again', async () => {
    const made = (await create()).body;
    for (let i = 0; i < 2; i++) {
      const { status, body } = await call('POST', `${made.id}/secret/rotate`, { overlapSeconds: 0 });
      expect({ status, left: body.secrets.length }).toEqual({ status: 200, left: 1 });
    }
    const rows = await api.dataSource.query('SELECT 1 FROM endpoint_secrets WHERE endpoint_id = $1', [made.id]);
    expect(rows.length).toBeLessThanOrEqual(2);
  });

  it('rotated without a body take the defaults', async () => {
    const made = (await create()).body;
    const answer = await api.request('POST', `/api/v1/webhooks/${made.id}/secret/rotate`, { key: tenant.owner });
    expect(answer.status).toBe(200);
    expect(answer.body.secrets).toHaveLength(2);
  });

  it.each([[-1], [2_592_001], [1.5], ['60']])('with an overlap of %j are 422', async (overlapSeconds) => {
    const { id } = (await create()).body;
    const answer = await call('POST', `${id}/secret/rotate`, { overlapSeconds });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'overlapSeconds' }] } });
  });

  it('that a new profile cannot use must be given with it', async () => {
    const made = (await create({ profile: 'quickstart' })).body;
    const refused = await call('PATCH', made.id, { profile: 'standard-webhooks' });
    expect(refused).toMatchObject({ status: 422, body: { type: `${PROBLEM}invalid-secret` } });
    const secret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
    expect((await call('PATCH', made.id, { profile: 'standard-webhooks', secret })).status).toBe(200);
    expect((await call('GET', `${made.id}/secret`)).body.secrets).toMatchObject([{ secret, signs: true }]);
    expect((await call('PATCH', made.id, { secret })).body.errors).toMatchObject([{ path: 'secret' }]);
  });

  it('of ed25519 come with the public key', async () => {
    const { body } = await create({ profileOptions: { signatureVersion: 'v1a' } });
    expect(body.secret).toMatch(/^whsk_/);
    const read = await call('GET', `${body.id}/secret`);
    expect(read.body.publicKey).toMatch(/^whpk_/);
  });
});

describe('bad input for endpoints', () => {
  it.each([
    ['http:', 'http://shop.example/hooks'],
    ['another scheme', 'ftp://shop.example/hooks'],
    ['no URL', 'shop.example'],
    ['a private address', 'https://10.1.2.3/hooks'],
    ['loopback', 'https://127.0.0.1/hooks'],
    ['loopback as one number', 'https://2130706433/hooks'],
    ['loopback, mapped', 'https://[::ffff:7f00:1]/hooks'],
    ['localhost', 'https://localhost/hooks'],
    ['the metadata service', 'https://169.254.169.254/latest'],
    ['credentials', 'https://user:pass@shop.example/hooks'],
  ])('%s as URL is 422 and stores nothing', async (_, url) => {
    const before = await count();
    const answer = await create({ url });
    expect(answer).toMatchObject({ status: 422, body: { type: `${PROBLEM}invalid-url` } });
    expect(answer.body.errors).toMatchObject([{ path: 'url' }]);
    expect(await count()).toBe(before);
    const { id } = (await create()).body;
    expect((await call('PATCH', id, { url })).status).toBe(422);
    expect((await call('GET', id)).body.url).toBe(URL);
  });

  it.each([
    [{ events: [] }, 'events', /at least one/],
    [{ events: ['order.*.x'] }, 'events.0', /"prefix\.\*"/],
    [{ events: 'order' }, 'events', /array/],
    [{ timeoutMs: 999 }, 'timeoutMs', /1000/],
    [{ timeoutMs: 60_001 }, 'timeoutMs', /60000/],
    [{ maximumAge: '10' }, 'maximumAge', /duration/],
    [{ maximumAge: '1ms' }, 'maximumAge', /at least/],
    [{ ipAllowList: ['nonsense'] }, 'ipAllowList.0', /./],
    [{ ipAllowList: ['203.0.113.0/33'] }, 'ipAllowList.0', /./],
    [{ channels: ['a b'] }, 'channels.0', /letters/],
    [{ retryPolicy: { schedule: [], maximumAttempts: 3 } }, 'retryPolicy.maximumAttempts', /not a known field/],
    [{ retryPolicyByEvent: { 'a..b': 'shop' } }, 'retryPolicyByEvent.a..b', /"prefix\.\*"/],
    [{ metadata: { a: 'x\0' } }, 'metadata', /U\+0000/],
    [{ metadata: { '\ud800': 1 } }, 'metadata', /surrogates/],
    [{ metadata: { a: 'x'.repeat(17_000) } }, 'metadata', /16384/],
    [{ profileOptions: { signaturePrefix: 'yes' }, profile: 'urtentic' }, 'profileOptions.signaturePrefix', /boolean/],
    [{ status: 'asleep' }, 'status', /"active"/],
    [{ status: 'draining' }, 'status', /\/resume/],
    [{ filter: {} }, 'filter', 'is not a known field'],
    [{ rateLimitPerSecond: 0 }, 'rateLimitPerSecond', /^must be >=1$/],
    [{ rateLimitPerSecond: 1001 }, 'rateLimitPerSecond', /^must be <=1000$/],
    [{ rateLimitPerSecond: 1.5 }, 'rateLimitPerSecond', /int/],
    [{ ordered: 'yes' }, 'ordered', /boolean/],
    [{ orderingPolicy: 'wait' }, 'orderingPolicy', /"block"/],
    [{ gate: { state: 'open' } }, 'gate', 'is not a known field'],
  ])('%j names %s', async (body, path, message) => {
    const before = await count();
    const answer = await create(body);
    expect(answer).toMatchObject({ status: 422, body: { type: `${PROBLEM}validation-failed` } });
    expect(answer.body.errors).toContainEqual({ path, message: expect.stringMatching(message) });
    expect(await count()).toBe(before);
  });

  it('an admin must name an existing tenant', async () => {
    const body = { url: URL, events: ['*'] };
    expect(await api.request('POST', '/api/v1/webhooks', { body })).toMatchObject({
      status: 400,
      body: { type: `${PROBLEM}tenant-required` },
    });
    for (const named of ['ten_never_made', 'a.b', 'x'.repeat(100)]) {
      const answer = await api.request('POST', '/api/v1/webhooks', { body, tenant: named });
      expect(answer).toMatchObject({ status: 404, body: { type: `${PROBLEM}not-found` } });
    }
    const good = await api.request('POST', '/api/v1/webhooks', { body, tenant: tenant.id });
    expect(good).toMatchObject({ status: 201, body: { tenantId: tenant.id } });
  });

  it("a tenant's key may not name another tenant", async () => {
    const other = await api.createTenant();
    const answer = await api.request('GET', '/api/v1/webhooks', { key: tenant.owner, tenant: other.id });
    expect(answer).toMatchObject({ status: 404, body: { type: `${PROBLEM}not-found` } });
    const own = await api.request('GET', '/api/v1/webhooks', { key: tenant.owner, tenant: tenant.id });
    expect(own.status).toBe(200);
  });

  it('configuration opens http: and private networks', async () => {
    const open = await TestApi.start({ EVERHOOK_ALLOW_HTTP: 'true', EVERHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' });
    try {
      const { owner } = await open.createTenant();
      const post = (url: string): Promise<ApiResponse> =>
        open.request('POST', '/api/v1/webhooks', { key: owner, body: { url, events: ['*'] } });
      expect((await post('http://127.0.0.1:8080/hooks')).status).toBe(201);
      expect((await post('http://10.0.0.1/hooks')).status).toBe(422);
    } finally {
      await open.close();
    }
  });
});

async function count(): Promise<number> {
  const [row] = await api.dataSource.query('SELECT count(*)::int AS count FROM endpoints');
  return row.count;
}

async function watermark(tenantId: string): Promise<number> {
  const [row] = await api.dataSource.query('SELECT endpoints_version FROM tenants WHERE id = $1', [tenantId]);
  return row.endpoints_version;
}

/** @param due when its next attempt is due, or its lease ends, as SQL */
async function insertDelivery(endpointId: string, id: string, status: string, due = 'NULL'): Promise<void> {
  await api.dataSource.query(
    `INSERT INTO webhook_deliveries (id, tenant_id, endpoint_id, event_id, event_accepted_at, event_type, generation,
       envelope, status, next_trigger, dispatched_at, next_attempt_at)
     VALUES ($1, $2, $3, $1, now(), 'order.created', 0, '{}', $4, 'schedule', now(), ${due})`,
    [id, tenant.id, endpointId, status],
  );
}

/** Deliveries that were held from the start: no workflow stands behind them. */
async function insertHeld(
  endpointId: string,
  count: number,
  reason: string,
  { acceptedAt = '2026-03-01T00:00:00Z' } = {},
): Promise<void> {
  await api.dataSource.query(
    `INSERT INTO webhook_deliveries (id, tenant_id, endpoint_id, event_id, event_accepted_at, event_type, generation,
       envelope, status, wait_reason, because, next_trigger)
     SELECT 'dlv_' || gen_random_uuid(), $1, $2, 'e' || n, $5, 'order.created', 0, '{}', 'held', $4,
            'the endpoint is paused', 'schedule'
     FROM generate_series(1, $3::int) n`,
    [tenant.id, endpointId, count, reason, acceptedAt],
  );
}
