import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createdEndpointSchema, deliveryWithAttemptsListSchema, testEventAnswerSchema } from '#libs/contracts/http';
import { CATALOGUES } from '#libs/domain/catalogues';
import { ADMIN_KEY, TestApi, type ApiResponse, type TestTenant } from '../support/api.js';

const PROBLEM = 'https://everhook.dev/problems/';

let api: TestApi;
let shop: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  api = await TestApi.start();
  shop = await api.createTenant({ id: '123', profile: 'urban-things', retryPolicy: 'shop' });
  other = await api.createTenant();
});
afterAll(async () => {
  await api.close();
});

const call = (method: string, path: string, body?: unknown, key = shop.owner): Promise<ApiResponse> =>
  api.request(method, `/api/v2/admin/webhooks/${path}`, { key, body });

async function create(events: string[], settings: Record<string, unknown> = {}): Promise<{ id: string }> {
  const { status, body } = await call('POST', '123', { url: 'https://shop.example/hook', events, ...settings });
  expect(status).toBe(201);
  return body;
}

describe('POST /api/v2/admin/webhooks/{tenant}', () => {
  const body = { url: 'https://shop.example/hook', events: ['order.created'], description: 'The shop' };

  it.each([
    ['an admin', () => ADMIN_KEY],
    ['the owner', () => shop.owner],
  ])('registers an endpoint for %s', async (_, key) => {
    const answer = await call('POST', '123', body, key());
    expect(answer.status).toBe(201);
    const endpoint = createdEndpointSchema.parse(answer.body);
    expect(endpoint).toMatchObject({ tenantId: '123', profile: 'urban-things', ...body });
    const found = await api.request('GET', `/api/v1/webhooks/${endpoint.id}`, { key: shop.viewer });
    expect(found).toMatchObject({ status: 200, body: { id: endpoint.id } });
  });

  it('refuses strangers, other roles, unknown tenants and bad bodies', async () => {
    expect((await call('POST', '123', body, other.owner)).status).toBe(404);
    expect((await call('POST', '123', body, shop.viewer)).status).toBe(403);
    expect((await call('POST', 'none', body, ADMIN_KEY)).status).toBe(404);
    expect((await call('POST', 'ep_none', body)).status).toBe(404);
    expect((await api.request('POST', '/api/v2/admin/webhooks/123', { key: null, body })).status).toBe(401);
    expect((await call('POST', '123', { events: ['a'] })).status).toBe(422);
    expect((await call('POST', '123', { ...body, url: 'http://shop.example/' })).status).toBe(422);
  });
});

describe('POST /api/v2/admin/webhooks/{target}/test', () => {
  const dataOf = async (eventId: string): Promise<unknown> =>
    (await api.request('GET', `/api/v1/events/${eventId}`, { key: shop.viewer })).body.data;

  it('sends to every active endpoint that subscribes, and to no other', async () => {
    const orders = await create(['order.*']);
    const all = await create(['*'], { channels: ['eu'] });
    await create(['user.*']);
    await create(['order.*'], { status: 'disabled' });
    const answer = await call('POST', '123/test', { event: 'order.updated' });
    expect(answer.status).toBe(200);
    const { event, eventId, deliveries } = testEventAnswerSchema.parse(answer.body);
    expect(event).toBe('order.updated');
    expect(deliveries.map(({ endpointId }) => endpointId).toSorted()).toEqual([orders.id, all.id].toSorted());
    const delivery = await api.request('GET', `/api/v1/deliveries/${deliveries[0]?.deliveryId}`, { key: shop.viewer });
    expect(delivery.body).toMatchObject({ eventId, eventType: 'order.updated', status: 'pending' });
    const read = await api.request('GET', `/api/v1/events/${eventId}`, { key: shop.viewer });
    expect(read.body.source).toBe('test');
    expect(read.body.matches.filter(({ matched }: { matched: boolean }) => matched)).toHaveLength(2);
  });

  it('leaves nothing for the relay to fan out', async () => {
    const { body } = await call('POST', '123/test', { event: 'order.created' });
    const rows = await api.dataSource.query('SELECT 1 FROM integration_outbox WHERE event_id = $1', [body.eventId]);
    expect(rows).toEqual([]);
  });

  it('carries the example of the catalogue, else of a built-in one, else a generic one', async () => {
    const example = { orderId: 'from-the-catalogue' };
    await api.request('POST', '/api/v1/event-types', {
      key: shop.owner,
      body: { name: 'order.completed', description: 'Done', example },
    });
    const send = async (event: string): Promise<unknown> =>
      dataOf((await call('POST', '123/test', { event })).body.eventId);
    expect(await send('order.completed')).toEqual(example);
    const builtIn = CATALOGUES['urban-things'].find(({ name }) => name === 'order.cancelled');
    expect(await send('order.cancelled')).toEqual(builtIn?.example);
    expect(await send('quite.unknown')).toMatchObject({ test: true });
  });

  it('acts on one endpoint where the path names it', async () => {
    const one = await create(['invoice.*']);
    await create(['invoice.*']);
    const { body } = await call('POST', `${one.id}/test`, { event: 'invoice.paid' });
    expect(body.deliveries).toEqual([{ endpointId: one.id, deliveryId: expect.stringMatching(/^dlv_/) }]);
    expect((await call('POST', `${one.id}/test`, { event: 'order.created' })).body.deliveries).toEqual([]);
    expect((await call('POST', `${one.id}/test`, { event: 'invoice.paid' }, ADMIN_KEY)).status).toBe(200);
    expect((await call('POST', `${one.id}/test`, { event: 'invoice.paid' }, other.owner)).status).toBe(404);
  });

  it.each([
    ['no event', {}],
    ['an event with a space', { event: 'order created' }],
    ['an unknown field', { event: 'order.created', data: {} }],
  ])('refuses %s', async (_, body) => {
    expect(await call('POST', '123/test', body)).toMatchObject({
      status: 422,
      body: { type: `${PROBLEM}validation-failed` },
    });
  });

  it('refuses strangers and other roles', async () => {
    const body = { event: 'order.created' };
    expect((await call('POST', '123/test', body, other.owner)).status).toBe(404);
    expect((await call('POST', '123/test', body, shop.publisher)).status).toBe(403);
    expect((await call('POST', 'ep_none/test', body, ADMIN_KEY)).status).toBe(404);
  });
});

describe('GET /api/v2/admin/webhooks/{target}/deliveries', () => {
  it('shows deliveries with their attempts inline', async () => {
    const one = await create(['product.*']);
    const two = await create(['product.*']);
    const { body } = await call('POST', '123/test', { event: 'product.created' });
    const { deliveryId } = body.deliveries.find(({ endpointId }: { endpointId: string }) => endpointId === one.id);
    await api.dataSource.query(
      `INSERT INTO delivery_attempts (delivery_id, number, trigger, started_at, duration_ms, outcome, status_code, error_kind, error)
       VALUES ($1, 1, 'test', '2026-01-01T00:00:00Z', 12, 'retry', NULL, 'timeout', 'no answer'),
              ($1, 2, 'schedule', '2026-01-01T00:01:00Z', 34, 'succeeded', 204, NULL, NULL)`,
      [deliveryId],
    );
    const ofOne = await call('GET', `${one.id}/deliveries`);
    expect(ofOne.status).toBe(200);
    const [delivery] = deliveryWithAttemptsListSchema.parse(ofOne.body).data;
    expect(ofOne.body.data).toHaveLength(1);
    expect(delivery).toMatchObject({ id: deliveryId, endpointId: one.id });
    expect(delivery?.attempts).toEqual([
      {
        number: 1,
        statusCode: null,
        error: 'no answer',
        errorKind: 'timeout',
        startedAt: '2026-01-01T00:00:00.000Z',
        durationMs: 12,
      },
      {
        number: 2,
        statusCode: 204,
        error: null,
        errorKind: null,
        startedAt: '2026-01-01T00:01:00.000Z',
        durationMs: 34,
      },
    ]);
    const ofTenant = await call('GET', '123/deliveries?eventType=product.created');
    const endpointIds = ofTenant.body.data.map(({ endpointId }: { endpointId: string }) => endpointId);
    expect(endpointIds).toEqual(expect.arrayContaining([one.id, two.id]));
  });

  it('refuses strangers, other roles, bad filters', async () => {
    expect((await call('GET', '123/deliveries', undefined, other.owner)).status).toBe(404);
    expect((await call('GET', '123/deliveries', undefined, shop.viewer)).status).toBe(403);
    expect((await call('GET', 'none/deliveries', undefined, ADMIN_KEY)).status).toBe(404);
    expect((await call('GET', '123/deliveries?status=odd')).status).toBe(422);
    expect((await call('GET', '123/deliveries?cursor=odd')).status).toBe(422);
  });
});
