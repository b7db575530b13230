import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  randomBytes,
  type KeyObject,
} from 'node:crypto';

const VERSION = 'v1';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A ciphertext that no known key opens: the configured encryption key is not the one it was made with. */
export class UnknownEncryptionKeyError extends Error {
  override name = 'UnknownEncryptionKeyError';
}

/**
 * Encrypts secrets at rest with AES-256-GCM. A ciphertext is `v1.<key id>.<iv>.<tag>.<text>` (base64url) and names its
 * key, so that old keys can be listed while secrets are being re-encrypted.
 * @see https://nvlpubs.nist.gov/nistpubs/Legacy/SP/nistspecialpublication800-38d.pdf
 */
export class SecretBox {
  // Node 24 takes five times as long with a key that is given as bytes.
  private readonly keys: Map<string, KeyObject>;
  private readonly key: KeyObject;
  private readonly keyId: string;

  /**
   * @param key 32 bytes; encrypts
   * @param oldKeys 32 bytes each; only decrypt
   */
  constructor(key: Buffer, oldKeys: Buffer[] = []) {
    for (const candidate of [key, ...oldKeys]) {
      if (candidate.length !== KEY_BYTES) throw new RangeError(`an encryption key must have ${KEY_BYTES} bytes`);
    }
    this.key = createSecretKey(key);
    this.keys = new Map(oldKeys.map((oldKey) => [keyIdOf(oldKey), createSecretKey(oldKey)]));
    this.keyId = keyIdOf(key);
    this.keys.set(this.keyId, this.key);
  }

  encrypt(text: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv);
    const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    const parts = [iv, cipher.getAuthTag(), encrypted].map((part) => part.toString('base64url'));
    return [VERSION, this.keyId, ...parts].join('.');
  }

  /**
   * @throws UnknownEncryptionKeyError when the key that the ciphertext names is not configured
   * @throws Error when the ciphertext was changed
   */
  decrypt(ciphertext: string): string {
    const [version, keyId = '', iv = '', tag = '', encrypted = ''] = ciphertext.split('.');
    const key = this.keys.get(keyId);
    if (version !== VERSION || key === undefined) {
      throw new UnknownEncryptionKeyError(
        `a stored secret was encrypted with key ${keyId}, which is neither EVERHOOK_ENCRYPTION_KEY nor one of EVERHOOK_ENCRYPTION_OLD_KEYS`,
      );
    }
    // Without the length Node would also take a tag cut down to 4 bytes, which can be guessed.
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(encrypted, 'base64url')), decipher.final()]).toString('utf8');
  }
}

function keyIdOf(key: Buffer): string {
  return createHash('sha256').update('everhook key id').update(key).digest('base64url').slice(0, 8);
}
