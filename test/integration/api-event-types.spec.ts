import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  eventTypeListSchema,
  eventTypeSchema,
  importedEventTypesSchema,
  CATALOGUES as NAMES,
} from '#libs/contracts/http';
import { CATALOGUE_NAMES, CATALOGUES } from '#libs/domain/catalogues';
import { TestApi, type ApiRequest, type ApiResponse, type TestTenant } from '../support/api.js';

const PROBLEM = 'https://everhook.dev/problems/';

let api: TestApi;
let tenant: TestTenant;
beforeAll(async () => {
  api = await TestApi.start();
  tenant = await api.createTenant();
});
afterAll(async () => {
  await api.close();
});

function call(method: string, path = '', request: ApiRequest = {}): Promise<ApiResponse> {
  return api.request(method, `/api/v1/event-types${path}`, { key: tenant.owner, ...request });
}

describe('event types', () => {
  const schema = { type: 'object', properties: { total: { type: 'number' } }, required: ['total'] };

  it('are made, read, changed and deleted', async () => {
    const body = { name: 'order.created', description: 'Placed', schema, example: { total: 1 } };
    const made = await call('POST', '', { body });
    expect(made.status).toBe(201);
    expect(eventTypeSchema.parse(made.body)).toMatchObject({ ...body, tenantId: tenant.id, archived: false });
    expect((await call('GET', '/order.created')).body).toEqual(made.body);
    const changed = await call('PATCH', '/order.created', { body: { archived: true, example: null } });
    expect(changed).toMatchObject({
      status: 200,
      body: { archived: true, example: null, description: 'Placed', schema },
    });
    const cleared = await call('PATCH', '/order.created', { body: { schema: null } });
    expect(cleared.body.schema).toBeNull();
    expect((await call('DELETE', '/order.created')).status).toBe(204);
    expect((await call('GET', '/order.created')).status).toBe(404);
    expect((await call('DELETE', '/order.created')).status).toBe(404);
    expect((await call('PATCH', '/order.created', { body: {} })).status).toBe(404);
  });

  it('keep their example as it was written', async () => {
    const rawBody = '{"name":"big","example": {"b":12345678901234567890,"a":1.0}}';
    expect((await call('POST', '', { rawBody })).status).toBe(201);
    const [row] = await api.dataSource.query("SELECT example FROM event_types WHERE name = 'big'");
    expect(row.example).toBe('{"b":12345678901234567890,"a":1.0}');
  });

  it('have one name each', async () => {
    await call('POST', '', { body: { name: 'twice' } });
    const second = await call('POST', '', { body: { name: 'twice' } });
    expect(second).toMatchObject({ status: 409, body: { type: `${PROBLEM}already-exists` } });
    const other = await api.createTenant();
    expect((await call('POST', '', { body: { name: 'twice' }, key: other.owner })).status).toBe(201);
  });

  it('are listed newest first, page by page', async () => {
    const own = await api.createTenant();
    for (const name of ['one', 'two', 'three']) await call('POST', '', { body: { name }, key: own.owner });
    const first = eventTypeListSchema.parse((await call('GET', '?limit=2', { key: own.viewer })).body);
    expect(first.data.map(({ name }) => name)).toEqual(['three', 'two']);
    const second = await call('GET', `?limit=2&cursor=${first.nextCursor}`, { key: own.viewer });
    expect(second.body).toMatchObject({ data: [{ name: 'one' }], nextCursor: null });
  });

  it.each([
    [{ schema: { type: 'colour' } }, 'invalid-schema', 'schema'],
    [{ schema: { $ref: 'https://elsewhere.example' } }, 'invalid-schema', 'schema'],
    [{ schema: [] }, 'validation-failed', 'schema'],
    [{ schema: true }, 'validation-failed', 'schema'],
    [{ schema, example: { total: 'x' } }, 'schema-violation', 'example.total'],
    [{ description: 1 }, 'validation-failed', 'description'],
    [{ colour: 'red' }, 'validation-failed', 'colour'],
  ])('with %j are 422', async (body, problem, path) => {
    const answer = await call('POST', '', { body: { name: 'refused', ...body } });
    expect(answer).toMatchObject({ status: 422, body: { type: PROBLEM + problem, errors: [{ path }] } });
    expect((await call('GET', '/refused')).status).toBe(404);
  });

  it.each([[''], ['a b'], ['.a'], ['a.'], ['a..b'], ['*'], ['x'.repeat(129)], [7]])(
    'may not be called %j',
    async (name) => {
      const answer = await call('POST', '', { body: { name } });
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'name' }] } });
    },
  );

  it('are checked as they would become, not as the change alone says', async () => {
    await call('POST', '', { body: { name: 'checked', example: { total: 'x' } } });
    const answer = await call('PATCH', '/checked', { body: { schema } });
    expect(answer).toMatchObject({ status: 422, body: { type: `${PROBLEM}schema-violation` } });
    expect((await call('PATCH', '/checked', { body: { schema, example: { total: 1 } } })).status).toBe(200);
  });
});

describe('importing event types', () => {
  it('offers the catalogues that there are', () => {
    expect([...NAMES]).toEqual([...CATALOGUE_NAMES]);
  });

  it.each(CATALOGUE_NAMES)('brings the whole catalogue of %s, and again without harm', async (catalogue) => {
    const own = await api.createTenant();
    const names = CATALOGUES[catalogue].map(({ name }) => name).toSorted();
    const first = await call('POST', '/import', { body: { catalogue }, key: own.owner });
    expect(first.status).toBe(200);
    const { created, updated, data } = importedEventTypesSchema.parse(first.body);
    expect({ created: created.toSorted(), updated }).toEqual({ created: names, updated: [] });
    for (const entry of CATALOGUES[catalogue]) {
      expect(data).toContainEqual(
        expect.objectContaining({ name: entry.name, schema: entry.schema, example: entry.example }),
      );
    }
    const again = (await call('POST', '/import', { body: { catalogue }, key: own.owner })).body;
    expect({ created: again.created, updated: again.updated.toSorted() }).toEqual({ created: [], updated: names });
  });

  it('reads an OpenAPI document', async () => {
    const operation = {
      post: {
        summary: 'Paid',
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Invoice' } } } },
      },
    };
    const openapi = {
      openapi: '3.1.0',
      webhooks: { 'invoice.paid': operation },
      components: {
        schemas: { Invoice: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } },
      },
    };
    const { status, body } = await call('POST', '/import', { body: { openapi } });
    expect(status).toBe(200);
    expect(body.created).toEqual(['invoice.paid']);
    expect(body.data[0]).toMatchObject({ description: 'Paid', schema: { $ref: '#/$defs/Invoice' } });
  });

  it.each([
    [{ openapi: { openapi: '3.1.0' } }, 'validation-failed', 'openapi'],
    [{ openapi: { webhooks: { a: { post: {} }, 'b c': {} } } }, 'validation-failed', 'openapi.webhooks.b c'],
    [
      {
        openapi: {
          webhooks: { a: { post: { requestBody: { content: { 'application/json': { schema: { type: 'x' } } } } } } },
        },
      },
      'invalid-schema',
      'openapi.webhooks.a',
    ],
    [{ openapi: { webhooks: { a: { post: { summary: '\0' } } } } }, 'validation-failed', 'openapi'],
    [{ catalogue: 'unknown' }, 'validation-failed', 'catalogue'],
    [{ catalogue: 'urtentic', openapi: {} }, 'validation-failed', 'openapi'],
    [{}, 'validation-failed', 'catalogue'],
  ])('of %j is 422 and imports nothing', async (body, problem, path) => {
    const own = await api.createTenant();
    const answer = await call('POST', '/import', { body, key: own.owner });
    expect(answer).toMatchObject({ status: 422, body: { type: PROBLEM + problem, errors: [{ path }] } });
    expect((await call('GET', '', { key: own.owner })).body.data).toEqual([]);
  });
});
