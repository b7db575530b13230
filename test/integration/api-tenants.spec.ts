import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createdKeySchema, tenantListSchema, tenantSchema } from '#libs/contracts/http';
import { ADMIN_KEY, TestApi } from '../support/api.js';

const PROBLEM = 'https://everhook.dev/problems/';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(async () => {
  await api.close();
});

describe('tenants', () => {
  it('are made with an id of our own and sensible defaults', async () => {
    const { status, body } = await api.request('POST', '/api/v1/tenants', { body: { name: 'Plain' } });
    expect(status).toBe(201);
    const tenant = tenantSchema.parse(body);
    expect(tenant.id).toMatch(/^ten_/);
    expect(tenant).toMatchObject({
      name: 'Plain',
      externalId: tenant.id,
      profile: 'standard-webhooks',
      retryPolicy: 'standard',
      lane: 'durable',
      allowedEvents: null,
      stoppedAt: null,
    });
    expect((await api.request('GET', `/api/v1/tenants/${tenant.id}`)).body).toEqual(tenant);
  });

  it.each([
    ['4711', undefined, 4711],
    ['0', undefined, 0],
    ['007', undefined, '007'],
    ['9007199254740993', undefined, '9007199254740993'],
    ['shop-1', undefined, 'shop-1'],
    ['4712', 'as-text', 'as-text'],
    ['shop-2', 99, 99],
  ])('with the chosen id %s and the external id %s carry %s', async (id, externalId, expected) => {
    const { status, body } = await api.request('POST', '/api/v1/tenants', { body: { id, name: 'Chosen', externalId } });
    expect({ status, id: body.id, externalId: body.externalId }).toEqual({ status: 201, id, externalId: expected });
  });

  it('keep their id for ever', async () => {
    const body = { id: 'once', name: 'Once' };
    expect((await api.request('POST', '/api/v1/tenants', { body })).status).toBe(201);
    const second = await api.request('POST', '/api/v1/tenants', { body });
    expect(second).toMatchObject({ status: 409, body: { type: `${PROBLEM}already-exists` } });
    expect((await api.request('DELETE', '/api/v1/tenants/once')).status).toBe(204);
    expect((await api.request('GET', '/api/v1/tenants/once')).status).toBe(404);
    expect((await api.request('POST', '/api/v1/tenants', { body })).status).toBe(409);
  });

  it('are changed field by field', async () => {
    const { id } = await api.createTenant({ profile: 'urtentic', profileOptions: { signaturePrefix: true } });
    const renamed = await api.request('PATCH', `/api/v1/tenants/${id}`, {
      body: { name: 'New', retryPolicy: { schedule: ['1m', '5m'] }, allowedEvents: ['order.*'] },
    });
    expect(renamed).toMatchObject({
      status: 200,
      body: {
        name: 'New',
        profile: 'urtentic',
        profileOptions: { signaturePrefix: true },
        retryPolicy: { schedule: ['1m', '5m'] },
        allowedEvents: ['order.*'],
      },
    });
    const reset = await api.request('PATCH', `/api/v1/tenants/${id}`, {
      body: { profile: 'quickstart', retryPolicy: null, allowedEvents: null },
    });
    expect(reset.body).toMatchObject({
      name: 'New',
      profile: 'quickstart',
      profileOptions: null,
      retryPolicy: 'standard',
      allowedEvents: null,
    });
  });

  it('are listed newest first, page by page, each exactly once', async () => {
    const made: string[] = [];
    for (let i = 0; i < 5; i++) made.unshift((await api.createTenant()).id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { body } = await api.request('GET', `/api/v1/tenants?limit=2${query}`);
      const list = tenantListSchema.parse(body);
      expect(list.data.length).toBeLessThanOrEqual(2);
      seen.push(...list.data.map(({ id }) => id));
      cursor = list.nextCursor;
    } while (cursor !== null);
    expect(seen.slice(0, 5)).toEqual(made);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('with unfinished deliveries are deleted by force only, which cancels those', async () => {
    const { id, owner } = await api.createTenant();
    await insertDelivery(id, 'dlv_waiting', 'waiting');
    await insertDelivery(id, 'dlv_done', 'succeeded');
    const refused = await api.request('DELETE', `/api/v1/tenants/${id}`);
    expect(refused).toMatchObject({ status: 409, body: { type: `${PROBLEM}tenant-busy` } });
    expect((await api.request('DELETE', `/api/v1/tenants/${id}?force=true`)).status).toBe(204);
    const commands = await api.dataSource.query('SELECT delivery_id, kind, actor FROM workflow_commands');
    expect(commands).toEqual([{ delivery_id: 'dlv_waiting', kind: 'cancel', actor: 'bootstrap-admin' }]);
    expect((await api.request('GET', `/api/v1/tenants/${id}/keys`, { key: owner })).status).toBe(401);
  });

  it('leave a trace of every change in the audit log', async () => {
    const { id } = await api.createTenant();
    await api.request('PATCH', `/api/v1/tenants/${id}`, { body: { name: 'Changed' } });
    await api.request('DELETE', `/api/v1/tenants/${id}`);
    const entries: { action: string }[] = await api.dataSource.query(
      'SELECT actor, action, subject FROM audit_log WHERE tenant_id = $1 AND subject = $1 ORDER BY id',
      [id],
    );
    expect(entries.map(({ action }) => action)).toEqual(['tenant.create', 'tenant.update', 'tenant.delete']);
  });
});

describe('the stop switch of a tenant', () => {
  const move = (id: string, action: 'stop' | 'start', key?: string) =>
    api.request('POST', `/api/v1/tenants/${id}/${action}`, key === undefined ? {} : { key });

  it('stops and starts it, whoever asks of admin and owner, and leaves a trace', async () => {
    const { id, owner } = await api.createTenant();
    const stopped = await move(id, 'stop', owner);
    expect(stopped.status).toBe(200);
    const { stoppedAt } = tenantSchema.parse(stopped.body);
    expect(Math.abs(Date.parse(stoppedAt!) - Date.now())).toBeLessThan(60_000);
    expect((await api.request('GET', `/api/v1/tenants/${id}`)).body).toMatchObject({ id, stoppedAt });
    // A second stop changes nothing: it is stopped since the first.
    expect((await move(id, 'stop')).body.stoppedAt).toBe(stoppedAt);
    const started = await move(id, 'start');
    expect(started.status).toBe(200);
    expect(tenantSchema.parse(started.body).stoppedAt).toBeNull();
    expect(await move(id, 'start', owner)).toMatchObject({ status: 200, body: { stoppedAt: null } });
    const rows = await api.dataSource.query(
      "SELECT action, actor LIKE 'key_%' AS owner FROM audit_log WHERE subject = $1 AND action LIKE 'tenant.st%' ORDER BY id",
      [id],
    );
    expect(rows).toEqual([
      { action: 'tenant.stop', owner: true },
      { action: 'tenant.stop', owner: false },
      { action: 'tenant.start', owner: false },
      { action: 'tenant.start', owner: true },
    ]);
  });

  it('is for admins and the owners of the tenant', async () => {
    const [mine, other] = [await api.createTenant(), await api.createTenant()];
    for (const action of ['stop', 'start'] as const) {
      expect((await move(mine.id, action, mine.viewer)).status).toBe(403);
      expect((await move(mine.id, action, mine.publisher)).status).toBe(403);
      expect((await move(mine.id, action, other.owner)).status).toBe(404);
      expect((await move('ten_never_made', action)).status).toBe(404);
      expect((await api.request('POST', `/api/v1/tenants/${mine.id}/${action}`, { key: null })).status).toBe(401);
    }
    await api.request('DELETE', `/api/v1/tenants/${other.id}`);
    expect((await move(other.id, 'stop')).status).toBe(404);
    expect((await api.request('GET', `/api/v1/tenants/${mine.id}`)).body.stoppedAt).toBeNull();
  });
});

describe('keys', () => {
  it('are shown once and stored as a hash', async () => {
    const { id } = await api.createTenant();
    const { status, body } = await api.request('POST', `/api/v1/tenants/${id}/keys`, {
      body: { role: 'owner', name: 'mine' },
    });
    expect(status).toBe(201);
    const { key, ...shown } = createdKeySchema.parse(body);
    const list = await api.request('GET', `/api/v1/tenants/${id}/keys`);
    expect(list.body.data[0]).toEqual(shown);
    expect(list.text).not.toContain(key);
    const stored = await api.dataSource.query('SELECT hash, name FROM api_keys WHERE id = $1', [shown.id]);
    expect(JSON.stringify(stored)).not.toContain(key);
  });

  it('note when they were used', async () => {
    const { id, owner } = await api.createTenant();
    await api.request('GET', `/api/v1/tenants/${id}/keys`, { key: owner });
    const { body } = await api.request('GET', `/api/v1/tenants/${id}/keys`, { key: owner });
    const used = body.data.filter((key: { lastUsedAt: string | null }) => key.lastUsedAt !== null);
    expect(used).toMatchObject([{ role: 'owner' }]);
  });

  it('stop working at once when they are revoked', async () => {
    const { id, owner } = await api.createTenant();
    const made = await api.request('POST', `/api/v1/tenants/${id}/keys`, { key: owner, body: { role: 'owner' } });
    const path = `/api/v1/tenants/${id}/keys`;
    expect((await api.request('GET', path, { key: made.body.key })).status).toBe(200);
    expect((await api.request('DELETE', `${path}/${made.body.id}`, { key: owner })).status).toBe(204);
    const after = await api.request('GET', path, { key: made.body.key });
    expect(after).toMatchObject({ status: 401, body: { type: `${PROBLEM}unauthorized` } });
    expect(after.headers.get('www-authenticate')).toBe('Bearer');
    expect((await api.request('DELETE', `${path}/${made.body.id}`, { key: owner })).status).toBe(404);
  });

  it('of an owner manage the own tenant and do not know of another', async () => {
    const [mine, other] = [await api.createTenant(), await api.createTenant()];
    const key = mine.owner;
    expect((await api.request('GET', `/api/v1/tenants/${mine.id}/keys`, { key })).status).toBe(200);
    for (const id of [other.id, 'ten_never_made']) {
      const answer = await api.request('GET', `/api/v1/tenants/${id}/keys`, { key });
      expect(answer).toMatchObject({ status: 404, body: { type: `${PROBLEM}not-found` } });
      const attempt = await api.request('POST', `/api/v1/tenants/${id}/keys`, { key, body: { role: 'owner' } });
      expect(attempt.status).toBe(404);
    }
    const [foreign] = (await api.request('GET', `/api/v1/tenants/${other.id}/keys`)).body.data;
    expect((await api.request('DELETE', `/api/v1/tenants/${mine.id}/keys/${foreign.id}`, { key })).status).toBe(404);
  });

  it('of publishers and viewers manage nothing', async () => {
    const { id, publisher, viewer } = await api.createTenant();
    for (const key of [publisher, viewer]) {
      for (const path of [`/api/v1/tenants/${id}/keys`, `/api/v1/tenants/${id}`, '/api/v1/tenants']) {
        const answer = await api.request('GET', path, { key });
        expect(answer).toMatchObject({ status: 403, body: { type: `${PROBLEM}forbidden` } });
      }
    }
  });

  it.each([
    ['no header', null, {}],
    ['an unknown key', 'ehk_unknown', {}],
    ['another scheme', null, { authorization: 'Basic YTpi' }],
    ['an empty key', null, { authorization: 'Bearer ' }],
    ['almost the admin key', `${ADMIN_KEY}x`, {}],
  ])('are needed: %s is 401', async (_, key, headers) => {
    const answer = await api.request('GET', '/api/v1/tenants', { key, headers });
    expect(answer).toMatchObject({ status: 401, body: { type: `${PROBLEM}unauthorized`, status: 401 } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });
});

describe('bad input for tenants', () => {
  it.each([
    ['malformed JSON', '{"name":', 400, 'malformed-json'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400, 'invalid-utf8'],
    ['a key twice', '{"name":"a","name":"b"}', 400, 'duplicate-key'],
    ['a key twice, spelled differently', '{"name":"a","n\\u0061me":"b"}', 400, 'duplicate-key'],
    ['an array', '[]', 422, 'validation-failed'],
    ['nothing', '', 422, 'validation-failed'],
    ['null', 'null', 422, 'validation-failed'],
    ['deep nesting', `{"name":${'['.repeat(5000)}${']'.repeat(5000)}}`, 422, 'too-deep'],
    ['__proto__', '{"name":"a","__proto__":{"x":1}}', 422, 'validation-failed'],
    ['too much', `{"name":"${'x'.repeat(1_100_000)}"}`, 413, 'too-large'],
  ])('%s', async (_, rawBody, status, problem) => {
    const before = await countTenants();
    const answer = await api.request('POST', '/api/v1/tenants', { rawBody });
    expect(answer).toMatchObject({ status, body: { type: PROBLEM + problem, status } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await countTenants()).toBe(before);
  });

  it.each([
    [{}, 'name', 'is required'],
    [{ name: 1 }, 'name', 'must be string, received number'],
    [{ name: 'a', colour: 'red' }, 'colour', 'is not a known field'],
    [{ name: 'a\0b' }, 'name', 'must not contain U+0000 or unpaired surrogates'],
    [{ name: 'a', id: 'a.b' }, 'id', 'must be 1 to 64 characters out of A-Z, a-z, 0-9, "_" and "-"'],
    [{ name: 'a', retryPolicy: { schedule: ['5 minutes'] } }, 'retryPolicy.schedule.0', /must be a duration/],
    [{ name: 'a', retryPolicy: 'often' }, 'retryPolicy', /"standard"\|"shop"/],
    [{ name: 'a', externalId: 1.5 }, 'externalId', /int/],
    [{ name: 'a', profile: 'unknown' }, 'profile', /"standard-webhooks"/],
    [{ name: 'a', profile: 'svix', profileOptions: { colour: 1 } }, 'profileOptions.colour', 'is not a known field'],
    [{ name: 'a', allowedEvents: ['order..created'] }, 'allowedEvents.0', /"prefix\.\*"/],
    [{ name: 'a', lane: 'fast' }, 'lane', /"durable"|"express"/],
  ])('%j names %s', async (body, path, message) => {
    const answer = await api.request('POST', '/api/v1/tenants', { body });
    expect(answer).toMatchObject({ status: 422, body: { type: `${PROBLEM}validation-failed` } });
    expect(answer.body.errors).toContainEqual({
      path,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
    expect(answer.body.detail).toContain(path);
  });

  it.each([
    ['limit=0', 'validation-failed'],
    ['limit=201', 'validation-failed'],
    ['limit=ten', 'validation-failed'],
    ['limit=5&limit=6', 'validation-failed'],
    ['colour=red', 'validation-failed'],
    ['cursor=nonsense', 'invalid-cursor'],
    ['cursor=', 'invalid-cursor'],
    [`cursor=${Buffer.from('1 \0').toString('base64url')}`, 'invalid-cursor'],
  ])('the query ?%s', async (query, problem) => {
    const answer = await api.request('GET', `/api/v1/tenants?${query}`);
    expect(answer).toMatchObject({ status: 422, body: { type: PROBLEM + problem } });
  });

  it('another content type', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense']) {
      const answer = await api.request('POST', '/api/v1/tenants', { rawBody: '{}', headers: { 'content-type': type } });
      expect(answer, type).toMatchObject({ status: 415, body: { type: `${PROBLEM}unsupported-media-type` } });
    }
  });

  it('an id that no row can have', async () => {
    for (const id of ['%00', 'a%00b', 'x'.repeat(400), '..%2f..', '%F0%9F%92%A9']) {
      const answer = await api.request('GET', `/api/v1/tenants/${id}`);
      expect(answer, id).toMatchObject({ status: 404 });
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    }
  });
});

async function countTenants(): Promise<number> {
  const [{ count }] = await api.dataSource.query('SELECT count(*)::int AS count FROM tenants');
  return count;
}

async function insertDelivery(tenantId: string, id: string, status: string): Promise<void> {
  await api.dataSource.query(
    `INSERT INTO webhook_deliveries (id, tenant_id, endpoint_id, event_id, event_accepted_at, event_type, generation,
       envelope, status, next_trigger, dispatched_at)
     VALUES ($1, $2, 'ep_gone', $1, now(), 'order.created', 0, '{}', $3, 'schedule', now())`,
    [id, tenantId, status],
  );
}
