import { REDACTED } from '#libs/contracts';

/** Deep enough for every line we write; what lies deeper is cut off, so that a cycle ends too. */
const MAXIMUM_DEPTH = 6;

/**
 * Names whose values are secret, in any case: header names, our own settings, the usual words. Names such as
 * `orderingKey` or `keyId` say which, not what, and stay readable.
 */
const SECRET_NAME =
  /^(?:key|keys|cookie|set-cookie|(?:proxy-)?authorization)$|(?:secrets?|password|passphrase|token|credentials?|(?:api|admin|private|encryption|encryptionold)[-_]?keys?)$/i;

/** Names whose values are URLs, absolute or only a path. */
const URL_NAME = /^(?:url|uri|href)$|(?:Url|Uri)$/;

/**
 * A copy of a log object without secrets: values under secret names become `[redacted]` (booleans stay: whether
 * something is set is no secret), URLs lose user, password, query and fragment, and bytes are told by their length.
 * Errors and other class instances are left to the logger's serializers.
 *
 * pino's own `redact` knows fixed paths of one spelling only; a header or a setting one level deeper would pass it.
 */
export function redact(object: Record<string, unknown>): Record<string, unknown> {
  return redactObject(object, 0);
}

function redactObject(object: Record<string, unknown>, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(object)) copy[name] = redactValue(name, value, depth);
  return copy;
}

function redactValue(name: string, value: unknown, depth: number): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value;
  if (SECRET_NAME.test(name)) return REDACTED;
  if (typeof value === 'string') return URL_NAME.test(name) ? redactUrl(value) : value;
  if (typeof value !== 'object') return value;
  if (value instanceof URL) return redactUrl(value.href);
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  if (depth >= MAXIMUM_DEPTH) return '[too deep]';
  if (Array.isArray(value)) return value.map((item) => redactValue(name, item, depth + 1));
  return isPlainObject(value) ? redactObject(value, depth + 1) : value;
}

/** A URL, or a path, without user, password, query and fragment; what was cut off at the end shows as `?[redacted]`. */
export function redactUrl(url: string): string {
  const withoutUser = url.replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/?#]*@/i, '$1//');
  const end = withoutUser.search(/[?#]/);
  return end === -1 ? withoutUser : `${withoutUser.slice(0, end)}?${REDACTED}`;
}

function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
