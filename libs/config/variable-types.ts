import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/**
 * How the text of one environment variable becomes a value: a zod schema from string to `T`, and the sentence that
 * tells a person what is allowed (used in error messages and in docs/configuration.md).
 */
export interface VariableType<T> {
  readonly schema: z.ZodType<T, string>;
  /** What is allowed, as the end of the sentence "allowed: …". */
  readonly allowed: string;
}

/** A value, or the reason why there is none. */
type Parsed<T> = { readonly value: T } | { readonly problem: string };

/**
 * A type made from a function that answers the parsed value or the reason why it cannot.
 * A reason must not repeat the given text: the variable may be a secret.
 */
function parsedBy<T>(allowed: string, parse: (text: string) => Parsed<T>): VariableType<T> {
  const schema = z.string().transform((text, context): T => {
    const result = parse(text.trim());
    if ('value' in result) return result.value;
    context.addIssue({ code: 'custom', message: result.problem });
    return z.NEVER;
  });
  return { schema, allowed };
}

/** A whole decimal number from `min` to `max`, both included. */
export function integer(min: number, max: number): VariableType<number> {
  return parsedBy<number>(`a whole number from ${min} to ${max}`, (text) => {
    if (!/^\d{1,15}$/.test(text)) return { problem: 'not a whole number' };
    const value = Number(text);
    return value < min || value > max ? { problem: 'out of range' } : { value };
  });
}

/** `true`, `1`, `yes`, `on` or `false`, `0`, `no`, `off`, in any case. */
export function flag(): VariableType<boolean> {
  const values = new Map<string, boolean>([
    ...['true', '1', 'yes', 'on'].map((word) => [word, true] as const),
    ...['false', '0', 'no', 'off'].map((word) => [word, false] as const),
  ]);
  return parsedBy<boolean>('true or false (also 1/0, yes/no, on/off)', (text) => {
    const value = values.get(text.toLowerCase());
    return value === undefined ? { problem: 'neither true nor false' } : { value };
  });
}

/** One of the given words, in lower case. */
export function oneOf<const T extends string>(words: readonly T[]): VariableType<T> {
  return parsedBy<T>(`one of ${words.join(', ')}`, (text) => {
    const value = words.find((word) => word === text);
    return value === undefined ? { problem: 'not one of them' } : { value };
  });
}

/** Text of at least `minLength` characters that matches `pattern`; `allowed` says so in words. */
export function text(allowed: string, pattern = /^.+$/s, minLength = 1): VariableType<string> {
  return parsedBy<string>(allowed, (given) => {
    if (given.length < minLength) return { problem: `shorter than ${minLength} characters` };
    return pattern.test(given) ? { value: given } : { problem: 'not in that form' };
  });
}

/** An absolute URL with one of the given schemes (`'https:'`, with the colon). */
export function url(schemes: readonly string[], allowed: string): VariableType<string> {
  return parsedBy<string>(allowed, (given) => {
    if (!URL.canParse(given)) return { problem: 'not a URL' };
    return schemes.includes(new URL(given).protocol) ? { value: given } : { problem: 'another scheme' };
  });
}

/** What `type` allows, or one word that stands for "there is none" and becomes `null`. */
export function orWord<T>(type: VariableType<T>, word: string): VariableType<T | null> {
  return parsedBy<T | null>(`${type.allowed}, or \`${word}\``, (given) => {
    if (given === word) return { value: null };
    const result = type.schema.safeParse(given);
    return result.success ? { value: result.data } : { problem: result.error.issues[0]?.message ?? 'not in that form' };
  });
}

/** The key length of AES-256 in bytes. */
const ENCRYPTION_KEY_BYTES = 32;

/** Decodes standard or URL-safe base64 strictly: Node's own decoder skips what it does not understand. */
function encryptionKeyFrom(given: string): Parsed<Buffer> {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(given)) return { problem: 'not base64' };
  const value = Buffer.from(given, 'base64');
  return value.length === ENCRYPTION_KEY_BYTES
    ? { value }
    : { problem: `${value.length} bytes once decoded, not ${ENCRYPTION_KEY_BYTES}` };
}

/** A key of 32 bytes in base64. */
export function encryptionKey(): VariableType<Buffer> {
  return parsedBy('32 random bytes in base64, as `openssl rand -base64 32` prints them', encryptionKeyFrom);
}

/** Keys as {@link encryptionKey} takes them, separated by commas. */
export function encryptionKeyList(): VariableType<Buffer[]> {
  return list('keys of 32 bytes in base64, separated by commas', encryptionKeyFrom);
}

/**
 * Networks in CIDR notation, separated by commas; a bare address stands for itself alone. Bits beyond the prefix are
 * refused rather than cut off: `10.0.0.7/8` would open far more than its writer meant to.
 */
export function networkList(): VariableType<string[]> {
  return list<string>('networks such as 10.0.0.0/8 or fd00::/8, or single addresses, separated by commas', (given) => {
    const cidr = given.includes('/') ? given : `${given}/${given.includes(':') ? 128 : 32}`;
    const address = cidr.slice(0, cidr.indexOf('/'));
    const plainIpv4 = ipaddr.IPv4.isValidFourPartDecimal(address) && ipaddr.IPv4.isValidCIDR(cidr);
    if (!plainIpv4 && !ipaddr.IPv6.isValidCIDR(cidr)) return { problem: 'not a network' };
    const family = plainIpv4 ? ipaddr.IPv4 : ipaddr.IPv6;
    const first = family.networkAddressFromCIDR(cidr).toString();
    return first === ipaddr.parse(address).toString()
      ? { value: `${first}${cidr.slice(cidr.indexOf('/'))}` }
      : { problem: `bits are set beyond the prefix, the network would be ${first}${cidr.slice(cidr.indexOf('/'))}` };
  });
}

/** A comma separated list whose items `parse` reads; a problem names the item by its place. */
function list<T>(allowed: string, parse: (item: string) => Parsed<T>): VariableType<T[]> {
  return parsedBy<T[]>(allowed, (given) => {
    const value: T[] = [];
    for (const [index, item] of given.split(',').entries()) {
      const result = parse(item.trim());
      if ('problem' in result) return { problem: `item ${index + 1}: ${result.problem}` };
      value.push(result.value);
    }
    return { value };
  });
}
