import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALERT_TYPES } from '#libs/contracts';
import { endpointListSchema, endpointSchema, tenantSchema, type Tenant } from '#libs/contracts/http';
import { TestApi, type ApiResponse, type TestTenant } from '../support/api.js';

const PROBLEM = 'https://everhook.dev/problems/';
const URL = 'https://ops.example/alerts';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(async () => {
  await api.close();
});

async function setAlerts({ id }: TestTenant, alerts: unknown): Promise<Tenant> {
  const answer = await api.request('PATCH', `/api/v1/tenants/${id}`, { body: { alerts } });
  expect(answer.status, answer.text).toBe(200);
  return tenantSchema.parse(answer.body);
}

async function endpointsOf({ owner }: TestTenant): Promise<{ id: string; operational: boolean }[]> {
  const answer = await api.request('GET', '/api/v1/webhooks', { key: owner });
  return endpointListSchema.parse(answer.body).data;
}

describe('the alerts of a tenant', () => {
  it('are off until somebody is named', async () => {
    const tenant = await api.createTenant();
    expect((await api.request('GET', `/api/v1/tenants/${tenant.id}`)).body.alerts).toBeNull();
    expect(await endpointsOf(tenant)).toEqual([]);
  });

  it('can be given when the tenant is made, and by default are of all types', async () => {
    const tenant = await api.createTenant({ alerts: { emails: ['ops@shop.example'], webhookUrl: URL } });
    const { body } = await api.request('GET', `/api/v1/tenants/${tenant.id}`);
    const { alerts } = tenantSchema.parse(body);
    expect(alerts).toEqual({
      emails: ['ops@shop.example'],
      webhookUrl: URL,
      events: [...ALERT_TYPES],
      endpointId: expect.stringMatching(/^ep_/),
    });
  });

  it('have an endpoint of their own behind the URL, with a secret like any other', async () => {
    const tenant = await api.createTenant({ profile: 'urban-things' });
    const { alerts } = await setAlerts(tenant, { webhookUrl: URL, events: ['endpoint.disabled'] });
    const path = `/api/v1/webhooks/${alerts?.endpointId}`;
    const { body } = await api.request('GET', path, { key: tenant.owner });
    expect(endpointSchema.parse(body)).toMatchObject({
      url: URL,
      events: ['endpoint.disabled'],
      profile: 'standard-webhooks',
      status: 'active',
      operational: true,
    });
    const secret = await api.request('GET', `${path}/secret`, { key: tenant.owner });
    expect(secret.body.secret).toMatch(/^whsec_/);
  });

  it('keep that endpoint while they change, and lose it with the URL', async () => {
    const tenant = await api.createTenant();
    const before = await setAlerts(tenant, { webhookUrl: URL, events: ['endpoint.disabled'] });
    const after = await setAlerts(tenant, { webhookUrl: `${URL}/2`, events: ['endpoint.failing'] });
    expect(after.alerts?.endpointId).toBe(before.alerts?.endpointId);
    const [endpoint] = await endpointsOf(tenant);
    expect(endpoint).toMatchObject({ url: `${URL}/2`, events: ['endpoint.failing'] });
    const without = await setAlerts(tenant, { emails: ['ops@shop.example'] });
    expect(without.alerts).toMatchObject({ webhookUrl: null, endpointId: null, emails: ['ops@shop.example'] });
    expect(await endpointsOf(tenant)).toEqual([]);
    const again = await setAlerts(tenant, { webhookUrl: URL });
    expect(again.alerts?.endpointId).not.toBe(before.alerts?.endpointId);
    expect((await setAlerts(tenant, null)).alerts).toBeNull();
    expect(await endpointsOf(tenant)).toEqual([]);
  });

  it('stay when something else of the tenant changes', async () => {
    const tenant = await api.createTenant();
    const { alerts } = await setAlerts(tenant, { webhookUrl: URL });
    const { body } = await api.request('PATCH', `/api/v1/tenants/${tenant.id}`, { body: { name: 'New' } });
    expect(tenantSchema.parse(body)).toMatchObject({ name: 'New', alerts });
  });

  it('give a disabled endpoint another chance with another URL only', async () => {
    const tenant = await api.createTenant();
    const { alerts } = await setAlerts(tenant, { webhookUrl: URL });
    const path = `/api/v1/webhooks/${alerts?.endpointId}`;
    await api.request('PATCH', path, { key: tenant.owner, body: { status: 'disabled' } });
    await setAlerts(tenant, { webhookUrl: URL, events: ['endpoint.failing'] });
    expect((await api.request('GET', path, { key: tenant.owner })).body.status).toBe('disabled');
    await setAlerts(tenant, { webhookUrl: `${URL}/2` });
    expect((await api.request('GET', path, { key: tenant.owner })).body.status).toBe('active');
  });

  it('know when their endpoint was deleted', async () => {
    const tenant = await api.createTenant();
    const { alerts } = await setAlerts(tenant, { webhookUrl: URL, emails: ['ops@shop.example'] });
    const gone = await api.request('DELETE', `/api/v1/webhooks/${alerts?.endpointId}`, { key: tenant.owner });
    expect(gone.status).toBe(204);
    const { body } = await api.request('GET', `/api/v1/tenants/${tenant.id}`);
    expect(body.alerts).toMatchObject({ webhookUrl: null, endpointId: null, emails: ['ops@shop.example'] });
  });
});

describe('bad alerts', () => {
  let tenant: TestTenant;
  beforeAll(async () => {
    tenant = await api.createTenant();
  });

  function expectRefused(answer: ApiResponse, path: string, kind = 'validation-failed'): void {
    expect(answer).toMatchObject({ status: 422, body: { type: PROBLEM + kind } });
    expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(path);
  }

  it.each([
    [{ emails: ['nobody'] }, 'alerts.emails.0'],
    [{ emails: ['a@b.example', 'x@y.example\r\nbcc: z@w.example'] }, 'alerts.emails.1'],
    [{ emails: 'ops@shop.example' }, 'alerts.emails'],
    [{ emails: Array.from({ length: 21 }, (_, index) => `a${index}@b.example`) }, 'alerts.emails'],
    [{ events: ['order.created'] }, 'alerts.events.0'],
    [{ webhookUrl: 7 }, 'alerts.webhookUrl'],
    [{ colour: 'red' }, 'alerts.colour'],
    ['off', 'alerts'],
  ])('%j name %s', async (alerts, path) => {
    expectRefused(await api.request('PATCH', `/api/v1/tenants/${tenant.id}`, { body: { alerts } }), path);
    expectRefused(await api.request('POST', '/api/v1/tenants', { body: { name: 'T', alerts } }), path);
  });

  it.each(['http://ops.example/', 'https://127.0.0.1/', 'https://[::1]/', 'https://a:b@ops.example/', 'nonsense'])(
    'the URL %s is refused as it is for endpoints',
    async (webhookUrl) => {
      const body = { name: 'T', alerts: { webhookUrl } };
      expectRefused(await api.request('POST', '/api/v1/tenants', { body }), 'alerts.webhookUrl', 'invalid-url');
      expectRefused(
        await api.request('PATCH', `/api/v1/tenants/${tenant.id}`, { body: { alerts: { webhookUrl } } }),
        'alerts.webhookUrl',
        'invalid-url',
      );
    },
  );

  it('an operational endpoint is made by the alerts alone', async () => {
    const body = { url: URL, events: ['*'], operational: true };
    expectRefused(await api.request('POST', '/api/v1/webhooks', { key: tenant.owner, body }), 'operational');
  });

  it('what the alerts decide of their endpoint is not changed elsewhere', async () => {
    const { alerts } = await setAlerts(tenant, { webhookUrl: URL });
    const path = `/api/v1/webhooks/${alerts?.endpointId}`;
    for (const change of [{ url: 'https://other.example/' }, { events: ['*'] }, { channels: ['eu'] }]) {
      const answer = await api.request('PATCH', path, { key: tenant.owner, body: change });
      expectRefused(answer, Object.keys(change)[0] ?? '');
    }
    const answer = await api.request('PATCH', path, { key: tenant.owner, body: { retryPolicy: 'none' } });
    expect(answer).toMatchObject({ status: 200, body: { url: URL, retryPolicy: 'none' } });
  });
});
