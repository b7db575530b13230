import { describe, expect, it } from 'vitest';
import { PROFILE_NAMES, type ProfileName } from '#libs/contracts';
import {
  type DatedSecret,
  generateSecret,
  type ProfileOptions,
  profileHeaderNames,
  publicKeyOf,
  RenderError,
  renderRequest,
  resolveProfile,
  secretProblem,
  signingSecrets,
} from './index.js';

const KEY_24 = Buffer.alloc(24, 7).toString('base64');

describe('generateSecret', () => {
  it.each(PROFILE_NAMES)('%s: fits the profile, is new each time and is safe text', (profile) => {
    const [one, other] = [generateSecret(profile), generateSecret(profile)];
    expect(secretProblem(profile, one)).toBeNull();
    expect(one).not.toBe(other);
    expect(one).toMatch(/^[\x21-\x7e]{32,}$/);
  });

  it('has 32 random bytes in the form of the profile', () => {
    expect(generateSecret('standard-webhooks')).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(generateSecret('urtentic')).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(generateSecret('quickstart')).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(generateSecret('stripe')).toMatch(/^whsec_[A-Za-z0-9_-]{43}$/);
    expect(generateSecret('custom', { keyEncoding: 'hex' })).toMatch(/^[0-9a-f]{64}$/);
  });

  it('makes ed25519 keys for v1a, whose public key can be shown', () => {
    const secret = generateSecret('standard-webhooks', { signatureVersion: 'v1a' });
    expect(secret).toMatch(/^whsk_[A-Za-z0-9+/]{86}==$/);
    expect(publicKeyOf(secret)).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
    // The seed alone is the same key.
    const seed = Buffer.from(secret.slice(5), 'base64').subarray(0, 32).toString('base64');
    expect(publicKeyOf(`whsk_${seed}`)).toBe(publicKeyOf(secret));
    expect(publicKeyOf(generateSecret('standard-webhooks'))).toBeNull();
  });
});

describe('secretProblem', () => {
  const v1a: ProfileOptions = { signatureVersion: 'v1a' };
  const pair = generateSecret('standard-webhooks', v1a);
  const otherPair = generateSecret('standard-webhooks', v1a);
  const mixed = Buffer.concat([
    Buffer.from(pair.slice(5), 'base64').subarray(0, 32),
    Buffer.from(otherPair.slice(5), 'base64').subarray(32),
  ]);

  it.each<[ProfileName, string, ProfileOptions | undefined]>([
    ['standard-webhooks', `whsec_${KEY_24}`, undefined],
    ['standard-webhooks', pair, v1a],
    ['standard-webhooks', `whsk_${Buffer.alloc(32, 1).toString('base64')}`, v1a],
    ['urtentic', KEY_24, undefined],
    ['quickstart', 'any text will do, ümlauts too', undefined],
    ['urban-things', 'shop-secret', undefined],
    ['custom', 'DEADBEEFdeadbeef', { keyEncoding: 'hex' }],
  ])('%s accepts %s', (profile, secret, options) => {
    expect(secretProblem(profile, secret, options)).toBeNull();
  });

  it.each<[ProfileName, string, string, ProfileOptions | undefined]>([
    ['standard-webhooks', KEY_24, 'must be whsec_ and then base64', undefined],
    ['standard-webhooks', 'whsec_not base64!', 'must be base64', undefined],
    ['standard-webhooks', `whsec_${'-_'.repeat(16)}`, 'URL-safe', undefined],
    ['standard-webhooks', `whsec_${Buffer.alloc(23).toString('base64')}`, 'too short', undefined],
    ['standard-webhooks', `whsec_${Buffer.alloc(65).toString('base64')}`, 'too long', undefined],
    ['standard-webhooks', pair, 'signatureVersion', undefined],
    ['standard-webhooks', `whsec_${KEY_24}`, 'ed25519 secret key', v1a],
    ['standard-webhooks', publicKeyOf(pair) ?? '', 'ed25519 secret key', v1a],
    ['standard-webhooks', `whsk_${mixed.toString('base64')}`, 'second half', v1a],
    ['standard-webhooks', `whsk_${KEY_24}`, '32 bytes', v1a],
    ['urtentic', 'no base64 at all', 'must be base64', undefined],
    ['urtentic', KEY_24.slice(0, -1), 'must be base64', undefined],
    ['urtentic', 'AAAAAAAAAAB=', 'must be base64', undefined],
    ['quickstart', '', 'must not be empty', undefined],
    ['quickstart', 'short', 'too short', undefined],
    ['quickstart', 'x'.repeat(257), 'too long', undefined],
    ['quickstart', 'line feed behind\n', 'white space', undefined],
    ['quickstart', 'control \u0007 inside', 'printable', undefined],
    ['quickstart', 'half of a pair \ud800', 'printable', undefined],
    ['custom', 'deadbee', 'must be hex', { keyEncoding: 'hex' }],
  ])('%s refuses %j', (profile, secret, problem, options) => {
    expect(secretProblem(profile, secret, options)).toContain(problem);
    if (secret.length > 5) expect(secretProblem(profile, secret, options)).not.toContain(secret);
  });
});

describe('signingSecrets', () => {
  const now = new Date('2026-03-01T10:00:00.000Z');
  const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
  const first: DatedSecret = { value: 'first', createdAt: at(-300), expiresAt: at(-1) };
  const second: DatedSecret = { value: 'second', createdAt: at(-200), expiresAt: at(60) };
  const third: DatedSecret = { value: 'third', createdAt: at(-10), expiresAt: null };
  const all = [second, third, first];

  it.each<[ProfileName, ProfileOptions | undefined]>([
    ['standard-webhooks', undefined],
    ['svix', undefined],
    ['stripe', undefined],
    ['custom', { signatureSeparator: ' ' }],
  ])('%s signs with all valid secrets, newest first', (profile, options) => {
    expect(signingSecrets(profile, all, now, options)).toEqual(['third', 'second']);
    expect(signingSecrets(profile, all, at(60), options)).toEqual(['third']);
  });

  it.each<ProfileName>(['urtentic', 'quickstart', 'ultrareach', 'urban-things', 'github', 'custom'])(
    '%s signs with the oldest valid secret until the overlap ends',
    (profile) => {
      expect(signingSecrets(profile, all, now)).toEqual(['second']);
      expect(signingSecrets(profile, all, at(60))).toEqual(['third']);
    },
  );

  it('has none when all have expired, and does not mind a clock that is ahead', () => {
    expect(signingSecrets('stripe', [first], now)).toEqual([]);
    expect(signingSecrets('stripe', [{ value: 'new', createdAt: at(1), expiresAt: null }], now)).toEqual(['new']);
  });
});

describe('renderRequest', () => {
  const render = (profile: ProfileName, secrets: string[], type = 'a.b', options?: ProfileOptions) =>
    renderRequest({
      envelope: { profile, version: 1, options, tenantExternalId: 'zoë' },
      event: { id: 'evt_1', type, created: '2026-03-01T10:00:00.123Z', data: '{}' },
      deliveryId: 'dlv_1',
      secrets,
      at: new Date('2026-03-01T10:00:07.999Z'),
    });

  it.each<[ProfileName, Record<string, string>]>([
    ['standard-webhooks', { 'webhook-id': 'evt_1', 'webhook-timestamp': '1772359207' }],
    ['urtentic', { 'x-urtentic-timestamp': '1772359207', 'x-urtentic-delivery-id': 'dlv_1' }],
    ['quickstart', { 'x-webhook-delivery-id': 'dlv_1', 'x-webhook-event-id': 'evt_1', 'x-webhook-event-type': 'a.b' }],
    ['ultrareach', { 'x-ultrareach-timestamp': '1772359207' }],
    ['urban-things', { 'x-event-id': 'evt_1', 'x-delivery-id': 'dlv_1' }],
    ['github', { 'x-github-event': 'a.b', 'x-github-delivery': 'evt_1' }],
    ['stripe', {}],
    ['svix', { 'svix-id': 'evt_1', 'svix-timestamp': '1772359207' }],
    ['custom', {}],
  ])('%s has exactly its headers, which profileHeaderNames names', (profile, expected) => {
    const { headers } = render(profile, [generateSecret(profile)]);
    const { header } = resolveProfile(profile).signature;
    expect(headers).toEqual({ 'content-type': 'application/json', ...expected, [header]: expect.any(String) });
    expect(profileHeaderNames(profile).toSorted()).toEqual([...Object.keys(expected), header].toSorted());
  });

  it('signs with both kinds of keys while standard-webhooks is changed from v1 to v1a', () => {
    const options = { signatureVersion: 'v1a' } as const;
    const secrets = [generateSecret('standard-webhooks', options), generateSecret('standard-webhooks')];
    const items = render('standard-webhooks', secrets, 'a', options).headers['webhook-signature']?.split(' ');
    expect(items).toEqual([expect.stringMatching(/^v1a,/), expect.stringMatching(/^v1,/)]);
  });

  it('says what is wrong without repeating the secret', () => {
    expect(() => render('github', [])).toThrow('no valid secret');
    expect(() => render('urtentic', ['no base64 at all'])).toThrow(RenderError);
    expect(() => render('urtentic', ['no base64 at all'])).not.toThrow('no base64 at all');
    const secret = generateSecret('standard-webhooks', { signatureVersion: 'v1a' });
    expect(() => render('standard-webhooks', [publicKeyOf(secret) ?? ''])).toThrow('cannot sign');
  });

  it('refuses a header value that cannot be sent', () => {
    expect(() => render('quickstart', ['some secret'], 'a\r\nx-evil: 1')).toThrow('x-webhook-event-type');
    expect(() => render('custom', ['some secret'], 'a', { headers: { 'x-tenant': '{{tenantId}}' } })).toThrow(
      'x-tenant',
    );
  });
});
