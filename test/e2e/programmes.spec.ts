import { verify as verifyGithub } from '@octokit/webhooks-methods';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Stripe } from 'stripe';
import { Webhook as SvixWebhook } from 'svix';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOGUES, type CatalogueName } from '#libs/domain/catalogues';
import { generateSecret } from '#libs/signing';
import {
  verifyQuickstart,
  verifyUltrareach,
  verifyUrbanThings,
  verifyUrtentic,
  type ReceivedRequest,
  type Verdict,
} from '../support/programme-receivers.js';
import type { RecordedRequest } from '../support/receiver-behaviour.js';
import { Receiver } from '../support/receiver.js';
import { TestStack } from '../support/stack.js';
import { createTempDir, type TempDir } from '../support/temp-dir.js';
import type { TenantClient } from '../support/tenant-client.js';
import { createTestCa } from '../support/tls.js';

/**
 * What JSON allows and careless code changes: numbers beyond 2^53, odd spellings of numbers, escapes, keys that
 * JavaScript would sort, white space.
 */
const ODD_MEMBERS =
  '"total" : 12345678901234567890, "price":1.00,"rate":1E2, "tiny":1e-7,"zero":-0.0,  "name":"Zo\\u00eb \\/ \\ud83d\\udc0e 🐎 \\u0000",\t"z":{"10":"ten","9":"nine"},"list":[1.10, 2.50]';

interface Programme {
  name: CatalogueName;
  verify: (request: ReceivedRequest) => Verdict;
  checksTime: boolean;
  /** As a customer would choose it. */
  secret: string;
  type: string;
  /** Members that the catalogue's schema asks for. */
  required: string;
  /** Headers that stay the same on every attempt. */
  ids: string[];
}

const PROGRAMMES: Programme[] = [
  {
    name: 'urtentic',
    verify: verifyUrtentic,
    checksTime: true,
    secret: Buffer.from('the secret of an identity check').toString('base64'),
    type: 'step_completed',
    required: '"flowId":"flw_1","step":{"stepId":"selfie"}',
    ids: ['x-urtentic-delivery-id'],
  },
  {
    name: 'quickstart',
    verify: verifyQuickstart,
    checksTime: false,
    secret: 'quickstart-secret-für-alle',
    type: 'user.created',
    required: '"id":"usr_1"',
    ids: ['x-webhook-delivery-id', 'x-webhook-event-id'],
  },
  {
    name: 'ultrareach',
    verify: verifyUltrareach,
    checksTime: true,
    secret: 'ultrareach-secret-0123456789',
    type: 'message.received',
    required: '"messageId":"msg_1"',
    ids: [],
  },
  {
    name: 'urban-things',
    verify: verifyUrbanThings,
    checksTime: false,
    secret: 'urban-things-secret-0123456789',
    type: 'order.created',
    required: '"id":9007199254740993',
    ids: ['x-event-id', 'x-delivery-id'],
  },
];

let stack: TestStack;
let receiver: Receiver;
let untrusted: Receiver;
let dir: TempDir;
beforeAll(async () => {
  const ca = await createTestCa();
  dir = await createTempDir();
  const caFile = join(dir.path, 'ca.pem');
  await writeFile(caFile, ca.certPem);
  receiver = await Receiver.start({ tls: await ca.issue() });
  untrusted = await Receiver.start({ tls: await ca.issue('self-signed') });
  // HTTPS only, as all four programmes ask.
  const environment = { EVERHOOK_EXTRA_CA_FILE: caFile, EVERHOOK_ALLOW_HTTP: 'false' };
  stack = await TestStack.start({ environment });
});
afterAll(async () => {
  await stack.close();
  await receiver.close();
  await untrusted.close();
  await dir.remove();
});

describe.each(PROGRAMMES)('$name', (programme) => {
  const { name, verify, checksTime, secret, type, required, ids } = programme;
  const path = `/${name}`;
  let tenant: TenantClient;
  beforeAll(async () => {
    tenant = await stack.createTenant({ profile: name, externalId: 123, retryPolicy: { schedule: ['1s'] } });
    await tenant.importCatalogue(name);
    await tenant.createEndpoint(receiver.url(path), { secret });
  });

  /** Posts one event and returns the requests that its delivery made. */
  async function deliver(event: { data?: unknown; rawData?: string }, count = 1): Promise<RecordedRequest[]> {
    const before = receiver.requestsTo(path).length;
    const { id } = await tenant.deliver({ type, ...event });
    await tenant.waitForDelivery(id, 'succeeded');
    const requests = receiver.requestsTo(path).slice(before);
    expect(requests).toHaveLength(count);
    return requests;
  }

  const received = ({ headers, rawBody }: RecordedRequest, change: Partial<ReceivedRequest> = {}): ReceivedRequest => ({
    headers,
    body: rawBody,
    secret,
    now: new Date(),
    ...change,
  });

  it("accepts the catalogue's example", async () => {
    const data = CATALOGUES[name].find((entry) => entry.name === type)?.example;
    expect(data).toBeDefined();
    const [request] = await deliver({ data });
    expect(verify(received(request!))).toMatchObject({ accepted: true });
    expect(request).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });
    const body = JSON.parse(request!.body);
    expect(name === 'urtentic' || name === 'quickstart' ? body : body.data).toMatchObject(data!);
  });

  it('accepts big integers, odd spellings and escapes, on every attempt, and refuses what was tampered with', async () => {
    receiver.on(path, { kind: 'respond', status: 503 }, { kind: 'respond', status: 200 });
    const rawData = `{ ${required},${ODD_MEMBERS} }`;
    const [first, second] = await deliver({ rawData }, 2);
    expect(second!.rawBody.equals(first!.rawBody)).toBe(true);
    for (const id of ids) {
      expect(first!.headers[id]).toMatch(/./);
      expect(second!.headers[id]).toBe(first!.headers[id]);
    }
    for (const request of [first!, second!]) {
      expect(verify(received(request))).toMatchObject({ accepted: true });
      const changed = Buffer.from(request.body.replace('"ten"', '"tea"'));
      expect(changed.equals(request.rawBody)).toBe(false);
      expect(verify(received(request, { body: changed }))).toEqual({ accepted: false, reason: 'signature' });
      const wrong = { secret: generateSecret(name) };
      expect(verify(received(request, wrong))).toEqual({ accepted: false, reason: 'signature' });
      const late = { now: new Date(Date.now() + 302_000) };
      expect(verify(received(request, late)).accepted).toBe(!checksTime);
    }
    // The raw profiles keep every byte of the data; the one whose receivers serialise again gets JavaScript's own form.
    if (name === 'urban-things') {
      expect(first!.body).toBe(JSON.stringify(JSON.parse(first!.body)));
      const canonical = JSON.parse(JSON.stringify(JSON.parse(rawData)));
      expect(JSON.parse(first!.body)).toMatchObject({ event: type, tenant_id: 123, data: canonical });
    } else {
      expect(first!.body).toContain(ODD_MEMBERS);
    }
  });
});

describe('official libraries accept deliveries and refuse changed ones', () => {
  const rawData = `{ ${ODD_MEMBERS} }`;

  async function deliver(profile: string): Promise<{ secret: string; request: RecordedRequest }> {
    const tenant = await stack.createTenant();
    const path = `/official/${profile}`;
    const { secret } = await tenant.createEndpoint(receiver.url(path), { profile });
    await tenant.postEvent({ type: 'invoice.paid', rawData });
    const [request] = await receiver.waitForRequests(1, path);
    return { secret, request: request! };
  }

  it.each([
    { profile: 'standard-webhooks' as const, Library: StandardWebhook },
    { profile: 'svix' as const, Library: SvixWebhook },
  ])('$profile', async ({ profile, Library }) => {
    const { secret, request } = await deliver(profile);
    const { body, headers } = request;
    expect(new Library(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Library(secret).verify(body.replace('"ten"', '"tea"'), headers)).toThrow('No matching signature');
    expect(() => new Library(generateSecret(profile)).verify(body, headers)).toThrow('No matching signature');
  });

  it('stripe', async () => {
    const { secret, request } = await deliver('stripe');
    const { body, headers } = request;
    const { webhooks } = new Stripe('sk_test_unused');
    const header = headers['stripe-signature'] ?? '';
    expect(webhooks.constructEvent(body, header, secret)).toMatchObject({ object: 'event', type: 'invoice.paid' });
    const changed = body.replace('"ten"', '"tea"');
    expect(() => webhooks.constructEvent(changed, header, secret)).toThrow('No signatures found');
    expect(() => webhooks.constructEvent(body, header, generateSecret('stripe'))).toThrow('No signatures found');
  });

  it('github', async () => {
    const { secret, request } = await deliver('github');
    const { body, headers } = request;
    const header = headers['x-hub-signature-256'] ?? '';
    expect(await verifyGithub(secret, body, header)).toBe(true);
    expect(await verifyGithub(secret, body.replace('"ten"', '"tea"'), header)).toBe(false);
    expect(await verifyGithub(generateSecret('github'), body, header)).toBe(false);
  });
});

describe('HTTPS', () => {
  it('trusts the authorities of EVERHOOK_EXTRA_CA_FILE and nobody else', async () => {
    const tenant = await stack.createTenant({ retryPolicy: { schedule: ['1h'] } });
    const trusted = await tenant.createEndpoint(receiver.url('/https', 'localhost'), { events: ['https.trusted'] });
    const self = await tenant.createEndpoint(untrusted.url('/https'), { events: ['https.untrusted'] });
    const good = await tenant.deliver({ type: 'https.trusted' });
    const bad = await tenant.deliver({ type: 'https.untrusted' });
    expect([good.endpointId, bad.endpointId]).toEqual([trusted.id, self.id]);
    const { request } = await tenant.waitForDelivery(good.id, 'succeeded');
    expect(request.url).toMatch(/^https:/);
    expect(receiver.requestsTo('/https')).toMatchObject([{ servername: 'localhost' }]);
    const { attempts } = await tenant.waitForDelivery(bad.id, 'waiting');
    expect(attempts).toMatchObject([{ errorKind: 'tls', outcome: 'retry' }]);
    expect(untrusted.requests).toHaveLength(0);
  });
});
