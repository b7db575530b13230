import { timingSafeEqual, verify } from 'node:crypto';
import { diagnose } from './diagnose.js';
import { decodeBase64 } from './encoding.js';
import type { ProfileName } from '#libs/contracts';
import type { Profile, SignatureEncoding } from './profile.js';
import type { ProfileOptions } from './profile-options.js';
import { missingValue, readRequest, signedBytes, type Received, type ReceivedHeaders } from './received.js';
import { resolveProfile } from './resolve-profile.js';
import { parseSecret, type SigningKey } from './secret.js';
import { hmac, signatureHeader, signatureItem } from './signature.js';
import { checkTimestamp } from './timestamp-check.js';

/** A request that claims to come from Everhook, and what is needed to judge it. */
export interface VerifyInput {
  profile: ProfileName;
  /** Options of the profile. Default: the profile's defaults. */
  options?: ProfileOptions;
  /** The receiver's secrets; for ed25519 also public keys. One that fits is enough. */
  secrets: readonly string[];
  /** Names in any case. */
  headers: ReceivedHeaders;
  /** The body as it was received; a text is taken as UTF-8. */
  body: string | Buffer;
  /** The receiver's clock. */
  now: Date;
}

/** Names of the checks, in the order in which they are made. */
export type VerifyCheckName = 'headers' | 'secret' | 'prefix' | 'signature' | 'timestamp';

/** One thing that was looked at. */
export interface VerifyCheck {
  name: VerifyCheckName;
  ok: boolean;
  /** What was found, in words for the receiver's developer. It never contains a secret. */
  detail: string;
}

/** Whether a request is genuine, and if not, why. */
export interface VerifyResult {
  valid: boolean;
  /** The detail of the first check that failed; absent when the request is valid. */
  reason?: string;
  checks: VerifyCheck[];
  expected: {
    /** The value that the signature header should have had; empty where it cannot be computed. */
    header: string;
    /** The content that should have been signed; a part that no header carried stands as `<name missing>`. */
    signedContent: string;
  };
}

/**
 * Verifies a request as a receiver of the profile does, and says why it fails: a missing header, a wrong secret
 * encoding, a wrong prefix, a re-serialised body, a stale timestamp. Signatures are compared in constant time.
 *
 * @throws RenderError when the options are not valid for the profile
 */
export function verifyRequest(input: VerifyInput): VerifyResult {
  const profile = resolveProfile(input.profile, input.options);
  const received = readRequest(profile, input.headers, input.body);
  const content = signedBytes(profile, received);
  const read = input.secrets.map((secret) => parseSecret(profile, secret));
  const keys = read.flatMap((key) => ('problem' in key ? [] : [key]));
  const problems = read.flatMap((key) => ('problem' in key ? [key.problem] : []));

  const checks: VerifyCheck[] = [checkHeaders(received), checkSecrets(keys, problems), checkPrefix(profile, received)];
  checks.push(checkSignature(profile, received, keys, content, input.secrets));
  if (profile.toleranceSeconds !== null) {
    const { ok, detail } = checkTimestamp(profile, received.values.get('timestamp') ?? null, input.now);
    checks.push({ name: 'timestamp', ok, detail });
  }
  const failed = checks.find(({ ok }) => !ok);
  return {
    valid: failed === undefined,
    ...(failed === undefined ? {} : { reason: failed.detail }),
    checks,
    expected: {
      header: expectedHeader(profile, received, keys, content),
      signedContent: content.toString('utf8'),
    },
  };
}

function checkHeaders({ missing }: Received): VerifyCheck {
  return {
    name: 'headers',
    ok: missing.length === 0,
    detail: missing.length === 0 ? 'all headers are there' : `missing header: ${missing.join(', ')}`,
  };
}

function checkSecrets(keys: readonly SigningKey[], problems: readonly string[]): VerifyCheck {
  if (keys.length > 0) return { name: 'secret', ok: true, detail: 'the secret has the form that the profile wants' };
  const detail =
    problems.length === 0
      ? 'no secret was given'
      : `wrong secret encoding: the secret ${[...new Set(problems)].join('; ')}`;
  return { name: 'secret', ok: false, detail };
}

function checkPrefix(profile: Profile, received: Received): VerifyCheck {
  const { header, prefix, otherPrefixes, asymmetricPrefix, encoding } = profile.signature;
  const accepted = [prefix, ...otherPrefixes, ...(asymmetricPrefix === null ? [] : [asymmetricPrefix])];
  if (received.signatureHeader === null) return { name: 'prefix', ok: false, detail: `missing header: ${header}` };
  if (received.items.some((item) => withoutPrefix(item, accepted, encoding) !== null)) {
    return {
      name: 'prefix',
      ok: true,
      detail: prefix === '' ? 'no prefix' : `the prefix is ${JSON.stringify(prefix)}`,
    };
  }
  const form = `${prefix === '' ? 'no prefix' : `the prefix ${JSON.stringify(prefix)}`} and then ${encoding}`;
  return { name: 'prefix', ok: false, detail: `wrong prefix or encoding: ${header} must have ${form}` };
}

function checkSignature(
  profile: Profile,
  received: Received,
  keys: readonly SigningKey[],
  content: Buffer,
  secrets: readonly string[],
): VerifyCheck {
  let matches = false;
  // No early exit: how long it takes must not tell which item or key came close.
  for (const key of keys) {
    for (const item of received.items) {
      if (itemMatches(profile, key, item, content)) matches = true;
    }
  }
  if (matches) return { name: 'signature', ok: true, detail: 'the signature matches' };
  if (received.items.length === 0) return { name: 'signature', ok: false, detail: 'there is no signature to compare' };
  return { name: 'signature', ok: false, detail: diagnose({ profile, received, keys, content, secrets }) };
}

function itemMatches(profile: Profile, key: SigningKey, item: string, content: Buffer): boolean {
  const { prefix, otherPrefixes, asymmetricPrefix, algorithm, encoding } = profile.signature;
  if (key.kind === 'ed25519') {
    if (asymmetricPrefix === null || !item.startsWith(asymmetricPrefix)) return false;
    const signature = decodeBase64(item.slice(asymmetricPrefix.length));
    return signature !== null && verify(null, content, key.publicKey, signature);
  }
  const signature = withoutPrefix(item, [prefix, ...otherPrefixes], encoding);
  return signature !== null && equal(signature, hmac(algorithm, key.key, content).toString(encoding));
}

/** The signature behind one of these prefixes; null for another prefix, or when the rest is not in the encoding. */
function withoutPrefix(item: string, prefixes: readonly string[], encoding: SignatureEncoding): string | null {
  const form = encoding === 'hex' ? /^[0-9a-fA-F]+$/ : /^[A-Za-z0-9+/]+={0,2}$/;
  const found = prefixes.find((prefix) => item.startsWith(prefix) && form.test(item.slice(prefix.length)));
  return found === undefined ? null : item.slice(found.length);
}

function equal(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}

function expectedHeader(profile: Profile, received: Received, keys: readonly SigningKey[], content: Buffer): string {
  const able = keys.filter((key) => key.kind === 'hmac' || key.privateKey !== null);
  const used = profile.multiSignature ? able : able.slice(0, 1);
  if (used.length === 0) return '';
  const timestamp = received.values.get('timestamp') ?? missingValue('timestamp');
  return signatureHeader(
    profile,
    used.map((key) => signatureItem(profile, key, content)),
    timestamp,
  );
}
