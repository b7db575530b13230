import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestApi, type ApiResponse, type TestTenant } from '../support/api.js';
import { waitFor } from '../support/wait-for.js';

const EVENTS = '/api/v1/events';
const WEBHOOKS = '/api/v1/webhooks';

describe('the limits of a tenant', () => {
  let api: TestApi;
  let tenant: TestTenant;
  beforeAll(async () => {
    api = await TestApi.start();
  });
  beforeEach(async () => {
    tenant = await api.createTenant();
  });
  afterAll(() => api.close());

  const limit = (limits: unknown): Promise<ApiResponse> =>
    api.request('PATCH', `/api/v1/tenants/${tenant.id}`, { body: { limits } });
  const post = (id?: string): Promise<ApiResponse> =>
    api.request('POST', EVENTS, { key: tenant.publisher, body: { type: 'order.created', data: 1, ...(id && { id }) } });
  const postBatch = (count: number): Promise<ApiResponse> =>
    api.request('POST', `${EVENTS}/batch`, {
      key: tenant.publisher,
      body: { events: Array.from({ length: count }, () => ({ type: 'order.created', data: 1 })) },
    });
  const createEndpoint = (): Promise<ApiResponse> =>
    api.request('POST', WEBHOOKS, {
      key: tenant.owner,
      body: { url: 'https://shop.example/hooks', events: ['*'] },
    });

  async function count(table: 'events' | 'endpoints'): Promise<number> {
    const [row] = await api.dataSource.query<{ n: number }[]>(
      `SELECT count(*)::integer AS n FROM ${table} WHERE tenant_id = $1`,
      [tenant.id],
    );
    return row?.n ?? 0;
  }

  it('are none unless an admin sets them, and are given as a whole', async () => {
    const read = () => api.request('GET', `/api/v1/tenants/${tenant.id}`).then(({ body }) => body.limits);
    expect(await read()).toEqual({ eventsPerSecond: null, endpoints: null });
    expect((await limit({ eventsPerSecond: 5, endpoints: 2 })).body.limits).toEqual({
      eventsPerSecond: 5,
      endpoints: 2,
    });
    expect((await limit({ endpoints: 3 })).body.limits).toEqual({ eventsPerSecond: null, endpoints: 3 });
    expect((await limit(null)).body.limits).toEqual({ eventsPerSecond: null, endpoints: null });
    expect(await limit({ eventsPerSecond: 0 })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'limits.eventsPerSecond' }] },
    });
    const { body } = await api.request('POST', '/api/v1/tenants', { body: { name: 'L', limits: { endpoints: 1 } } });
    expect(body.limits).toEqual({ eventsPerSecond: null, endpoints: 1 });
    const asOwner = await api.request('PATCH', `/api/v1/tenants/${tenant.id}`, {
      key: tenant.owner,
      body: { limits: null },
    });
    expect(asOwner.status).toBe(403);
  });

  it('an event beyond them is 429 with Retry-After, stores nothing, and is accepted later', async () => {
    await limit({ eventsPerSecond: 2 });
    const answers = await Promise.all(Array.from({ length: 12 }, () => post()));
    const refused = answers.filter(({ status }) => status !== 202);
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(2);
    expect(refused.length).toBeGreaterThanOrEqual(6);
    for (const { status, body, headers } of refused) {
      expect(status).toBe(429);
      expect(body.type).toContain('tenant-limit');
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    expect(await count('events')).toBe(answers.length - refused.length);
    await waitFor('room for the next event', async () => (await post()).status === 202, { everyMs: 100 });
  });

  it('count a batch as a whole: it is let in while there is room, and the next one waits for it', async () => {
    await limit({ eventsPerSecond: 10 });
    expect((await postBatch(40)).status).toBe(202);
    const refused = await postBatch(1);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(2);
    expect((await post()).status).toBe(429);
    expect(await count('events')).toBe(40);
    await limit(null);
    await waitFor('the limit to be gone', async () => (await post()).status === 202, { everyMs: 100 });
  });

  it('hold for all processes of the API together', async () => {
    await limit({ eventsPerSecond: 3 });
    const beside = await TestApi.start({}, { beside: api });
    try {
      const body = { type: 'order.created', data: 1 };
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          (n % 2 === 0 ? api : beside).request('POST', EVENTS, { key: tenant.publisher, body }),
        ),
      );
      const accepted = answers.filter(({ status }) => status === 202).length;
      expect(accepted).toBeGreaterThanOrEqual(3);
      // Two of them, each with a limit of its own, would let six in at once.
      const [row] = await api.dataSource.query<{ aheadMs: number }[]>(
        `SELECT extract(epoch FROM events_due_at - now())::float8 * 1000 AS "aheadMs" FROM tenants WHERE id = $1`,
        [tenant.id],
      );
      expect(row?.aheadMs).toBeLessThanOrEqual(1_334);
      expect(await count('events')).toBe(accepted);
    } finally {
      await beside.close();
    }
  });

  it('an endpoint beyond them is 429 and not made, also of many at once', async () => {
    await limit({ endpoints: 3 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => createEndpoint()));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(5);
    expect(answers.find(({ status }) => status === 429)?.body).toMatchObject({
      type: expect.stringContaining('tenant-limit'),
      detail: 'The tenant may have 3 endpoints, and has them: delete one, or have an admin raise its limit.',
    });
    expect(await count('endpoints')).toBe(3);
    const first = answers.find(({ status }) => status === 201);
    expect((await api.request('DELETE', `${WEBHOOKS}/${first?.body.id}`, { key: tenant.owner })).status).toBe(204);
    expect((await createEndpoint()).status).toBe(201);
    // What exists stays, and the endpoint behind the alerts is not counted.
    await limit({ endpoints: 1 });
    expect((await createEndpoint()).status).toBe(429);
    const alerts = { webhookUrl: 'https://shop.example/alerts' };
    expect((await api.request('PATCH', `/api/v1/tenants/${tenant.id}`, { body: { alerts } })).status).toBe(200);
    expect(await count('endpoints')).toBe(5);
  });
});

describe('a tenant', () => {
  it('is read by its own owners, and by nobody else’s', async () => {
    const api = await TestApi.start();
    try {
      const [tenant, other] = [await api.createTenant(), await api.createTenant()];
      const read = (key: string, id = tenant.id) => api.request('GET', `/api/v1/tenants/${id}`, { key });
      expect(await read(tenant.owner)).toMatchObject({ status: 200, body: { id: tenant.id } });
      expect((await read(tenant.viewer)).status).toBe(403);
      expect((await read(other.owner)).status).toBe(404);
      expect((await read(tenant.owner, 'no-such-tenant')).status).toBe(404);
    } finally {
      await api.close();
    }
  });
});
