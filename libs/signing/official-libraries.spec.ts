import { verify as verifyGithub } from '@octokit/webhooks-methods';
import { createPublicKey, verify } from 'node:crypto';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Stripe } from 'stripe';
import { Webhook as SvixWebhook } from 'svix';
import { describe, expect, it } from 'vitest';
import type { ProfileName } from '#libs/contracts';
import { generateSecret, profileVersion, publicKeyOf, renderRequest } from './index.js';

/** The libraries compare with the real clock, so the attempt is made now. */
const now = () => new Date();
const data = '{ "id": 12345678901234567890, "price": 1.00, "name": "Zo\\u00eb \u{1f40e}" }';

function send(profile: ProfileName, secrets: string[], options?: { signatureVersion: 'v1a' }) {
  return renderRequest({
    envelope: { profile, version: profileVersion(profile), options, tenantExternalId: 'acme' },
    event: { id: 'evt_0001', type: 'invoice.paid', created: '2026-03-01T10:00:00.123Z', data },
    deliveryId: 'dlv_0001',
    secrets,
    at: now(),
  });
}

describe.each([
  { profile: 'standard-webhooks', Library: StandardWebhook },
  { profile: 'svix', Library: SvixWebhook },
] as const)('$profile, verified by its official library', ({ profile, Library }) => {
  const secret = generateSecret(profile);
  const { headers, body } = send(profile, [secret]);

  it('is accepted', () => {
    expect(new Library(secret).verify(body, headers)).toEqual(JSON.parse(body));
  });

  it('is accepted with either secret during a rotation', () => {
    const older = generateSecret(profile);
    const rotated = send(profile, [secret, older]);
    expect(new Library(older).verify(rotated.body, rotated.headers)).toEqual(JSON.parse(body));
    expect(new Library(secret).verify(rotated.body, rotated.headers)).toEqual(JSON.parse(body));
  });

  it('is refused when the body, the secret or the time is another one', () => {
    expect(() => new Library(secret).verify(body.replace('1.00', '1.01'), headers)).toThrow('No matching signature');
    expect(() => new Library(generateSecret(profile)).verify(body, headers)).toThrow('No matching signature');
    const name = profile === 'svix' ? 'svix-timestamp' : 'webhook-timestamp';
    const old = { ...headers, [name]: String(Number(headers[name]) - 301) };
    expect(() => new Library(secret).verify(body, old)).toThrow('too old');
  });
});

describe('stripe, verified by its official library', () => {
  const { webhooks } = new Stripe('sk_test_unused');
  const secret = generateSecret('stripe');
  const { headers, body } = send('stripe', [secret]);
  const header = headers['stripe-signature'] ?? '';

  it('is accepted, and the event has the public form', () => {
    expect(webhooks.constructEvent(body, header, secret)).toMatchObject({
      id: 'evt_0001',
      object: 'event',
      type: 'invoice.paid',
      created: 1772359200,
      data: { object: { name: 'Zoë \u{1f40e}' } },
    });
  });

  it('is accepted with either secret during a rotation', () => {
    const older = generateSecret('stripe');
    const rotated = send('stripe', [secret, older]).headers['stripe-signature'] ?? '';
    expect(webhooks.constructEvent(body, rotated, older).id).toBe('evt_0001');
    expect(webhooks.constructEvent(body, rotated, secret).id).toBe('evt_0001');
  });

  it('is refused when the body, the secret or the time is another one', () => {
    expect(() => webhooks.constructEvent(body.replace('1.00', '1.01'), header, secret)).toThrow('No signatures found');
    expect(() => webhooks.constructEvent(body, header, generateSecret('stripe'))).toThrow('No signatures found');
    const receivedAt = Date.now() + 302_000;
    expect(() => webhooks.constructEvent(body, header, secret, undefined, undefined, receivedAt)).toThrow('tolerance');
  });
});

describe('github, verified by its official library', () => {
  const secret = generateSecret('github');
  const { headers, body } = send('github', [secret]);
  const header = headers['x-hub-signature-256'] ?? '';

  it('is accepted', async () => {
    expect(await verifyGithub(secret, body, header)).toBe(true);
  });

  it('is refused when the body or the secret is another one', async () => {
    expect(await verifyGithub(secret, body.replace('1.00', '1.01'), header)).toBe(false);
    expect(await verifyGithub(generateSecret('github'), body, header)).toBe(false);
  });
});

describe('published test vectors', () => {
  it('svix: the example of its documentation', () => {
    const { headers } = renderRequest({
      envelope: { profile: 'svix', version: 1, tenantExternalId: 1 },
      event: {
        id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        type: 'test',
        created: '2021-02-25T16:00:00.000Z',
        data: '{"test": 2432232314}',
      },
      deliveryId: 'dlv_1',
      secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
      at: new Date(1614265330 * 1000),
    });
    expect(headers).toMatchObject({
      'svix-timestamp': '1614265330',
      'svix-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('github: the example of its documentation', () => {
    const { headers } = renderRequest({
      envelope: { profile: 'github', version: 1, tenantExternalId: 1 },
      event: { id: 'evt_1', type: 'push', created: '2021-02-25T16:00:00.000Z', data: 'Hello, World!' },
      deliveryId: 'dlv_1',
      secrets: ["It's a Secret to Everybody"],
      at: now(),
    });
    expect(headers['x-hub-signature-256']).toBe(
      'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    );
  });
});

describe('v1a of standard-webhooks', () => {
  it('is verified with nothing but the published public key', () => {
    const options = { signatureVersion: 'v1a' } as const;
    const secret = generateSecret('standard-webhooks', options);
    const { headers, body } = send('standard-webhooks', [secret], options);
    const [version, signature] = (headers['webhook-signature'] ?? '').split(',');
    expect(version).toBe('v1a');
    const x = Buffer.from(publicKeyOf(secret)?.slice('whpk_'.length) ?? '', 'base64').toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    expect(verify(null, Buffer.from(content), key, Buffer.from(signature ?? '', 'base64'))).toBe(true);
    expect(verify(null, Buffer.from(`${content} `), key, Buffer.from(signature ?? '', 'base64'))).toBe(false);
  });
});
