import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { verifyRequest, type VerifyCheckName } from '#libs/signing';
import type { ProfileName } from '#libs/contracts';
import { freePort } from '#libs/processes';
import { TestApi, type ApiResponse, type TestTenant } from '../support/api.js';
import { Receiver } from '../support/receiver.js';

const PROBLEM = 'https://everhook.dev/problems/';

let api: TestApi;
let tenant: TestTenant;
let receiver: Receiver;
beforeAll(async () => {
  api = await TestApi.start({ EVERHOOK_ALLOW_HTTP: 'true', EVERHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' });
  tenant = await api.createTenant({ externalId: 42 });
  receiver = await Receiver.start();
});
afterAll(async () => {
  await api.close();
  await receiver.close();
});
afterEach(() => receiver.clear());

/** A receiver that verifies, but for the checks that it forgets. */
class VerifyingReceiver {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  secret = '';

  static async start(profile: ProfileName, forgets: VerifyCheckName | null, refusal = 401): Promise<VerifyingReceiver> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { checks } = verifyRequest({
          profile,
          secrets: [started.secret],
          headers: request.headers,
          body: Buffer.concat(chunks),
          now: new Date(),
        });
        const fault = checks.find(({ name, ok }) => !ok && name !== forgets);
        response.statusCode = fault === undefined ? 200 : refusal;
        response.end(fault?.detail ?? 'thanks');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address() as AddressInfo;
    const started = new VerifyingReceiver(server, `http://127.0.0.1:${address.port}/hooks`);
    return started;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function makeEndpoint(settings: Record<string, unknown>): Promise<{ id: string; secret: string }> {
  const { status, body, text } = await api.request('POST', '/api/v1/webhooks', {
    key: tenant.owner,
    body: { events: ['order.created'], url: receiver.url('/hooks'), ...settings },
  });
  expect(status, text).toBe(201);
  return body;
}

function test(id: string, body?: unknown): Promise<ApiResponse> {
  return api.request('POST', `/api/v1/webhooks/${id}/test`, { key: tenant.owner, body });
}

/** `ok` of every check, by its name. */
function verdicts({ body }: ApiResponse): Record<string, boolean> {
  const checks: { name: string; ok: boolean }[] = body.checks;
  return Object.fromEntries(checks.map(({ name, ok }) => [name, ok]));
}

describe('the test of an endpoint', () => {
  it.each<[ProfileName, VerifyCheckName | null, Record<string, boolean>]>([
    ['standard-webhooks', null, { 'responds-2xx': true, 'rejects-bad-signature': true, 'rejects-old-timestamp': true }],
    [
      'standard-webhooks',
      'signature',
      { 'responds-2xx': true, 'rejects-bad-signature': false, 'rejects-old-timestamp': true },
    ],
    [
      'ultrareach',
      'timestamp',
      { 'responds-2xx': true, 'rejects-bad-signature': true, 'rejects-old-timestamp': false },
    ],
    ['urban-things', null, { 'responds-2xx': true, 'rejects-bad-signature': true }],
    ['urtentic', null, { 'responds-2xx': true, 'rejects-bad-signature': true, 'rejects-old-timestamp': true }],
  ])('finds out of a receiver of %s that forgets the check of %s', async (profile, forgets, expected) => {
    const verifying = await VerifyingReceiver.start(profile, forgets);
    const endpoint = await makeEndpoint({ profile, url: verifying.url });
    verifying.secret = endpoint.secret;
    const answer = await test(endpoint.id);
    expect(answer.status, answer.text).toBe(200);
    expect(verdicts(answer)).toEqual(expected);
    expect(answer.body).toMatchObject({
      event: 'order.created',
      response: { status: 200, body: 'thanks', truncated: false },
      request: { url: verifying.url },
    });
    expect(answer.text).not.toContain(endpoint.secret);
    await verifying.close();
  });

  it('sends what it is given, and the delivery tells of it', async () => {
    receiver.on('/given', { kind: 'respond', status: 200, body: 'ok' }, { kind: 'respond', status: 400 });
    const url = receiver.url('/given');
    const endpoint = await makeEndpoint({ url, profile: 'quickstart', headers: { 'x-token': 'tok_very_secret' } });
    const answer = await api.request('POST', `/api/v1/webhooks/${endpoint.id}/test`, {
      key: tenant.owner,
      rawBody: '{"event":"order.paid","data": {"total":12345678901234567890, "price":1.00} }',
    });
    expect(answer.status, answer.text).toBe(200);
    const { deliveryId, eventId } = answer.body;
    const [sent, probe, ...others] = receiver.requestsTo('/given');
    expect(others).toEqual([]);
    expect(sent).toMatchObject({ body: '{"total":12345678901234567890, "price":1.00}' });
    expect(sent?.headers).toMatchObject({ 'x-token': 'tok_very_secret', 'x-webhook-event-id': eventId });
    expect(sent?.headers).not.toHaveProperty('x-everhook-test');
    expect(answer.body.request.body).toBe(sent?.body);
    expect(answer.body.request.headers).toMatchObject({
      'x-token': '[redacted]',
      'x-webhook-signature': sent?.headers['x-webhook-signature'],
    });
    expect(probe?.headers).toMatchObject({ 'x-everhook-test': 'true', 'x-token': 'tok_very_secret' });
    expect(probe?.headers['x-webhook-event-id']).not.toBe(eventId);

    const { body: delivery } = await api.request('GET', `/api/v1/deliveries/${deliveryId}`, { key: tenant.owner });
    expect(delivery).toMatchObject({
      eventId,
      eventType: 'order.paid',
      endpointId: endpoint.id,
      status: 'succeeded',
      attemptCount: 1,
      attempts: [{ number: 1, trigger: 'test', outcome: 'succeeded', statusCode: 200, responseBody: 'ok' }],
      request: { body: sent?.body },
      workflow: null,
    });
    expect(JSON.stringify(delivery)).not.toContain('tok_very_secret');
    const { body: event } = await api.request('GET', `/api/v1/events/${eventId}`, { key: tenant.owner });
    expect(event).toMatchObject({ source: 'test', type: 'order.paid' });
  });

  it('of a receiver that refuses everything says so, and is not repeated', async () => {
    receiver.on('/down', { kind: 'respond', status: 503, body: 'down' });
    const endpoint = await makeEndpoint({ url: receiver.url('/down'), retryPolicy: { schedule: ['1s'] } });
    const answer = await test(endpoint.id, { event: 'order.created' });
    expect(verdicts(answer)).toEqual({
      'responds-2xx': false,
      'rejects-bad-signature': false,
      'rejects-old-timestamp': false,
    });
    expect(answer.body.checks[1].detail).toContain('does not take the genuine request either');
    expect(answer.body.response).toMatchObject({ status: 503, body: 'down' });
    expect(receiver.requestsTo('/down')).toHaveLength(1);
    const { body: delivery } = await api.request('GET', `/api/v1/deliveries/${answer.body.deliveryId}`, {
      key: tenant.owner,
    });
    expect(delivery).toMatchObject({ status: 'failed', attempts: [{ outcome: 'failed', errorKind: 'http' }] });
    expect(delivery.nextAttemptAt).toBeUndefined();
    // It counts for nobody.
    const { body: after } = await api.request('GET', `/api/v1/webhooks/${endpoint.id}`, { key: tenant.owner });
    expect(after).toMatchObject({ consecutiveFailures: 0, status: 'active' });
  });

  it.each([
    ['nobody listens', async () => `http://127.0.0.1:${await freePort()}/hooks`, 'connect'],
    ['the address is closed', async () => 'http://10.1.2.3/hooks', 'blocked-address'],
  ])('where %s has no response but an error', async (_, urlOf, errorKind) => {
    const url = await urlOf();
    const endpoint = await makeEndpoint({});
    // The API would refuse such a URL today; it may have been allowed once.
    await api.dataSource.query('UPDATE endpoints SET url = $2 WHERE id = $1', [endpoint.id, url]);
    const answer = await test(endpoint.id);
    expect(answer).toMatchObject({ status: 200, body: { response: null, error: expect.any(String) } });
    const { body: delivery } = await api.request('GET', `/api/v1/deliveries/${answer.body.deliveryId}`, {
      key: tenant.owner,
    });
    expect(delivery.attempts).toMatchObject([{ errorKind, outcome: 'failed' }]);
  });

  it('ends when the time-out of the endpoint does', async () => {
    receiver.on('/never', { kind: 'never' });
    const endpoint = await makeEndpoint({ url: receiver.url('/never'), timeoutMs: 1_000 });
    const startedAt = Date.now();
    const answer = await test(endpoint.id);
    expect(answer.body).toMatchObject({ response: null, error: expect.stringContaining('1000 ms') });
    expect(Date.now() - startedAt).toBeLessThan(10_000);
  });

  it('goes past a pause, but not to a disabled endpoint', async () => {
    const endpoint = await makeEndpoint({});
    await api.request('POST', `/api/v1/webhooks/${endpoint.id}/pause`, { key: tenant.owner });
    expect((await test(endpoint.id)).body.response).toMatchObject({ status: 200 });
    await api.request('POST', `/api/v1/webhooks/${endpoint.id}/disable`, { key: tenant.owner });
    expect(await test(endpoint.id)).toMatchObject({
      status: 409,
      body: { type: `${PROBLEM}endpoint-disabled` },
    });
  });

  it('takes the type and its example from the catalogue where it is given none', async () => {
    await api.request('POST', '/api/v1/event-types', {
      key: tenant.owner,
      body: { name: 'invoice.sent', example: { invoice: 'i-1' } },
    });
    const ofFamily = await test((await makeEndpoint({ events: ['invoice.*'], profile: 'quickstart' })).id);
    expect(ofFamily.body).toMatchObject({ event: 'invoice.sent', request: { body: '{"invoice":"i-1"}' } });
    const ofNothing = await test((await makeEndpoint({ events: ['parcel.*'], profile: 'quickstart' })).id);
    expect(ofNothing.body).toMatchObject({ event: 'parcel.test' });
    const ofShop = await test((await makeEndpoint({ events: ['user.removed'], profile: 'urban-things' })).id);
    expect(JSON.parse(ofShop.body.request.body)).toMatchObject({ event: 'user.removed', tenant_id: 42 });
  });

  it('refuses data that the profile cannot carry', async () => {
    const endpoint = await makeEndpoint({ profile: 'urtentic' });
    expect(await test(endpoint.id, { data: [1, 2] })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'data', message: expect.stringContaining('an array') }] },
    });
    expect(receiver.requestsTo('/hooks')).toEqual([]);
  });
});
