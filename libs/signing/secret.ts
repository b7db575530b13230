import { randomBytes } from 'node:crypto';
import {
  type AsymmetricKey,
  generateAsymmetricSecret,
  parseAsymmetricKey,
  PUBLIC_KEY_PREFIX,
  SECRET_KEY_PREFIX,
} from './ed25519.js';
import { decodeBase64, decodeHex } from './encoding.js';
import type { ProfileName } from '#libs/contracts';
import type { KeyEncoding, Profile } from './profile.js';
import type { ProfileOptions } from './profile-options.js';
import { resolveProfile } from './resolve-profile.js';

/** Prefix of an HMAC secret, Standard Webhooks 1.0.0. */
export const HMAC_SECRET_PREFIX = 'whsec_';

const GENERATED_BYTES = 32;

/** What a secret's text stands for. */
export type SigningKey = { kind: 'hmac'; key: Buffer } | ({ kind: 'ed25519' } & AsymmetricKey);

/**
 * Reads a secret as the profile does. Its length is not judged here: a secret that was accepted once keeps working.
 *
 * @returns the key, or what is wrong with the secret's form (without repeating it)
 */
export function parseSecret(profile: Profile, secret: string): SigningKey | { problem: string } {
  if (profile.signature.asymmetricPrefix !== null && isAsymmetric(secret)) {
    const key = parseAsymmetricKey(secret);
    return 'problem' in key ? key : { kind: 'ed25519', ...key };
  }
  const key = decodeKey(profile.secret.encoding, secret);
  return 'problem' in key ? key : { kind: 'hmac', ...key };
}

/**
 * A new secret in the form that the profile wants, made of 32 random bytes.
 *
 * @param options options of the profile; `signatureVersion: 'v1a'` gives an ed25519 secret key
 * @throws RenderError when the options are not valid for the profile
 */
export function generateSecret(profile: ProfileName, options?: ProfileOptions): string {
  const { encoding, asymmetric, generatedPrefix } = resolveProfile(profile, options).secret;
  if (asymmetric) return generateAsymmetricSecret();
  const bytes = randomBytes(GENERATED_BYTES);
  switch (encoding) {
    case 'utf8':
      return generatedPrefix + bytes.toString('base64url');
    case 'base64':
      return bytes.toString('base64');
    case 'hex':
      return bytes.toString('hex');
    case 'whsec':
      return HMAC_SECRET_PREFIX + bytes.toString('base64');
  }
}

/**
 * Why a secret given by a user does not fit the profile.
 *
 * @returns words for the user, without the secret; null when it fits
 * @throws RenderError when the options are not valid for the profile
 */
export function secretProblem(profile: ProfileName, secret: string, options?: ProfileOptions): string | null {
  const resolved = resolveProfile(profile, options);
  if (resolved.secret.asymmetric && !secret.startsWith(SECRET_KEY_PREFIX)) {
    return `must be an ed25519 secret key: ${SECRET_KEY_PREFIX} and then base64`;
  }
  if (!resolved.secret.asymmetric && resolved.signature.asymmetricPrefix !== null && isAsymmetric(secret)) {
    return 'is an ed25519 key, which needs the option signatureVersion "v1a"';
  }
  const parsed = parseSecret(resolved, secret);
  if ('problem' in parsed) return parsed.problem;
  if (parsed.kind === 'ed25519') return null;
  const { minimumBytes, maximumBytes } = resolved.secret;
  const { length } = parsed.key;
  if (length < minimumBytes) return `is too short: the key has ${length} bytes, at least ${minimumBytes} are needed`;
  if (length > maximumBytes) return `is too long: the key has ${length} bytes, at most ${maximumBytes} are allowed`;
  return null;
}

function isAsymmetric(secret: string): boolean {
  return secret.startsWith(SECRET_KEY_PREFIX) || secret.startsWith(PUBLIC_KEY_PREFIX);
}

function decodeKey(encoding: KeyEncoding, secret: string): { key: Buffer } | { problem: string } {
  if (secret === '') return { problem: 'must not be empty' };
  switch (encoding) {
    case 'utf8': {
      if (secret !== secret.trim()) return { problem: 'begins or ends with white space, which gets lost in copying' };
      const key = Buffer.from(secret, 'utf8');
      // A lone surrogate has no UTF-8 form, so the receiver could never build the same key.
      const printable = key.toString('utf8') === secret && !/\p{Cc}/u.test(secret);
      return printable ? { key } : { problem: 'must be printable text' };
    }
    case 'base64':
      return keyOr(decodeBase64(secret), base64Problem(secret));
    case 'hex':
      return keyOr(decodeHex(secret), 'must be hex: pairs of the digits 0-9 and a-f');
    case 'whsec': {
      if (!secret.startsWith(HMAC_SECRET_PREFIX)) return { problem: `must be ${HMAC_SECRET_PREFIX} and then base64` };
      const text = secret.slice(HMAC_SECRET_PREFIX.length);
      return keyOr(decodeBase64(text), `${base64Problem(text)}, after ${HMAC_SECRET_PREFIX}`);
    }
  }
}

function keyOr(key: Buffer | null, problem: string): { key: Buffer } | { problem: string } {
  return key === null ? { problem } : { key };
}

function base64Problem(text: string): string {
  if (/[-_]/.test(text)) return 'must be base64 with "+" and "/", not the URL-safe form with "-" and "_"';
  return 'must be base64 with its padding';
}
