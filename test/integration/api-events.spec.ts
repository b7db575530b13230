import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  acceptedEventSchema,
  eventDetailSchema,
  eventListSchema,
  newDeliveriesSchema,
  rejectedOutboxListSchema,
} from '#libs/contracts/http';
import { TestApi, type ApiRequest, type ApiResponse, type TestTenant } from '../support/api.js';

const PROBLEM = 'https://everhook.dev/problems/';
const EVENTS = '/api/v1/events';

let api: TestApi;
let tenant: TestTenant;
beforeAll(async () => {
  api = await TestApi.start({ EVERHOOK_MAX_EVENT_BYTES: '4096' });
  tenant = await api.createTenant();
});
afterAll(async () => {
  await api.close();
});

const post = (body: unknown, request: ApiRequest = {}): Promise<ApiResponse> =>
  api.request('POST', EVENTS, { key: tenant.owner, body, ...request });

const postRaw = (rawBody: string | Buffer, request: ApiRequest = {}): Promise<ApiResponse> =>
  post(undefined, { rawBody, ...request });

const read = (path: string, key = tenant.owner): Promise<ApiResponse> => api.request('GET', path, { key });

async function count(table: 'events' | 'event_keys' | 'integration_outbox', tenantId = tenant.id): Promise<number> {
  const [row] = await api.dataSource.query(`SELECT count(*)::int AS count FROM ${table} WHERE tenant_id = $1`, [
    tenantId,
  ]);
  return row.count;
}

async function createEndpoint(of: TestTenant, settings: Record<string, unknown> = {}): Promise<{ id: string }> {
  const { status, body } = await api.request('POST', '/api/v1/webhooks', {
    key: of.owner,
    body: { url: 'https://receiver.example/hook', events: ['*'], ...settings },
  });
  expect(status).toBe(201);
  return body;
}

/** What the relay does to an event: the watermark for the outbox row. The deliveries come from the store. */
async function markRelayed(of: TestTenant, eventId: string): Promise<void> {
  await api.dataSource.query(
    `WITH relayed AS (DELETE FROM integration_outbox WHERE tenant_id = $1 AND event_id = $2)
     UPDATE events SET endpoints_version = (SELECT endpoints_version FROM tenants WHERE id = $1)
     WHERE tenant_id = $1 AND id = $2`,
    [of.id, eventId],
  );
}

describe('posting an event', () => {
  it('stores it with its keys and its outbox row', async () => {
    const other = await api.createTenant();
    const { status, body, headers } = await post({ type: 'order.created', data: { a: 1 } }, { key: other.publisher });
    expect(status).toBe(202);
    expect(headers.get('idempotent-replayed')).toBeNull();
    const accepted = acceptedEventSchema.parse(body);
    expect(accepted).toMatchObject({ type: 'order.created', tenantId: other.id });
    expect(accepted.id).toMatch(/^evt_/);
    expect(await count('events', other.id)).toBe(1);
    expect(await count('event_keys', other.id)).toBe(1);
    expect(await count('integration_outbox', other.id)).toBe(1);
  });

  it('takes every field', async () => {
    const event = {
      id: 'all-fields',
      type: 'order.created',
      data: [1, 2],
      created: '2026-01-02T03:04:05.678+02:00',
      channels: ['eu', 'shop-1'],
      deliverAt: new Date(Date.now() + 86_400_000).toISOString(),
      expiresAt: new Date(Date.now() + 2 * 86_400_000).toISOString(),
      orderingKey: 'order 1 / ä',
    };
    expect((await post(event)).body).toMatchObject({ id: 'all-fields', created: '2026-01-02T01:04:05.678Z' });
    expect((await read(`${EVENTS}/all-fields`)).body).toMatchObject({ ...event, created: '2026-01-02T01:04:05.678Z' });
  });

  it.each([
    ['big integers and number spelling', '{"n": 12345678901234567890, "f":1.10, "e": 1E+2, "z":-0}'],
    ['key order, repeated keys and white space', '{ "b":1,\n\t"a" : 2, "b":3 }'],
    ['escapes', '"\\u0041\\/\\ud83d\\ude00 \\u0000 \\ud800"'],
    ['a bare number', '1e400'],
    ['null', 'null'],
    ['100 levels of nesting', `${'['.repeat(100)}${']'.repeat(100)}`],
    ['members that look like prototypes', '{"__proto__":{"a":1},"constructor":{"prototype":{}}}'],
  ])('keeps %s exactly as written', async (_, data) => {
    const { status, body } = await postRaw(`{"data":${data}  ,"type":"exact.bytes"}`);
    expect(status).toBe(202);
    const [row] = await api.dataSource.query('SELECT data FROM events WHERE tenant_id = $1 AND id = $2', [
      tenant.id,
      body.id,
    ]);
    expect(row.data).toBe(data);
    const { text, headers } = await read(`${EVENTS}/${body.id}`);
    expect(text).toContain(`"data":${data}`);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });
});

describe('repeating an event', () => {
  it('answers the original for the same id', async () => {
    const event = { id: 'repeat-1', type: 'order.created', data: { total: 1 } };
    const first = await post(event);
    const second = await post(event);
    expect([first.status, second.status]).toEqual([202, 200]);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(second.body).toEqual(first.body);
  });

  it('answers the original for the same Idempotency-Key, without an id too', async () => {
    const before = await count('events');
    const event = { type: 'order.created', data: { total: 2 } };
    const headers = { 'idempotency-key': 'key-1' };
    const first = await post(event, { headers });
    const second = await post(event, { headers });
    expect([first.status, second.status]).toEqual([202, 200]);
    expect(second.body).toEqual(first.body);
    expect(await count('events')).toBe(before + 1);
  });

  it('answers the original of concurrent requests', async () => {
    const event = { id: 'repeat-2', type: 'order.created', data: {} };
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(event)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(9);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  it.each([
    ['type', { type: 'order.updated' }],
    ['data', { data: { total: 4 } }],
    ['created', { created: '2026-01-01T00:00:00Z' }],
    ['channels', { channels: ['eu'] }],
    ['deliverAt', { deliverAt: '2026-01-01T00:00:00Z' }],
    ['orderingKey', { orderingKey: 'o-1' }],
  ])('is a conflict that says so when %s differs', async (field, change) => {
    const event = { id: 'repeat-3', type: 'order.created', data: { total: 3 } };
    await post(event);
    const { status, body } = await post({ ...event, ...change });
    expect(status).toBe(409);
    expect(body.type).toBe(`${PROBLEM}event-conflict`);
    expect(body.detail).toMatch(new RegExp(`differs in: ${field}\\.`));
  });

  it('is a conflict when id and key name two events', async () => {
    await post({ id: 'two-1', type: 'a', data: 1 });
    await post({ type: 'b', data: 2 }, { headers: { 'idempotency-key': 'two-key' } });
    const { status, body } = await post(
      { id: 'two-1', type: 'a', data: 1 },
      { headers: { 'idempotency-key': 'two-key' } },
    );
    expect(status).toBe(409);
    expect(body.detail).toContain('two-1');
    expect(body.detail).toContain('two-key');
  });

  it('keeps ids of two tenants apart', async () => {
    const other = await api.createTenant();
    const event = { id: 'mine-and-yours', type: 'a', data: 1 };
    expect((await post(event)).status).toBe(202);
    expect((await post({ ...event, data: 2 }, { key: other.owner })).status).toBe(202);
  });

  it('answers the original although the rules have changed meanwhile', async () => {
    const strict = await api.createTenant();
    const event = { id: 'old', type: 'order.created', data: 1 };
    const original = await post(event, { key: strict.owner });
    await api.request('PATCH', `/api/v1/tenants/${strict.id}`, { body: { allowedEvents: ['user.*'] } });
    expect(await post(event, { key: strict.owner })).toMatchObject({ status: 200, body: original.body });
    expect((await post({ ...event, id: 'new' }, { key: strict.owner })).status).toBe(422);
  });
});

describe('bad events', () => {
  const farAhead = new Date(Date.now() + 367 * 86_400_000).toISOString();
  const deep = `${'['.repeat(101)}${']'.repeat(101)}`;
  const bottomless = `${'['.repeat(1000)}${']'.repeat(1000)}`;

  it.each<[string, string | Buffer, number, string]>([
    ['malformed JSON', '{"type":', 400, 'malformed-json'],
    ['no JSON at all', 'type=a', 400, 'malformed-json'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 400, 'invalid-utf8'],
    ['a repeated key', '{"type":"a","data":1,"type":"b"}', 400, 'duplicate-key'],
    ['a key repeated in an escape', '{"type":"a","data":1,"d\\u0061ta":2}', 400, 'duplicate-key'],
    ['an array', '[]', 422, 'validation-failed'],
    ['no body', '', 422, 'validation-failed'],
    ['null', 'null', 422, 'validation-failed'],
    ['no type', '{"data":1}', 422, 'validation-failed'],
    ['no data', '{"type":"a"}', 422, 'validation-failed'],
    ['an unknown field', '{"type":"a","data":1,"filter":{}}', 422, 'validation-failed'],
    ['a type of the wrong kind', '{"type":7,"data":1}', 422, 'validation-failed'],
    ['a type with a line break', '{"type":"a\\r\\nx-evil: 1","data":1}', 422, 'validation-failed'],
    ['an id with a dot', '{"type":"a","data":1,"id":"a.b"}', 422, 'validation-failed'],
    ['an id that is too long', `{"type":"a","data":1,"id":"${'x'.repeat(65)}"}`, 422, 'validation-failed'],
    ['a time without an offset', '{"type":"a","data":1,"created":"2026-01-01T00:00:00"}', 422, 'validation-failed'],
    ['a day that does not exist', '{"type":"a","data":1,"created":"2026-02-30T00:00:00Z"}', 422, 'validation-failed'],
    ['a time before time', '{"type":"a","data":1,"created":"0000-01-01T00:00:00Z"}', 422, 'validation-failed'],
    ['channels that are no list', '{"type":"a","data":1,"channels":"eu"}', 422, 'validation-failed'],
    ['an empty channel', '{"type":"a","data":1,"channels":[""]}', 422, 'validation-failed'],
    ['deliverAt too far ahead', `{"type":"a","data":1,"deliverAt":"${farAhead}"}`, 422, 'validation-failed'],
    [
      'an end before its beginning',
      '{"type":"a","data":1,"deliverAt":"2026-01-02T00:00:00Z","expiresAt":"2026-01-01T00:00:00Z"}',
      422,
      'validation-failed',
    ],
    ['an ordering key with U+0000', '{"type":"a","data":1,"orderingKey":"a\\u0000b"}', 422, 'validation-failed'],
    [
      'an ordering key with half a surrogate pair',
      '{"type":"a","data":1,"orderingKey":"\\ud800"}',
      422,
      'validation-failed',
    ],
    ['data nested too deeply', `{"type":"a","data":${deep}}`, 422, 'too-deep'],
    ['data nested without end', `{"type":"a","data":${bottomless}}`, 422, 'too-deep'],
    ['too many bytes', `{"type":"a","data":"${'x'.repeat(4096)}"}`, 413, 'too-large'],
  ])('%s', async (_, rawBody, status, problem) => {
    const before = await count('event_keys');
    const answer = await postRaw(rawBody);
    expect(answer).toMatchObject({ status, body: { type: PROBLEM + problem, status } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await count('event_keys')).toBe(before);
  });

  it.each([
    ['empty', ''],
    ['too long', 'x'.repeat(256)],
    ['not ASCII', 'schl\u00fcssel'],
  ])('an Idempotency-Key that is %s', async (_, key) => {
    const answer = await post({ type: 'a', data: 1 }, { headers: { 'idempotency-key': key } });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'Idempotency-Key' }] } });
  });

  it('another content type', async () => {
    const answer = await postRaw('{"type":"a","data":1}', { headers: { 'content-type': 'text/plain' } });
    expect(answer).toMatchObject({ status: 415, body: { type: `${PROBLEM}unsupported-media-type` } });
  });

  it('no key, a viewer, another tenant', async () => {
    const other = await api.createTenant();
    const body = { type: 'a', data: 1 };
    expect((await post(body, { key: null })).status).toBe(401);
    expect((await post(body, { key: tenant.viewer })).status).toBe(403);
    expect((await post(body, { key: other.owner, tenant: tenant.id })).status).toBe(404);
  });

  it('a type that the tenant may not post', async () => {
    const strict = await api.createTenant({ allowedEvents: ['order.*'] });
    expect((await post({ type: 'order.created', data: 1 }, { key: strict.owner })).status).toBe(202);
    const answer = await post({ type: 'user.created', data: 1 }, { key: strict.owner });
    expect(answer).toMatchObject({
      status: 422,
      body: { type: `${PROBLEM}event-not-allowed`, errors: [{ path: 'type' }] },
    });
  });

  it('data that violates the schema of its type', async () => {
    const schema = { type: 'object', properties: { total: { type: 'number' } }, required: ['total'] };
    const typed = await api.createTenant();
    const created = await api.request('POST', '/api/v1/event-types', {
      key: typed.owner,
      body: { name: 'order.created', description: 'An order', schema },
    });
    expect(created.status).toBe(201);
    expect((await post({ type: 'order.created', data: { total: 1 } }, { key: typed.owner })).status).toBe(202);
    const answer = await post({ type: 'order.created', data: { total: '1' } }, { key: typed.owner });
    expect(answer).toMatchObject({ status: 422, body: { type: `${PROBLEM}schema-violation` } });
    expect(answer.body.errors[0].path).toMatch(/^data/);
    expect(await count('events', typed.id)).toBe(1);
  });

  it('a number that an urban-things endpoint would see as Infinity', async () => {
    const shop = await api.createTenant();
    const endpoint = await createEndpoint(shop, { profile: 'urban-things', events: ['order.*'] });
    const raw = (type: string): Promise<ApiResponse> =>
      postRaw(`{"type":"${type}","data":{"total":1e400}}`, { key: shop.owner });
    const refused = await raw('order.created');
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: 'data' }] } });
    expect(refused.body.detail).toContain(endpoint.id);
    expect((await raw('user.updated')).status).toBe(202);
    await api.request('PATCH', `/api/v1/webhooks/${endpoint.id}`, { key: shop.owner, body: { status: 'disabled' } });
    expect((await raw('order.created')).status).toBe(202);
  });
});

describe('posting a batch', () => {
  const batch = (body: unknown, request: ApiRequest = {}): Promise<ApiResponse> =>
    api.request('POST', `${EVENTS}/batch`, { key: tenant.owner, body, ...request });

  it('accepts all in their order and marks repeats', async () => {
    const known = await post({ id: 'batch-known', type: 'a', data: 1 });
    const { status, body } = await batch({
      events: [
        { id: 'batch-new-1', type: 'a', data: 1 },
        { id: 'batch-known', type: 'a', data: 1 },
        { type: 'b', data: 2 },
      ],
    });
    expect(status).toBe(202);
    expect(body.data).toHaveLength(3);
    expect(body.data[0]).toMatchObject({ id: 'batch-new-1', type: 'a' });
    expect(body.data[0]).not.toHaveProperty('replayed');
    expect(body.data[1]).toEqual({ ...known.body, replayed: true });
  });

  it('cuts the data of every event out as written', async () => {
    const data = ['{"n":9007199254740993}', '[ 1.0 ]', '"x"'];
    const events = data.map((text, index) => `{"data": ${text},"id":"cut-${index}","type":"a"}`);
    expect((await batch(undefined, { rawBody: `{"events" : [ ${events.join(' ,\n')} ]}` })).status).toBe(202);
    const rows = await api.dataSource.query(
      `SELECT data FROM events WHERE tenant_id = $1 AND id LIKE 'cut-%' ORDER BY id`,
      [tenant.id],
    );
    expect(rows.map((row: { data: string }) => row.data)).toEqual(data);
  });

  it('answers a repeated key with the original batch', async () => {
    const headers = { 'idempotency-key': 'batch-key' };
    const events = [
      { type: 'a', data: 1 },
      { type: 'b', data: 2 },
    ];
    const first = await batch({ events }, { headers });
    const second = await batch({ events }, { headers });
    expect([first.status, second.status]).toEqual([202, 200]);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(second.body.data).toEqual(first.body.data.map((item: object) => ({ ...item, replayed: true })));
    const other = await batch({ events: [...events, { type: 'c', data: 3 }] }, { headers });
    expect(other).toMatchObject({ status: 409, body: { type: `${PROBLEM}event-conflict` } });
  });

  it('takes a thousand events', async () => {
    const events = Array.from({ length: 1000 }, (_, data) => ({ type: 'thousand', data }));
    const { status, body } = await batch({ events });
    expect(status).toBe(202);
    expect(new Set(body.data.map(({ id }: { id: string }) => id)).size).toBe(1000);
  });

  const good = { type: 'a', data: 1 };
  it.each<[string, unknown, number, string, string]>([
    ['no events', { events: [] }, 422, 'validation-failed', 'events'],
    ['too many', { events: Array.from({ length: 1001 }, () => good) }, 422, 'validation-failed', 'events'],
    ['an unknown field', { events: [good], atOnce: true }, 422, 'validation-failed', 'atOnce'],
    ['one that is bad', { events: [good, { type: 'a' }] }, 422, 'validation-failed', 'events.1.data'],
    ['one that is too large', { events: [good, { type: 'a', data: 'x'.repeat(4096) }] }, 413, 'too-large', 'events.1'],
    [
      'one that conflicts with another of it',
      {
        events: [
          { ...good, id: 'same' },
          { ...good, id: 'same', data: 2 },
        ],
      },
      409,
      'event-conflict',
      'events.1',
    ],
  ])('refuses %s as a whole', async (_, body, status, problem, path) => {
    const before = await count('event_keys');
    expect(await batch(body)).toMatchObject({ status, body: { type: PROBLEM + problem, errors: [{ path }] } });
    expect(await count('event_keys')).toBe(before);
  });

  it('refuses an event that names a key twice', async () => {
    const rawBody = '{"events":[{"type":"a","data":1},{"type":"a","data":1,"type":"b"}]}';
    const { status, body } = await batch(undefined, { rawBody });
    expect({ status, type: body.type }).toEqual({ status: 400, type: `${PROBLEM}duplicate-key` });
    expect(body.detail).toContain('events.1');
  });
});

describe('listing events', () => {
  let listed: TestTenant;
  const list = (query: string, key = listed.viewer): Promise<ApiResponse> => read(`${EVENTS}?${query}`, key);
  const ids = async (query: string): Promise<string[]> =>
    (await list(query)).body.data.map(({ id }: { id: string }) => id);

  beforeAll(async () => {
    listed = await api.createTenant();
    for (const [index, type] of ['a.b', 'a.c', 'a.b', 'd', 'a.b'].entries()) {
      await post({ id: `l${index}`, type, data: { note: `Note_${index}% \\ "quoted"` } }, { key: listed.owner });
    }
  });

  it('shows the newest first, without data', async () => {
    const { body } = await list('');
    const page = eventListSchema.parse(body);
    expect(page.data.map(({ id }) => id)).toEqual(['l4', 'l3', 'l2', 'l1', 'l0']);
    expect(page.nextCursor).toBeNull();
  });

  it('pages without gaps or repeats, also over equal times', async () => {
    const events = Array.from({ length: 7 }, (_, index) => ({ id: `p${index}`, type: 'paged', data: index }));
    await api.request('POST', `${EVENTS}/batch`, { key: listed.owner, body: { events } });
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body } = await list(`type=paged&limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(['p6', 'p5', 'p4', 'p3', 'p2', 'p1', 'p0']);
  });

  it('filters by type and by text in the data or the id', async () => {
    expect(await ids('type=a.b')).toEqual(['l4', 'l2', 'l0']);
    expect(await ids('q=note_3')).toEqual(['l3']);
    expect(await ids('q=L3')).toEqual(['l3']);
    expect(await ids(`q=${encodeURIComponent('_3%')}`)).toEqual(['l3']);
    expect(await ids(`q=${encodeURIComponent('N_te')}`)).toEqual([]);
    expect(await ids(`q=${encodeURIComponent('\\"quoted\\"')}&type=d`)).toEqual(['l3']);
  });

  it('filters by time', async () => {
    const { body } = await read(`${EVENTS}/l2`, listed.viewer);
    expect(await ids(`from=${body.acceptedAt}&type=a.b`)).toEqual(['l4', 'l2']);
    expect(await ids(`to=${body.acceptedAt}&type=a.b`)).toEqual(['l0']);
  });

  it('finds a page by its index', async () => {
    const plan = await api.dataSource.transaction(async (manager) => {
      await manager.query('SET LOCAL enable_seqscan = off');
      await manager.query('SET LOCAL enable_sort = off');
      return manager.query(
        `EXPLAIN SELECT id FROM events WHERE tenant_id = $1 AND (accepted_at, id) < (now(), 'x')
         ORDER BY accepted_at DESC, id DESC LIMIT 51`,
        [listed.id],
      );
    });
    expect(JSON.stringify(plan)).toContain('events_first_tenant_accepted_idx');
  });

  it.each([
    ['an unknown filter', 'source=api', 'validation-failed'],
    ['a bad limit', 'limit=0', 'validation-failed'],
    ['a limit that is no number', 'limit=ten', 'validation-failed'],
    ['a filter given twice', 'type=a&type=b', 'validation-failed'],
    ['a bad time', 'from=yesterday', 'validation-failed'],
    ['a text with U+0000', 'q=%00', 'validation-failed'],
    ['a cursor that is none', 'cursor=abc', 'invalid-cursor'],
  ])('refuses %s', async (_, query, problem) => {
    expect(await list(query)).toMatchObject({ status: 422, body: { type: PROBLEM + problem } });
  });

  it('shows nothing to strangers', async () => {
    expect((await list('', tenant.owner)).body.data.map(({ id }: { id: string }) => id)).not.toContain('l0');
    expect((await list('', listed.publisher)).status).toBe(403);
    expect((await read(`${EVENTS}/l0`, tenant.owner)).status).toBe(404);
    expect((await read(`${EVENTS}/none`, listed.owner)).status).toBe(404);
  });
});

describe('explaining matches', () => {
  it('says for each endpoint why it got the event, as the endpoints stood when it was relayed', async () => {
    const matched = await api.createTenant();
    const change = (id: string, body: unknown): Promise<ApiResponse> =>
      api.request('PATCH', `/api/v1/webhooks/${id}`, { key: matched.owner, body });
    const orders = await createEndpoint(matched, { events: ['order.*'] });
    const users = await createEndpoint(matched, { events: ['user.*'] });
    const europe = await createEndpoint(matched, { channels: ['eu'] });
    const off = await createEndpoint(matched, { status: 'disabled' });
    await post({ id: 'm1', type: 'order.created', data: {}, channels: ['us'] }, { key: matched.owner });

    const unrelayed = eventDetailSchema.parse((await read(`${EVENTS}/m1`, matched.viewer)).body);
    expect(unrelayed.matches.find(({ endpointId }) => endpointId === orders.id)).toMatchObject({
      matched: true,
      because: expect.stringMatching(/^the event is not yet relayed; /),
    });

    await markRelayed(matched, 'm1');
    const late = await createEndpoint(matched, { events: ['order.*'] });
    await change(orders.id, { events: ['nothing'] });
    await change(users.id, { events: ['*'] });
    const { matches } = eventDetailSchema.parse((await read(`${EVENTS}/m1`, matched.viewer)).body);
    expect(Object.fromEntries(matches.map(({ endpointId, ...match }) => [endpointId, match]))).toEqual({
      [orders.id]: { matched: true, because: '"order.*" covers "order.created"' },
      [users.id]: { matched: false, because: 'none of [user.*] covers "order.created"' },
      [europe.id]: {
        matched: false,
        because: "the event's channels [us] share none with the endpoint's [eu]",
      },
      [off.id]: { matched: false, because: 'the endpoint was disabled' },
      [late.id]: { matched: false, because: 'the endpoint was created after the event was relayed' },
    });
  });
});

describe('replaying an event', () => {
  let replayed: TestTenant;
  let orders: { id: string };
  let users: { id: string };
  const replay = (id: string, body?: unknown, key = replayed.owner): Promise<ApiResponse> =>
    api.request('POST', `${EVENTS}/${id}/replay`, { key, body });

  beforeAll(async () => {
    replayed = await api.createTenant();
    orders = await createEndpoint(replayed, { events: ['order.*'] });
    users = await createEndpoint(replayed, { events: ['user.*'] });
    await post({ id: 'r1', type: 'order.created', data: {} }, { key: replayed.owner });
    await markRelayed(replayed, 'r1');
  });

  it('makes new deliveries of the same event for the endpoints that subscribe now', async () => {
    const first = await replay('r1');
    expect(first.status).toBe(202);
    const [delivery] = newDeliveriesSchema.parse(first.body).deliveries;
    expect(first.body.deliveries).toHaveLength(1);
    expect(delivery).toMatchObject({ eventId: 'r1', endpointId: orders.id, status: 'pending' });
    const [again] = newDeliveriesSchema.parse((await replay('r1', {})).body).deliveries;
    expect(again).toMatchObject({ eventId: 'r1', endpointId: orders.id });
    expect(again?.id).not.toBe(delivery?.id);
    const { body } = await read(`${EVENTS}/r1`, replayed.viewer);
    expect(body.deliveries.map(({ id }: { id: string }) => id)).toEqual([delivery?.id, again?.id]);
    expect(body.matches.find(({ endpointId }: { endpointId: string }) => endpointId === orders.id).deliveryId).toBe(
      delivery?.id,
    );
  });

  it('sends to chosen endpoints whether they subscribe or not, once each', async () => {
    const { status, body } = await replay('r1', { endpointIds: [users.id, orders.id, users.id] });
    expect(status).toBe(202);
    expect(body.deliveries.map(({ endpointId }: { endpointId: string }) => endpointId)).toEqual([users.id, orders.id]);
  });

  it('refuses endpoints that are not there, of another tenant, or disabled', async () => {
    const foreign = await createEndpoint(tenant);
    expect((await replay('r1', { endpointIds: ['ep_none'] })).status).toBe(404);
    expect((await replay('r1', { endpointIds: [foreign.id] })).status).toBe(404);
    const off = await createEndpoint(replayed, { status: 'disabled' });
    expect(await replay('r1', { endpointIds: [off.id] })).toMatchObject({
      status: 409,
      body: { type: `${PROBLEM}endpoint-disabled` },
    });
    expect((await replay('r1', { endpointIds: [] })).status).toBe(422);
    expect((await replay('r1', { endpoints: [] })).status).toBe(422);
  });

  it('is for owners of the event', async () => {
    expect((await replay('none')).status).toBe(404);
    expect((await replay('r1', {}, tenant.owner)).status).toBe(404);
    expect((await replay('r1', {}, replayed.viewer)).status).toBe(403);
    expect((await replay('r1', {}, replayed.publisher)).status).toBe(403);
  });
});

describe('rejected outbox rows', () => {
  it('are listed for their tenant, newest first', async () => {
    const shop = await api.createTenant();
    const insert = (reason: string | null): Promise<unknown> =>
      api.dataSource.query(
        `INSERT INTO integration_outbox (tenant_id, type, data, rejected_at, reject_reason)
         VALUES ($1, 'a', 'nonsense', CASE WHEN $2::text IS NOT NULL THEN now() END, $2)`,
        [shop.id, reason],
      );
    await insert('first');
    await insert(null);
    await insert('second');
    await insert('third');
    const list = (query: string, key = shop.viewer): Promise<ApiResponse> =>
      read(`/api/v1/outbox/rejected?${query}`, key);
    const reasons = ({ body }: ApiResponse): string[] =>
      rejectedOutboxListSchema.parse(body).data.map(({ reason }) => reason);
    const page = await list('limit=2');
    expect(reasons(page)).toEqual(['third', 'second']);
    expect(reasons(await list(`limit=2&cursor=${page.body.nextCursor}`))).toEqual(['first']);
    expect(reasons(await list('', tenant.viewer))).toEqual([]);
    const foreignCursor = Buffer.from('1 evt_1').toString('base64url');
    expect(await list(`cursor=${foreignCursor}`)).toMatchObject({ body: { type: `${PROBLEM}invalid-cursor` } });
    expect((await list('', shop.publisher)).status).toBe(403);
  });
});
