import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditListSchema, type AuditEntryAnswer } from '#libs/contracts/http';
import { TestApi, type ApiResponse, type TestTenant } from '../support/api.js';

const AUDIT = '/api/v1/audit';
const PROBLEM = 'https://everhook.dev/problems/';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(async () => {
  await api.close();
});

const read = (tenant: TestTenant, query = '', key = tenant.owner): Promise<ApiResponse> =>
  api.request('GET', AUDIT + query, { key });

async function entriesOf(tenant: TestTenant, query = ''): Promise<AuditEntryAnswer[]> {
  const answer = await read(tenant, query);
  expect(answer.status, answer.text).toBe(200);
  return auditListSchema.parse(answer.body).data;
}

const post = async (tenant: TestTenant, path: string, body?: unknown, status = 200): Promise<ApiResponse['body']> => {
  const answer = await api.request('POST', path, { key: tenant.owner, body });
  expect(answer.status, answer.text).toBe(status);
  return answer.body;
};

describe('the audit log', () => {
  it('has everything that was changed, newest first, and who has looked at a secret', async () => {
    const tenant = await api.createTenant();
    const { id: keyId } = await post(tenant, `/api/v1/tenants/${tenant.id}/keys`, { role: 'viewer', name: 'tv' }, 201);
    const endpoint = await post(tenant, '/api/v1/webhooks', { url: 'https://shop.example/hooks', events: ['*'] }, 201);
    const path = `/api/v1/webhooks/${endpoint.id}`;
    await api.request('PATCH', path, { key: tenant.owner, body: { description: 'orders' } });
    await api.request('GET', `${path}/secret`, { key: tenant.owner });
    await post(tenant, `${path}/secret/rotate`, {});
    await post(tenant, `${path}/secret/promote`);
    await post(tenant, `${path}/pause`);
    await post(tenant, `${path}/resume`);
    await post(tenant, `${path}/disable`);
    await post(tenant, `${path}/enable`);
    await post(tenant, '/api/v1/event-types', { name: 'order.created' }, 201);
    const event = await post(tenant, '/api/v1/events', { type: 'order.created', data: {} }, 202);
    const { deliveries } = await post(tenant, `/api/v1/events/${event.id}/replay`, {}, 202);
    await post(tenant, `/api/v1/deliveries/${deliveries[0].id}/cancel`, {}, 202);
    const operation = await post(tenant, '/api/v1/operations', { action: 'cancel', filter: {} }, 202);
    await post(tenant, `/api/v1/operations/${operation.id}/abort`);
    await api.request('DELETE', path, { key: tenant.owner });
    await api.request('DELETE', `/api/v1/tenants/${tenant.id}/keys/${keyId}`, { key: tenant.owner });

    const entries = await entriesOf(tenant);
    expect(entries.map(({ action, subject }) => [action, subject]).toReversed()).toEqual([
      ['tenant.create', tenant.id],
      ...[0, 1, 2].map(() => ['key.create', expect.stringMatching(/^key_/)]),
      ['key.create', keyId],
      ['endpoint.create', endpoint.id],
      ['endpoint.update', endpoint.id],
      ['endpoint.secret.reveal', endpoint.id],
      ['endpoint.secret.rotate', endpoint.id],
      ['endpoint.secret.promote', endpoint.id],
      ['endpoint.pause', endpoint.id],
      ['endpoint.resume', endpoint.id],
      ['endpoint.disable', endpoint.id],
      ['endpoint.enable', endpoint.id],
      ['event-type.create', 'order.created'],
      ['event.replay', event.id],
      ['delivery.cancel', deliveries[0].id],
      ['operation.create', operation.id],
      ['operation.abort', operation.id],
      ['endpoint.delete', endpoint.id],
      ['key.revoke', keyId],
    ]);
    expect(entries.every(({ tenantId }) => tenantId === tenant.id)).toBe(true);
    // The bootstrap admin made tenant and keys; all else was done with the owner's key.
    expect(new Set(entries.slice(4).map(({ actor }) => actor)).size).toBe(2);
    expect(JSON.stringify(entries)).not.toContain(endpoint.secret);
  });

  it('records no look at a secret that was not shown', async () => {
    const tenant = await api.createTenant();
    const endpoint = await post(tenant, '/api/v1/webhooks', { url: 'https://shop.example/hooks', events: ['*'] }, 201);
    for (const key of [tenant.viewer, tenant.publisher]) {
      const answer = await api.request('GET', `/api/v1/webhooks/${endpoint.id}/secret`, { key });
      expect(answer.status).toBe(403);
    }
    await api.request('GET', '/api/v1/webhooks/ep_unknown/secret', { key: tenant.owner });
    expect(await entriesOf(tenant, '?action=endpoint.secret.*')).toEqual([]);
  });

  it('is filtered by actor, action, subject and time, and names the keys', async () => {
    const tenant = await api.createTenant();
    const { key, id: keyId } = await post(
      tenant,
      `/api/v1/tenants/${tenant.id}/keys`,
      { role: 'owner', name: 'on-call' },
      201,
    );
    const { id } = await post(tenant, '/api/v1/webhooks', { url: 'https://a.example', events: ['*'] }, 201);
    await api.request('POST', `/api/v1/webhooks/${id}/pause`, { key });
    await api.request('POST', '/api/v1/event-types', { key, body: { name: 'a.b' } });

    const byActor = await entriesOf(tenant, `?actor=${keyId}`);
    expect(byActor.map(({ action, actorName }) => [action, actorName])).toEqual([
      ['event-type.create', 'on-call'],
      ['endpoint.pause', 'on-call'],
    ]);
    const actions = async (query: string) => (await entriesOf(tenant, query)).map(({ action }) => action);
    expect(await actions(`?subject=${id}`)).toEqual(['endpoint.pause', 'endpoint.create']);
    expect(await actions('?action=endpoint.*')).toEqual(['endpoint.pause', 'endpoint.create']);
    expect(await actions('?action=endpoint.create')).toEqual(['endpoint.create']);
    expect(await actions('?action=event.*'), 'not event-type.create').toEqual([]);
    expect(await actions(`?action=endpoint.*&actor=${keyId}`)).toEqual(['endpoint.pause']);
    const pause = byActor[1]!;
    expect(await actions(`?subject=${id}&to=${pause.at}`)).toEqual(['endpoint.create']);
    expect(await actions(`?subject=${id}&from=${pause.at}`)).toEqual(['endpoint.pause']);
  });

  it('comes page by page', async () => {
    const tenant = await api.createTenant();
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '?limit=3' : `?limit=3&cursor=${cursor}`;
      const list = auditListSchema.parse((await read(tenant, query)).body);
      seen.push(...list.data.map(({ id }) => id));
      cursor = list.nextCursor;
    }
    expect(seen).toEqual((await entriesOf(tenant)).map(({ id }) => id));
    expect(seen).toHaveLength(4);
  });

  it('is for owners and admins, and of one tenant', async () => {
    const [tenant, stranger] = [await api.createTenant(), await api.createTenant()];
    for (const key of [tenant.viewer, tenant.publisher]) {
      expect((await read(tenant, '', key)).body).toMatchObject({ status: 403, type: `${PROBLEM}forbidden` });
    }
    const asAdmin = await api.request('GET', AUDIT, { tenant: tenant.id });
    expect(auditListSchema.parse(asAdmin.body).data).toEqual(await entriesOf(tenant));
    const theirs = (await entriesOf(stranger)).map(({ id }) => id);
    for (const { id } of await entriesOf(tenant)) expect(theirs).not.toContain(id);
  });

  it.each([
    ['?action=Endpoint.update', 'action'],
    ['?action=*', 'action'],
    ['?from=yesterday', 'from'],
    ['?target=ep_1', 'target'],
    ['?limit=0', 'limit'],
    ['?cursor=nonsense', 'cursor'],
  ])('says of %s what is wrong', async (query, path) => {
    const tenant = await api.createTenant();
    const answer = await read(tenant, query);
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].path).toBe(path);
  });
});
