import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EventStoreRepository, StalePremiseError } from '#libs/persistence';
import { ADMIN_KEY, TestApi, type ApiResponse, type TestTenant } from '../support/api.js';
import { newEvent } from '../support/engine.js';
import { StatementLog } from '../support/statement-log.js';

const EVENTS = '/api/v1/events';
const TYPES = '/api/v1/event-types';
const WANTS_TOTAL = { type: 'object', required: ['total'] };

describe('what an event was let in by holds when it is stored', () => {
  const log = new StatementLog();
  let api: TestApi;
  let tenant: TestTenant;
  beforeAll(async () => {
    api = await TestApi.start();
    api.dataSource.setOptions({ logger: log });
  });
  beforeEach(async () => {
    tenant = await api.createTenant();
  });
  afterAll(() => api.close());

  const post = (data: unknown = {}, key = tenant.publisher, more: Record<string, unknown> = {}): Promise<ApiResponse> =>
    api.request('POST', EVENTS, { key, body: { type: 'order.created', data, ...more } });

  async function stored(): Promise<number> {
    const [row] = await api.dataSource.query<{ n: number }[]>(
      'SELECT count(*)::integer AS n FROM events WHERE tenant_id = $1',
      [tenant.id],
    );
    return row?.n ?? 0;
  }

  it('a post is one statement while nothing has changed', async () => {
    await post();
    log.statements.length = 0;
    expect((await post()).status).toBe(202);
    expect(log.statements.map(({ sql }) => sql)).toEqual([expect.stringContaining('INSERT INTO event_keys')]);
  });

  it('a key lets nothing in from the moment when it was revoked, by whomever', async () => {
    expect((await post()).status).toBe(202);
    const { body } = await api.request('GET', `/api/v1/tenants/${tenant.id}/keys`);
    const { id } = body.data.find(({ role }: { role: string }) => role === 'publisher');
    await api.dataSource.query('UPDATE api_keys SET revoked_at = now() WHERE id = $1', [id]);
    expect(await post()).toMatchObject({ status: 401, body: { type: expect.stringContaining('unauthorized') } });
    expect(await post({}, tenant.publisher, { orderingKey: 'k' })).toMatchObject({ status: 401 });
    expect((await post({}, tenant.owner)).status).toBe(202);
    expect(await stored()).toBe(2);
  });

  it('nor does one whose tenant was deleted', async () => {
    expect((await post()).status).toBe(202);
    expect((await api.request('DELETE', `/api/v1/tenants/${tenant.id}?force=true`)).status).toBe(204);
    expect((await post()).status).toBe(401);
    expect(await api.request('POST', EVENTS, { tenant: tenant.id, body: { type: 'a', data: 1 } })).toMatchObject({
      status: 404,
    });
    expect(await stored()).toBe(1);
  });

  it('an event is judged by the schema that stands when it is stored', async () => {
    const schema = (wanted: unknown): Promise<ApiResponse> =>
      api.request('PATCH', `${TYPES}/order.created`, { key: tenant.owner, body: { schema: wanted } });
    expect((await post()).status).toBe(202);
    await api.request('POST', TYPES, { key: tenant.owner, body: { name: 'order.created', schema: WANTS_TOTAL } });
    expect(await post()).toMatchObject({ status: 422, body: { errors: [{ path: expect.stringMatching(/^data/) }] } });
    expect((await post({ total: 1 })).status).toBe(202);
    await schema({ type: 'object', required: ['sum'] });
    expect((await post({ total: 1 })).status).toBe(422);
    expect((await post({ sum: 1 })).status).toBe(202);
    await schema(null);
    expect((await post({ total: 1 })).status).toBe(202);
    expect(await stored()).toBe(4);
  });

  it('and by the event types that its tenant may post then', async () => {
    const allow = (allowedEvents: unknown): Promise<ApiResponse> =>
      api.request('PATCH', `/api/v1/tenants/${tenant.id}`, { key: ADMIN_KEY, body: { allowedEvents } });
    expect((await post()).status).toBe(202);
    await allow(['user.*']);
    expect((await post()).status).toBe(422);
    await allow(['user.*', 'order.created']);
    expect((await post()).status).toBe(202);
    await allow(['order.*']);
    expect((await post()).status).toBe(202);
    expect(await stored()).toBe(3);
  });

  it('a repeat is answered with its original, whatever the rules say by now', async () => {
    expect((await post({}, tenant.publisher, { id: 'once' })).status).toBe(202);
    await api.request('POST', TYPES, { key: tenant.owner, body: { name: 'order.created', schema: WANTS_TOTAL } });
    expect(await post({}, tenant.publisher, { id: 'once' })).toMatchObject({ status: 200, body: { id: 'once' } });
  });

  it('of a group only those are refused whose premises hold no more', async () => {
    const events = new EventStoreRepository(api.dataSource);
    const premises = { keyId: null, allowedEvents: null, schemaUpdatedAt: null };
    const event = (id: string, more = {}) => newEvent({ id, tenantId: tenant.id, premises: { ...premises, ...more } });
    expect(
      await events.acceptGroup([
        event('a'),
        event('b', { keyId: 'key_gone' }),
        event('c', { allowedEvents: ['order.*'] }),
        event('d', { schemaUpdatedAt: new Date() }),
        event('e'),
        event('a'),
      ]),
    ).toEqual([
      expect.objectContaining({ value: expect.objectContaining({ id: 'a', replayed: false }) }),
      { status: 'rejected', reason: new StalePremiseError('key') },
      { status: 'rejected', reason: new StalePremiseError('rules') },
      { status: 'rejected', reason: new StalePremiseError('rules') },
      expect.objectContaining({ value: expect.objectContaining({ id: 'e', replayed: false }) }),
      expect.objectContaining({ value: expect.objectContaining({ id: 'a', replayed: true }) }),
    ]);
    expect(await stored()).toBe(2);
  });
});
