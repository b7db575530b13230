import { REDACTED } from '#libs/contracts';

/** Headers that carry credentials by their definition (RFC 9110 section 11, RFC 6265). */
const CREDENTIAL_HEADERS = new Set(['authorization', 'cookie']);

/** Parts of names that people give to headers with credentials in them. */
const CREDENTIAL_WORD =
  /(?:^|[-_])(?:secret|token|password|passwd|credentials?|auth|(?:api|access|private|subscription)[-_]?key|key)(?:$|[-_])|^apikey$/i;

/**
 * A copy of an endpoint's own headers that may be shown: what looks like a credential is hidden.
 * @param headers names in any case
 */
export function redactHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isCredential(name) ? REDACTED : value]),
  );
}

function isCredential(name: string): boolean {
  return CREDENTIAL_HEADERS.has(name.toLowerCase()) || CREDENTIAL_WORD.test(name);
}
