import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { decodeBase64 } from './encoding.js';

/** Standard Webhooks 1.0.0: prefixes of the base64 text of a secret key and of a public key. */
export const SECRET_KEY_PREFIX = 'whsk_';
export const PUBLIC_KEY_PREFIX = 'whpk_';

/** RFC 8410 section 7: what stands before the 32 bytes in the DER form of a private and of a public key. */
const PKCS8_HEADER = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_HEADER = Buffer.from('302a300506032b6570032100', 'hex');
const KEY_BYTES = 32;

/** An ed25519 key: with a private part when it can sign. */
export interface AsymmetricKey {
  privateKey: KeyObject | null;
  publicKey: KeyObject;
}

/**
 * Reads a `whsk_` or `whpk_` text. A secret key is its 32-byte seed, alone or followed by the 32 bytes of the public key
 * (the form of libsodium and of other senders).
 *
 * @returns the key, or what is wrong with the text (without repeating it)
 */
export function parseAsymmetricKey(text: string): AsymmetricKey | { problem: string } {
  const isPublic = text.startsWith(PUBLIC_KEY_PREFIX);
  const bytes = decodeBase64(text.slice(SECRET_KEY_PREFIX.length));
  if (bytes === null) return { problem: `must be ${isPublic ? PUBLIC_KEY_PREFIX : SECRET_KEY_PREFIX} and then base64` };
  if (isPublic) {
    if (bytes.length !== KEY_BYTES) return { problem: 'must be an ed25519 public key of 32 bytes' };
    return { privateKey: null, publicKey: publicKeyOfBytes(bytes) };
  }
  if (bytes.length !== KEY_BYTES && bytes.length !== 2 * KEY_BYTES) {
    return { problem: 'must be an ed25519 secret key of 32 bytes, or of 64 with its public key' };
  }
  const seed = bytes.subarray(0, KEY_BYTES);
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_HEADER, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  if (bytes.length === 2 * KEY_BYTES && !bytes.subarray(KEY_BYTES).equals(bytesOf(publicKey))) {
    return { problem: 'must be an ed25519 secret key whose second half is the public key of the first' };
  }
  return { privateKey, publicKey };
}

/** A new `whsk_` text: seed and public key, 64 bytes. */
export function generateAsymmetricSecret(): string {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-KEY_BYTES);
  return SECRET_KEY_PREFIX + Buffer.concat([seed, bytesOf(publicKey)]).toString('base64');
}

/**
 * The `whpk_` text that receivers verify with.
 *
 * @param secret a `whsk_` text
 * @returns null when the secret is none
 */
export function publicKeyOf(secret: string): string | null {
  if (!secret.startsWith(SECRET_KEY_PREFIX)) return null;
  const key = parseAsymmetricKey(secret);
  return 'problem' in key ? null : PUBLIC_KEY_PREFIX + bytesOf(key.publicKey).toString('base64');
}

function publicKeyOfBytes(bytes: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_HEADER, bytes]), format: 'der', type: 'spki' });
}

function bytesOf(publicKey: KeyObject): Buffer {
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES);
}
