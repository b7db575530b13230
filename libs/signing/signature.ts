import { createHmac, createSecretKey, sign } from 'node:crypto';
import type { Algorithm, Profile, TimestampFormat } from './profile.js';
import { RenderError } from './render-error.js';
import type { SigningKey } from './secret.js';
import { fillTemplate, SIGNED_PLACEHOLDERS, type SignedPlaceholder } from './template.js';

/**
 * The attempt's time as the profile writes it.
 *
 * @param at when the attempt is made
 */
export function formatTimestamp(format: TimestampFormat, at: Date): string {
  switch (format) {
    case 'unix':
      return String(Math.floor(at.getTime() / 1000));
    case 'unix-ms':
      return String(at.getTime());
    case 'rfc3339':
      return at.toISOString();
  }
}

/** The text that the profile signs. */
export function signedText(profile: Profile, valueOf: (name: SignedPlaceholder) => string): string {
  return fillTemplate(profile.signature.signedContent, SIGNED_PLACEHOLDERS, valueOf);
}

/** The HMAC's bytes. */
export function hmac(algorithm: Algorithm, key: Buffer, content: string | Buffer): Buffer {
  // Node 24 takes five times as long with a key that is given as bytes.
  return createHmac(algorithm, createSecretKey(key)).update(content).digest();
}

/**
 * One signature as it stands in the header, with its prefix.
 *
 * @throws RenderError for a public key, which cannot sign
 */
export function signatureItem(profile: Profile, key: SigningKey, content: string | Buffer): string {
  const { algorithm, encoding, prefix, asymmetricPrefix } = profile.signature;
  if (key.kind === 'hmac') return prefix + hmac(algorithm, key.key, content).toString(encoding);
  if (key.privateKey === null) throw new RenderError('a public key cannot sign');
  return (asymmetricPrefix ?? '') + sign(null, Buffer.from(content), key.privateKey).toString('base64');
}

/**
 * The value of the signature header.
 *
 * @param items signatures with their prefixes, at least one
 * @param timestamp the attempt's time as the profile writes it
 */
export function signatureHeader(profile: Profile, items: readonly string[], timestamp: string): string {
  const { separator, timestampPrefix } = profile.signature;
  const first = timestampPrefix === null ? [] : [timestampPrefix + timestamp];
  return [...first, ...items].join(separator ?? '');
}
