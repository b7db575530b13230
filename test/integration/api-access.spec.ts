import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi, type ApiRequest, type ApiResponse, type TestTenant } from '../support/api.js';
import { operationsOf, type Operation } from '../support/openapi.js';

const PROBLEM = 'https://everhook.dev/problems/';

/** A tenant with one of everything that has an id. */
interface Furnished extends TestTenant {
  endpointId: string;
  eventId: string;
  eventType: string;
  deliveryId: string;
  operationId: string;
  keyId: string;
}

let api: TestApi;
let operations: Operation[];
let mine: Furnished;
let theirs: Furnished;
beforeAll(async () => {
  api = await TestApi.start();
  operations = operationsOf((await api.request('GET', '/openapi.json', { key: null })).body).filter(
    ({ isPublic }) => !isPublic,
  );
  mine = await furnish('mine.made');
  theirs = await furnish('theirs.made');
});
afterAll(async () => {
  await api.close();
});

async function furnish(eventType: string): Promise<Furnished> {
  const tenant = await api.createTenant();
  const post = async (path: string, body: unknown): Promise<ApiResponse['body']> => {
    const answer = await api.request('POST', path, { key: tenant.owner, body });
    expect(answer.status, answer.text).toBeLessThan(300);
    return answer.body;
  };
  const endpoint = await post('/api/v1/webhooks', { url: 'https://shop.example/hooks', events: ['*'] });
  await post('/api/v1/event-types', { name: eventType });
  const event = await post('/api/v1/events', { type: eventType, data: { of: tenant.id } });
  const test = await post(`/api/v2/admin/webhooks/${endpoint.id}/test`, { event: eventType });
  const operation = await post('/api/v1/operations', { action: 'cancel', filter: { eventType } });
  const key = await post(`/api/v1/tenants/${tenant.id}/keys`, { role: 'viewer' });
  return {
    ...tenant,
    endpointId: endpoint.id,
    eventId: event.id,
    eventType,
    deliveryId: test.deliveries[0].deliveryId,
    keyId: key.id,
    operationId: operation.id,
  };
}

/** The path of an operation with the ids of a tenant in it. */
function pathFor({ path }: Operation, tenant: Furnished, target = tenant.id): string {
  const noun = path.split('/')[3] ?? '';
  const ids: Record<string, string> = {
    tenants: tenant.id,
    webhooks: tenant.endpointId,
    events: tenant.eventId,
    deliveries: tenant.deliveryId,
    operations: tenant.operationId,
  };
  return path
    .replace('{keyId}', tenant.keyId)
    .replace('{name}', tenant.eventType)
    .replace('{target}', target)
    .replace('{id}', ids[noun] ?? 'unknown-noun');
}

function send(operation: Operation, path: string, request: ApiRequest): Promise<ApiResponse> {
  const example = operation.definition.requestBody?.content?.['application/json']?.example;
  // The time of an example does not stay in the future for ever.
  const body = operation.path.endsWith('/reschedule') ? { at: new Date(Date.now() + 3_600_000) } : example;
  return api.request(operation.method, path, { body, ...request });
}

/** The rule of the contract, written down once more: who may do what beside admins. */
function mayUse(role: 'owner' | 'publisher' | 'viewer', { method, path }: Operation): boolean {
  if (path === '/api/v1/tenants/{id}' && method === 'GET') return role === 'owner';
  if (/^\/api\/v1\/tenants(\/\{id\})?$/.test(path)) return false;
  if (path === '/api/v1/session') return true;
  if (role === 'owner') return true;
  if (role === 'publisher') return method === 'POST' && /^\/api\/v1\/events(\/batch)?$/.test(path);
  if (path === '/api/v1/signatures/validate') return true;
  return method === 'GET' && !/\/secret$|\/keys$|\/audit$|^\/api\/v2\//.test(path);
}

/** What a request needs beside its path: a query that it cannot do without. */
const QUERIES: Record<string, string> = { '/api/v1/signatures/snippets': '?profile=quickstart' };

/** A stream does not end; test/integration/api-stream.spec.ts asks for it. */
function ends({ path }: Operation): boolean {
  return path !== '/api/v1/stream';
}

describe('every operation that needs a key', () => {
  it('has all nouns of the contract among them', () => {
    const nouns = new Set(operations.map(({ path }) => path.split('/')[3] ?? ''));
    expect([...nouns].toSorted()).toEqual([
      'admin',
      'audit',
      'deliveries',
      'event-types',
      'events',
      'operations',
      'outbox',
      'session',
      'signatures',
      'stats',
      'stream',
      'tenants',
      'webhooks',
    ]);
  });

  it('is 401 without one, and with an unknown one', async () => {
    for (const operation of operations) {
      for (const key of [null, 'ehk_unknown']) {
        const answer = await send(operation, pathFor(operation, mine), { key });
        expect(answer, operation.title).toMatchObject({ status: 401, body: { type: `${PROBLEM}unauthorized` } });
        expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      }
    }
  });

  it('asks for the key before it looks at the body', async () => {
    for (const operation of operations.filter(({ definition }) => definition.requestBody !== undefined)) {
      const path = pathFor(operation, mine);
      const answer = await api.request(operation.method, path, { key: null, rawBody: '{"broken' });
      expect(answer.status, operation.title).toBe(401);
    }
  });

  it.each(['publisher', 'viewer', 'owner'] as const)('is 403 for a %s who may not use it', async (role) => {
    const forbidden = operations.filter((operation) => !mayUse(role, operation));
    expect(forbidden.length).toBeGreaterThan(0);
    for (const operation of forbidden) {
      const answer = await send(operation, pathFor(operation, mine), { key: mine[role] });
      expect(answer, operation.title).toMatchObject({ status: 403, body: { type: `${PROBLEM}forbidden` } });
    }
  });

  it('knows nothing of what belongs to another tenant', async () => {
    const before = await everythingOf(theirs);
    const named = operations.filter((operation) => operation.path.includes('{') && mayUse('owner', operation));
    expect(named.length).toBeGreaterThan(15);
    for (const operation of named) {
      for (const target of [theirs.id, theirs.endpointId]) {
        const path = pathFor(operation, theirs, target);
        const answer = await send(operation, path, { key: mine.owner });
        expect(answer, `${operation.title} as ${path}`).toMatchObject({
          status: 404,
          body: { type: `${PROBLEM}not-found` },
        });
        // The answer for what does not exist at all differs in nothing but the id.
        const never = await send(operation, path.replaceAll(/[^/]+_[0-9a-z]{20,}|theirs\.made/g, 'ep_neverwas'), {
          key: mine.owner,
        });
        expect({ status: never.status, type: never.body.type }, path).toEqual({
          status: 404,
          type: `${PROBLEM}not-found`,
        });
      }
    }
    expect(await everythingOf(theirs)).toEqual(before);
  });

  it('keeps tenants apart for an admin, too, who named the one', async () => {
    const scoped = operations.filter(({ path }) => /^\/api\/v1\/(?!tenants).*\{/.test(path));
    for (const operation of scoped) {
      const answer = await send(operation, pathFor(operation, theirs), { tenant: mine.id });
      expect(answer.status, operation.title).toBe(404);
    }
  });

  it('lists only what is the own', async () => {
    const lists = operations.filter((list) => list.method === 'GET' && !list.path.includes('{') && ends(list));
    for (const operation of lists.filter((list) => mayUse('viewer', list))) {
      const answer = await send(operation, operation.path + (QUERIES[operation.path] ?? ''), { key: mine.viewer });
      expect(answer.status, operation.title).toBe(200);
      for (const id of Object.values(theirs)) expect(answer.text, operation.title).not.toContain(id);
    }
  });

  it('answers its own tenant', async () => {
    // Reading only, and in the order of the document: nothing that is asked for is taken away before.
    const reads = operations.filter((operation) => operation.method === 'GET' && ends(operation));
    for (const operation of reads.filter((read) => mayUse('owner', read))) {
      const path = pathFor(operation, mine) + (QUERIES[operation.path] ?? '');
      const answer = await send(operation, path, { key: mine.owner });
      expect(answer.status, `${operation.title}: ${answer.text}`).toBe(200);
    }
  });
});

/** All rows that say something of a tenant, but for the time of a key's last use. */
async function everythingOf({ id }: Furnished): Promise<unknown> {
  const tables = ['endpoints', 'endpoint_versions', 'event_types', 'events', 'webhook_deliveries', 'audit_log'];
  const rows = await Promise.all(
    tables.map((table) => api.dataSource.query(`SELECT * FROM ${table} WHERE tenant_id = $1 ORDER BY 1, 2, 3`, [id])),
  );
  const keys = await api.dataSource.query(
    'SELECT id, role, revoked_at FROM api_keys WHERE tenant_id = $1 ORDER BY id',
    [id],
  );
  const secrets = await api.dataSource.query(
    'SELECT s.* FROM endpoint_secrets s JOIN endpoints e ON e.id = s.endpoint_id WHERE e.tenant_id = $1 ORDER BY s.id',
    [id],
  );
  return [...rows, keys, secrets];
}
