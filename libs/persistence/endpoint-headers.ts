import { REDACTED } from '#libs/contracts';
import type { SecretBox } from './secret-box.js';

/**
 * An endpoint's own headers out of its row.
 * @param ciphertext null for none
 */
export function openHeaders(ciphertext: string | null, secretBox: SecretBox): Record<string, string> {
  if (ciphertext === null) return {};
  const headers: unknown = JSON.parse(secretBox.decrypt(ciphertext));
  if (typeof headers !== 'object' || headers === null) throw new Error('stored headers are not an object');
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** An endpoint's own headers for its row: encrypted as a whole, since they often carry credentials. */
export function sealHeaders(headers: Record<string, string> | null, secretBox: SecretBox): string | null {
  const isEmpty = headers === null || Object.keys(headers).length === 0;
  return isEmpty ? null : secretBox.encrypt(JSON.stringify(headers));
}

/** An endpoint's own headers as a request shows them: by name only, since they often are credentials. */
export function hideHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.keys(headers).map((name) => [name, REDACTED]));
}
