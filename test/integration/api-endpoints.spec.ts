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
    [{ status: 'paused' }, 'status', /"active"/],
    [{ filter: {} }, 'filter', 'is not a known field'],
    [{ rateLimitPerSecond: 5 }, 'rateLimitPerSecond', 'is not a known field'],
    [{ ordered: true }, 'ordered', 'is not a known field'],
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

async function insertDelivery(endpointId: string, id: string, status: string): Promise<void> {
  await api.dataSource.query(
    `INSERT INTO webhook_deliveries (id, tenant_id, endpoint_id, event_id, event_accepted_at, event_type, generation,
       envelope, status, next_trigger, dispatched_at)
     VALUES ($1, $2, $3, $1, now(), 'order.created', 0, '{}', $4, 'schedule', now())`,
    [id, tenant.id, endpointId, status],
  );
}
