import { z } from 'zod';

/** Prefixes of every id that Everhook makes; the rest of an id is time-ordered (see {@link encodeTime}). */
export const ID_PREFIXES = {
  tenant: 'ten_',
  endpoint: 'ep_',
  event: 'evt_',
  delivery: 'dlv_',
  attempt: 'att_',
  operation: 'op_',
  key: 'key_',
  command: 'cmd_',
  secret: 'sec_',
  audit: 'aud_',
  alert: 'alr_',
  session: 'ses_',
} as const;

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type TenantId = Branded<'tenant'>;
export type EndpointId = Branded<'endpoint'>;
export type EventId = Branded<'event'>;
export type DeliveryId = Branded<'delivery'>;

/**
 * What a caller may choose as the id of a tenant or an event: 1 to 64 letters, digits, `_` and `-`.
 * No dot, because Standard Webhooks signs `id.timestamp.body` and a dot would make that ambiguous.
 */
export const chosenIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 characters out of A-Z, a-z, 0-9, "_" and "-"');

/** Crockford's base 32 in lower case: no i, l, o, u, and its order is the order of the values it spells. */
export const BASE32 = '0123456789abcdefghjkmnpqrstvwxyz';

/** Characters that the time part of an id takes: 10 × 5 bits hold milliseconds until the year 10889. */
export const ID_TIME_LENGTH = 10;

/**
 * Spells a time as the first part of an id, so that ids sort by it.
 * @param atMs milliseconds since the epoch, a whole number from 0 to 2^50 − 1
 * @returns ten characters of Crockford's base 32
 */
export function encodeTime(atMs: number): string {
  let rest = atMs;
  let text = '';
  for (let i = 0; i < ID_TIME_LENGTH; i++) {
    text = BASE32.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/**
 * Reads the time part of an id made by Everhook.
 * @returns milliseconds since the epoch, or null where the text has no such part
 */
export function idTime(id: string): number | null {
  const start = id.indexOf('_') + 1;
  const part = id.slice(start, start + ID_TIME_LENGTH);
  if (start === 0 || part.length < ID_TIME_LENGTH) return null;
  let atMs = 0;
  for (const character of part) {
    const digit = BASE32.indexOf(character);
    if (digit < 0) return null;
    atMs = atMs * 32 + digit;
  }
  return atMs;
}

/**
 * The id of an attempt: made from its delivery and number, so that an attempt which was recorded is recognised.
 * @param deliveryId the delivery
 * @param number 1 for the first attempt
 */
export function attemptId(deliveryId: string, number: number): string {
  return `${ID_PREFIXES.attempt}${deliveryId.slice(ID_PREFIXES.delivery.length)}_${String(number).padStart(4, '0')}`;
}
