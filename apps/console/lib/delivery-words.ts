import type { Schema } from '../api/client.js';

/** Where a delivery stands. */
export type DeliveryStatus = Schema<'Delivery'>['status'];
/** Why a delivery waits or is held. */
export type WaitReason = NonNullable<Schema<'Delivery'>['waitReason']>;
/** What kept an attempt from a 2xx answer. */
export type ErrorKind = NonNullable<Schema<'Delivery'>['lastErrorKind']>;

/** Every status: its colour, and what it means. */
export const STATUSES: Record<DeliveryStatus, { color: string; means: string }> = {
  pending: { color: 'gray', means: 'Waits for its turn' },
  delivering: { color: 'blue', means: 'An attempt is in flight' },
  waiting: { color: 'amber', means: 'Waits for a time' },
  held: { color: 'violet', means: 'Waits until someone or something lets it go' },
  succeeded: { color: 'teal', means: 'The receiver answered 2xx' },
  failed: { color: 'red', means: 'Every attempt failed' },
  cancelled: { color: 'gray', means: 'Nothing more is sent' },
};

/** Every reason to wait, in words. */
export const WAIT_REASONS: Record<WaitReason, string> = {
  backoff: 'Next try by the retry policy',
  scheduled: 'Scheduled for a time',
  'rate-limit': "The endpoint's rate limit",
  'retry-after': 'The receiver asked to wait',
  throttle: 'The receiver is overloaded',
  breaker: 'The endpoint fails; the breaker is open',
  paused: 'The endpoint is paused',
  order: 'An earlier delivery of its line',
  exhausted: 'No attempt left; its line is blocked',
  manual: 'Held by hand',
};

/** Every kind of error, in words. */
export const ERROR_KINDS: Record<ErrorKind, string> = {
  dns: 'The name could not be resolved',
  connect: 'No connection',
  tls: 'TLS failed',
  timeout: 'No answer in time',
  reset: 'The connection broke',
  http: 'An error status',
  redirect: 'A redirect, which is not followed',
  'blocked-address': 'The address is not allowed',
  internal: 'A fault of Everhook',
};

/** The keys of one of the records above, typed. */
export function keysOf<Key extends string>(record: Record<Key, unknown>): Key[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the records above have no other keys
  return Object.keys(record) as Key[];
}
