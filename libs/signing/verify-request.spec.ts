import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ProfileName } from '#libs/contracts';
import {
  generateSecret,
  type ProfileOptions,
  publicKeyOf,
  type RenderedRequest,
  renderRequest,
  resolveProfile,
  verifyRequest,
} from './index.js';

const at = new Date('2026-03-01T10:00:00.000Z');
const event = {
  id: 'evt_1',
  type: 'order.created',
  created: '2026-03-01T09:59:00.123Z',
  data: '{"orderId":"A-1","lines":[1,2],"note":"a, b: c"}',
};

function signed(profile: ProfileName, secret: string, options?: ProfileOptions, data = event.data): RenderedRequest {
  const envelope = { profile, version: 1, options, tenantExternalId: 42 };
  return renderRequest({ envelope, event: { ...event, data }, deliveryId: 'dlv_1', secrets: [secret], at });
}

function judge(profile: ProfileName, secret: string, request: RenderedRequest, options?: ProfileOptions) {
  const result = verifyRequest({ profile, options, secrets: [secret], now: at, ...request });
  expect(JSON.stringify(result)).not.toContain(JSON.stringify(secret).slice(1, -1));
  return result;
}

/** The request with another signature header. */
function resigned(profile: ProfileName, request: RenderedRequest, value: string): RenderedRequest {
  return { ...request, headers: { ...request.headers, [resolveProfile(profile).signature.header]: value } };
}

const hmacHex = (key: string | Buffer, content: string) => createHmac('sha256', key).update(content).digest('hex');

describe('verifyRequest accepts', () => {
  it('header names in any case and values in lists, as servers hand them over', () => {
    const secret = generateSecret('standard-webhooks');
    const { headers, body } = signed('standard-webhooks', secret);
    const listed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]));
    expect(
      verifyRequest({ profile: 'standard-webhooks', secrets: [secret], headers: listed, body, now: at }).valid,
    ).toBe(true);
  });

  it('urtentic with and without the prefix, whatever the option says', () => {
    const secret = generateSecret('urtentic');
    const prefix = { signaturePrefix: true };
    expect(signed('urtentic', secret, prefix).headers['x-urtentic-signature']).toMatch(/^sha256=[0-9a-f]{64}$/);
    expect(judge('urtentic', secret, signed('urtentic', secret, prefix)).valid).toBe(true);
    expect(judge('urtentic', secret, signed('urtentic', secret), prefix).valid).toBe(true);
  });

  it('ed25519 with nothing but the public key, and says that it cannot compute the header', () => {
    const options = { signatureVersion: 'v1a' } as const;
    const secret = generateSecret('standard-webhooks', options);
    const request = signed('standard-webhooks', secret, options);
    const result = judge('standard-webhooks', publicKeyOf(secret) ?? '', request, options);
    expect(result).toMatchObject({ valid: true, expected: { header: '' } });
    const other = publicKeyOf(generateSecret('standard-webhooks', options)) ?? '';
    expect(judge('standard-webhooks', other, request, options).valid).toBe(false);
  });

  it('a body that is not UTF-8, as bytes', () => {
    const body = Buffer.from([0x22, 0xff, 0x22]);
    const headers = { 'x-webhook-signature': createHmac('sha256', 'some secret').update(body).digest('hex') };
    const input = { profile: 'quickstart', secrets: ['some secret'], headers, now: at } as const;
    expect(verifyRequest({ ...input, body }).valid).toBe(true);
    expect(verifyRequest({ ...input, body: body.toString('utf8') }).valid).toBe(false);
  });
});

describe('verifyRequest says why a request fails', () => {
  it('missing header', () => {
    const secret = generateSecret('standard-webhooks');
    const request = signed('standard-webhooks', secret);
    delete request.headers['webhook-id'];
    const result = judge('standard-webhooks', secret, request);
    expect(result.reason).toBe('missing header: webhook-id');
    expect(result.expected.signedContent).toContain('<eventId missing>.1772359200.{');
  });

  it('missing timestamp inside the signature header', () => {
    const request = signed('stripe', 'whsec_text');
    const value = request.headers['stripe-signature']?.split(',')[1] ?? '';
    expect(judge('stripe', 'whsec_text', resigned('stripe', request, value)).reason).toContain('(its item t=…)');
  });

  it('a secret in the wrong form', () => {
    const secret = generateSecret('standard-webhooks');
    const request = signed('standard-webhooks', secret);
    expect(judge('standard-webhooks', 'no such secret', request).reason).toContain('wrong secret encoding');
    expect(verifyRequest({ profile: 'github', secrets: [], now: at, ...request }).reason).toContain('missing header');
  });

  it.each<[string, ProfileName, string, (secret: string) => string | Buffer]>([
    ['UTF-8 bytes instead of base64', 'urtentic', generateSecret('urtentic'), (secret) => secret],
    ['base64 instead of UTF-8 bytes', 'quickstart', 'c29tZSBzZWNyZXQ=', (secret) => Buffer.from(secret, 'base64')],
    ['hex instead of UTF-8 bytes', 'urban-things', 'deadbeefdeadbeef', (secret) => Buffer.from(secret, 'hex')],
    ['a line feed behind the secret', 'quickstart', 'some secret', (secret) => `${secret}\n`],
  ])('wrong secret encoding: %s', (_, profile, secret, keyOf) => {
    const request = signed(profile, secret);
    const forged = resigned(profile, request, hmacHex(keyOf(secret), request.body));
    const result = judge(profile, secret, forged);
    expect(result).toMatchObject({ valid: false, reason: expect.stringContaining('wrong secret encoding') });
    expect(result.expected.header).toBe(request.headers[resolveProfile(profile).signature.header]);
  });

  it('wrong secret encoding: whsec_ taken as part of the text', () => {
    const secret = generateSecret('standard-webhooks');
    const request = signed('standard-webhooks', secret);
    const { signedContent } = judge('standard-webhooks', secret, request).expected;
    const signature = createHmac('sha256', secret).update(signedContent).digest('base64');
    expect(
      judge('standard-webhooks', secret, resigned('standard-webhooks', request, `v1,${signature}`)).reason,
    ).toContain('wrong secret encoding: the signature was made with the UTF-8 bytes');
  });

  const indented = (value: unknown) => JSON.stringify(value, null, 2);
  it.each<[string, (body: string) => string]>([
    ['indented', (body) => indented(JSON.parse(body))],
    ['with spaces, as Python writes it', (body) => body.replace(/([:,])(?=["[{\d])/g, '$1 ')],
    ['with a line feed at its end', (body) => `${body}\n`],
  ])('re-serialised body: %s', (_, change) => {
    for (const profile of ['standard-webhooks', 'urtentic', 'quickstart', 'ultrareach', 'urban-things'] as const) {
      const secret = generateSecret(profile);
      const request = signed(profile, secret);
      const body = change(request.body);
      expect(body).not.toBe(request.body);
      const result = judge(profile, secret, { ...request, body });
      expect(result).toMatchObject({ valid: false, reason: expect.stringContaining('re-serialised body') });
    }
  });

  it('re-serialised body: compact, where the sender wrote an indented or a spaced one', () => {
    for (const data of [indented(JSON.parse(event.data)), '{"a": [1, 2], "b": "x, y: z", "c": {}}']) {
      const request = signed('quickstart', 'some secret', undefined, data);
      const body = JSON.stringify(JSON.parse(request.body));
      const result = judge('quickstart', 'some secret', { ...request, body });
      expect(result.reason).toContain('re-serialised body: the signature fits the form');
    }
  });

  it('re-serialised body: under an ed25519 signature', () => {
    const options = { signatureVersion: 'v1a' } as const;
    const secret = generateSecret('standard-webhooks', options);
    const request = signed('standard-webhooks', secret, options);
    const result = judge(
      'standard-webhooks',
      secret,
      { ...request, body: indented(JSON.parse(request.body)) },
      options,
    );
    expect(result.reason).toContain('re-serialised body');
  });

  it('re-serialised body is named as a possibility where it cannot be proved', () => {
    const request = signed('quickstart', 'some secret', undefined, '{"n":12345678901234567890}');
    const body = JSON.stringify(JSON.parse(request.body));
    expect(judge('quickstart', 'some secret', { ...request, body }).reason).toContain('re-serialised');
  });

  it('stale timestamp, in seconds', () => {
    const secret = generateSecret('ultrareach');
    const now = new Date(at.getTime() + 612_000);
    const result = verifyRequest({ profile: 'ultrareach', secrets: [secret], now, ...signed('ultrareach', secret) });
    expect(result.reason).toBe('stale timestamp: it is 612 s old, at most 300 s are allowed');
    expect(result.checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['headers', true],
      ['secret', true],
      ['prefix', true],
      ['signature', true],
      ['timestamp', false],
    ]);
  });

  it('a timestamp in milliseconds where seconds are due', () => {
    const secret = generateSecret('urtentic');
    const request = signed('urtentic', secret);
    request.headers['x-urtentic-timestamp'] = String(at.getTime());
    expect(judge('urtentic', secret, request).reason).toContain('not a whole number of seconds');
  });

  it('wrong prefix', () => {
    const request = signed('github', 'some secret');
    const bare = request.headers['x-hub-signature-256']?.slice('sha256='.length) ?? '';
    expect(judge('github', 'some secret', resigned('github', request, bare)).reason).toContain('wrong prefix');
    expect(judge('github', 'some secret', resigned('github', request, `sha1=${bare}`)).reason).toContain(
      'wrong prefix',
    );
    const quick = signed('quickstart', 'some secret');
    const prefixed = `sha256=${quick.headers['x-webhook-signature']}`;
    expect(judge('quickstart', 'some secret', resigned('quickstart', quick, prefixed)).reason).toContain(
      'wrong prefix',
    );
  });

  it('an HMAC under the prefix of ed25519', () => {
    const secret = generateSecret('standard-webhooks');
    const request = signed('standard-webhooks', secret);
    const value = request.headers['webhook-signature']?.replace('v1,', 'v1a,') ?? '';
    expect(judge('standard-webhooks', secret, resigned('standard-webhooks', request, value))).toMatchObject({
      valid: false,
      reason: expect.stringContaining('wrong prefix'),
    });
  });

  it('wrong notation of a right signature', () => {
    const request = signed('quickstart', 'some secret');
    const hex = request.headers['x-webhook-signature'] ?? '';
    const base64 = Buffer.from(hex, 'hex').toString('base64');
    expect(judge('quickstart', 'some secret', resigned('quickstart', request, base64)).reason).toContain('encoding');
    const upper = judge('quickstart', 'some secret', resigned('quickstart', request, hex.toUpperCase()));
    expect(upper).toMatchObject({ valid: false, reason: expect.stringContaining('lower case') });
  });

  it('wrong signed content', () => {
    const request = signed('ultrareach', 'some secret');
    const overBody = resigned('ultrareach', request, hmacHex('some secret', request.body));
    expect(judge('ultrareach', 'some secret', overBody).reason).toContain('made over the body alone');
    const undotted = hmacHex('some secret', `${request.headers['x-ultrareach-timestamp']}${request.body}`);
    expect(judge('ultrareach', 'some secret', resigned('ultrareach', request, undotted)).reason).toContain(
      'nothing between',
    );
  });

  it('wrong algorithm', () => {
    const request = signed('quickstart', 'some secret');
    const value = createHmac('sha512', 'some secret').update(request.body).digest('hex');
    expect(judge('quickstart', 'some secret', resigned('quickstart', request, value)).reason).toContain('sha512');
  });

  it('a truncated or empty signature', () => {
    const request = signed('quickstart', 'some secret');
    const hex = request.headers['x-webhook-signature'] ?? '';
    expect(judge('quickstart', 'some secret', resigned('quickstart', request, hex.slice(0, 32))).valid).toBe(false);
    expect(judge('quickstart', 'some secret', resigned('quickstart', request, '')).reason).toContain('missing header');
  });
});
