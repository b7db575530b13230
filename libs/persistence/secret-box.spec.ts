import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../../test/support/arbitraries.js';
import { SecretBox, UnknownEncryptionKeyError } from './secret-box.js';

const box = new SecretBox(randomBytes(32));

describe('SecretBox', () => {
  it('opens what it closed', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(box.decrypt(box.encrypt(text))).toBe(text);
      }),
    );
  });

  it('closes the same text differently each time, and shows nothing of it', () => {
    const ciphertexts = Array.from({ length: 100 }, () => box.encrypt('whsec_very-secret'));
    expect(new Set(ciphertexts).size).toBe(100);
    for (const ciphertext of ciphertexts) {
      expect(ciphertext).not.toContain('very-secret');
      expect(ciphertext).not.toContain(Buffer.from('very-secret').toString('base64url'));
    }
  });

  it('refuses a ciphertext in which any bit was changed', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 4 }), fc.nat(), fc.nat(7), (text, part, at, bit) => {
        const parts = box.encrypt(text).split('.');
        const bytes = Buffer.from(parts[part] ?? '', 'base64url');
        if (bytes.length === 0) return;
        const index = at % bytes.length;
        bytes.writeUInt8(bytes.readUInt8(index) ^ (1 << bit), index);
        parts[part] = bytes.toString('base64url');
        expect(() => box.decrypt(parts.join('.'))).toThrow('unable to authenticate');
      }),
    );
  });

  it.each([0, 4, 8, 12, 15])('refuses a tag cut down to %i bytes', (length) => {
    const parts = box.encrypt('secret').split('.');
    parts[3] = Buffer.from(parts[3] ?? '', 'base64url')
      .subarray(0, length)
      .toString('base64url');
    expect(() => box.decrypt(parts.join('.'))).toThrow('Invalid authentication tag length');
  });

  it('opens with an old key that is listed, and closes with the new one', () => {
    const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
    const old = new SecretBox(oldKey).encrypt('secret');
    const rotated = new SecretBox(newKey, [oldKey]);
    expect(rotated.decrypt(old)).toBe('secret');
    expect(new SecretBox(newKey).decrypt(rotated.encrypt('secret'))).toBe('secret');
  });

  it('says which key is missing, and nothing of what it was to open', () => {
    const ciphertext = new SecretBox(randomBytes(32)).encrypt('whsec_very-secret');
    const keyId = ciphertext.split('.')[1] ?? '';
    expect(() => box.decrypt(ciphertext)).toThrow(UnknownEncryptionKeyError);
    expect(() => box.decrypt(ciphertext)).toThrow(keyId);
  });

  it.each(['', 'plain text', 'v2.a.b.c.d', 'v1'])('takes "%s" for nothing of its own', (text) => {
    expect(() => box.decrypt(text)).toThrow(UnknownEncryptionKeyError);
  });

  it.each([0, 16, 31, 33, 64])('refuses a key of %i bytes, current or old', (length) => {
    expect(() => new SecretBox(Buffer.alloc(length))).toThrow(RangeError);
    expect(() => new SecretBox(randomBytes(32), [Buffer.alloc(length)])).toThrow(RangeError);
  });
});
