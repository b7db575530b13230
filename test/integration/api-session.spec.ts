import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_KEY, requestApi, TestApi, type ApiRequest, type ApiResponse, type TestTenant } from '../support/api.js';

const SESSION = '/api/v1/session';
const CONSOLE = { 'x-everhook-console': '1' };
const PROBLEM = 'https://everhook.dev/problems/';

let api: TestApi;
let tenant: TestTenant;
beforeAll(async () => {
  api = await TestApi.start();
  tenant = await api.createTenant({ name: 'Urban Things' });
});
afterAll(async () => {
  await api.close();
});

/** A request of the console: no key, the header that no form can send, and the cookie. */
function asConsole(method: string, path: string, cookie: string, request: ApiRequest = {}): Promise<ApiResponse> {
  return api.request(method, path, { key: null, ...request, headers: { ...CONSOLE, cookie, ...request.headers } });
}

function signIn(key: string, headers: Record<string, string> = {}): Promise<ApiResponse> {
  return api.request('POST', SESSION, { key: null, body: { key }, headers: { ...CONSOLE, ...headers } });
}

/** The cookie as a browser sends it back. */
function cookieOf(answer: ApiResponse): string {
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

async function auditOf(actions: string): Promise<{ action: string; actor: string; tenantId: string | null }[]> {
  return api.dataSource.query(
    `SELECT action, actor, tenant_id AS "tenantId" FROM audit_log WHERE action LIKE $1 ORDER BY id`,
    [actions],
  );
}

describe('a session of the console', () => {
  it('stands for an API key', async () => {
    const answer = await signIn(tenant.viewer);
    expect(answer).toMatchObject({
      status: 201,
      body: { role: 'viewer', tenantId: tenant.id, tenantName: 'Urban Things', keyName: null },
    });
    const hours = (Date.parse(answer.body.expiresAt) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(11.9);
    expect(hours).toBeLessThanOrEqual(12);
    expect(answer.headers.get('set-cookie')).toMatch(
      /^everhook_session=[A-Za-z0-9_-]{43}; Path=\/api; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    );
    const cookie = cookieOf(answer);
    expect((await asConsole('GET', SESSION, cookie)).body).toEqual(answer.body);
    expect((await asConsole('GET', '/api/v1/deliveries', cookie)).status).toBe(200);
    const refused = await asConsole('POST', '/api/v1/webhooks', cookie, {
      body: { url: 'https://shop.example/', events: ['*'] },
    });
    expect(refused).toMatchObject({ status: 403, body: { type: `${PROBLEM}forbidden` } });
    expect(await api.dataSource.query(`SELECT 1 FROM console_sessions WHERE token_hash = $1`, [cookie])).toEqual([]);
  });

  it('sets a cookie for https only where the request came by https', async () => {
    const behindProxy = await signIn(tenant.viewer, { 'x-forwarded-proto': 'https' });
    expect(behindProxy.headers.get('set-cookie')).toContain('; Secure');
  });

  it('of an owner changes what the owner may change, and the key is named as the actor', async () => {
    const { body: key } = await api.request('POST', `/api/v1/tenants/${tenant.id}/keys`, {
      body: { role: 'owner', name: 'my console' },
    });
    const answer = await signIn(key.key);
    expect(answer.body).toMatchObject({ role: 'owner', keyId: key.id, keyName: 'my console' });
    const made = await asConsole('POST', '/api/v1/webhooks', cookieOf(answer), {
      body: { url: 'https://shop.example/', events: ['*'] },
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    expect(made.status).toBe(201);
    expect((await auditOf('endpoint.create')).at(-1)).toMatchObject({ actor: key.id, tenantId: tenant.id });
  });

  it('of the bootstrap admin key names its tenant by a header, as the key does', async () => {
    const answer = await signIn(ADMIN_KEY);
    expect(answer.body).toMatchObject({ role: 'admin', tenantId: null, keyId: 'bootstrap-admin', keyName: null });
    const cookie = cookieOf(answer);
    expect((await asConsole('GET', '/api/v1/tenants', cookie)).status).toBe(200);
    expect((await asConsole('GET', '/api/v1/deliveries', cookie)).status).toBe(400);
    expect((await asConsole('GET', '/api/v1/deliveries', cookie, { tenant: tenant.id })).status).toBe(200);
    expect((await asConsole('GET', '/api/v1/deliveries', cookie, { tenant: 'ten_unknown' })).status).toBe(404);
  });

  it('ends when its key is revoked', async () => {
    const { body: key } = await api.request('POST', `/api/v1/tenants/${tenant.id}/keys`, { body: { role: 'viewer' } });
    const cookie = cookieOf(await signIn(key.key));
    expect((await asConsole('GET', SESSION, cookie)).status).toBe(200);
    await api.request('DELETE', `/api/v1/tenants/${tenant.id}/keys/${key.id}`);
    expect(await asConsole('GET', SESSION, cookie)).toMatchObject({ status: 401 });
  });

  it('ends when it is signed out, and does not come back', async () => {
    const cookie = cookieOf(await signIn(tenant.owner));
    const out = await asConsole('DELETE', SESSION, cookie);
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toMatch(
      /^everhook_session=; Path=\/api; Max-Age=0; HttpOnly; SameSite=Strict$/,
    );
    expect((await asConsole('GET', SESSION, cookie)).status).toBe(401);
    const actions = (await auditOf('session.%')).filter(({ tenantId }) => tenantId === tenant.id);
    expect(actions.slice(-2).map(({ action }) => action)).toEqual(['session.create', 'session.end']);
    const log = await api.request('GET', '/api/v1/audit?action=session.*&limit=2', { key: tenant.owner });
    expect(log.body.data).toMatchObject([{ action: 'session.end' }, { action: 'session.create' }]);
  });

  it('ends after its time', async () => {
    const cookie = cookieOf(await signIn(tenant.owner));
    await api.dataSource.query(`UPDATE console_sessions SET expires_at = now() - interval '1 second'`);
    expect(await asConsole('GET', SESSION, cookie)).toMatchObject({
      status: 401,
      body: { type: `${PROBLEM}unauthorized` },
    });
    // The next sign-in sweeps up.
    await signIn(tenant.owner);
    expect(await api.dataSource.query('SELECT count(*)::int AS n FROM console_sessions')).toEqual([{ n: 1 }]);
  });

  it('notes its use once a minute', async () => {
    const cookie = cookieOf(await signIn(tenant.owner));
    const used = () =>
      api.dataSource.query(`SELECT max(last_used_at) > now() - interval '5 minutes' AS now FROM console_sessions`);
    await api.dataSource.query(`UPDATE console_sessions SET last_used_at = now() - interval '1 hour'`);
    await asConsole('GET', SESSION, cookie);
    expect(await used()).toEqual([{ now: true }]);
  });

  it('is refused to a request that another site may have caused', async () => {
    const cookie = cookieOf(await signIn(tenant.owner));
    const post = (headers: Record<string, string>) =>
      api.request('POST', '/api/v1/event-types', {
        key: null,
        body: { name: 'made.here' },
        headers: { cookie, ...headers },
      });
    const refused = { status: 403, body: { type: `${PROBLEM}cross-site-request` } };
    expect(await post({})).toMatchObject(refused);
    expect(await post({ ...CONSOLE, 'sec-fetch-site': 'cross-site' })).toMatchObject(refused);
    expect(await post({ ...CONSOLE, 'sec-fetch-site': 'same-site' })).toMatchObject(refused);
    expect(await post({ ...CONSOLE, origin: 'https://evil.example' })).toMatchObject(refused);
    expect(await post({ ...CONSOLE, origin: 'null' })).toMatchObject(refused);
    expect((await post({ ...CONSOLE, origin: new URL(api.url).origin })).status).toBe(201);
    // Nor can another site sign somebody in.
    const { status } = await api.request('POST', SESSION, { key: null, body: { key: tenant.owner } });
    expect(status).toBe(403);
  });

  it('does not stand in for a key that is sent, good or bad', async () => {
    const cookie = cookieOf(await signIn(tenant.owner));
    const withKey = await api.request('GET', SESSION, { key: tenant.viewer, headers: { cookie } });
    expect(withKey.body).toMatchObject({ role: 'viewer', expiresAt: null });
    expect((await api.request('GET', SESSION, { key: 'ehk_unknown', headers: { cookie } })).status).toBe(401);
  });

  it.each(['everhook_session=', 'everhook_session=%00', 'everhook_session=aaaaaaaaaaaaaaaaaaaaaaaa', 'other=1'])(
    'is not one: %s',
    async (cookie) => {
      expect((await asConsole('GET', SESSION, cookie)).status).toBe(401);
    },
  );
});

describe('signing in', () => {
  it('is limited for an address that shows wrong keys, and each is written down', async () => {
    const own = await TestApi.start();
    const post = (key: string) => requestApi(own.url, 'POST', SESSION, { key: null, body: { key }, headers: CONSOLE });
    const wrong = await Promise.all(Array.from({ length: 15 }, (_, index) => post(`ehk_wrong_${index}`)));
    expect(wrong.filter(({ status }) => status === 401)).toHaveLength(10);
    const limited = wrong.find(({ status }) => status === 429);
    expect(limited).toMatchObject({ body: { type: `${PROBLEM}too-many-sign-ins` } });
    expect(Number(limited?.headers.get('retry-after'))).toBeGreaterThan(0);
    const rows = await own.dataSource.query(
      `SELECT actor, tenant_id, subject FROM audit_log WHERE action = 'session.refuse'`,
    );
    expect(rows).toHaveLength(10);
    expect(rows[0]).toEqual({ actor: 'anonymous', tenant_id: null, subject: '127.0.0.1' });
    await own.close();
  });

  it('takes a body that fits only', async () => {
    for (const body of [{}, { key: '' }, { key: 1 }, { key: 'a', more: 1 }]) {
      const answer = await api.request('POST', SESSION, { key: null, body, headers: CONSOLE });
      expect(answer.status, JSON.stringify(body)).toBe(422);
    }
    const large = await api.request('POST', SESSION, { key: null, body: { key: 'a'.repeat(9000) }, headers: CONSOLE });
    expect(large.status).toBe(413);
  });
});
