import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Receivers of the four webhook programmes, written from their public descriptions alone. They share no code with
 * `libs/signing`: what they accept, a receiver in the field accepts.
 */

/** A request as a receiver's HTTP server hands it over. */
export interface ReceivedRequest {
  /** Names in lower case, as Node gives them. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The raw body. */
  body: string | Buffer;
  /** The receiver's secret, as the programme handed it out. */
  secret: string;
  /** The receiver's clock. */
  now: Date;
}

/** What a receiver makes of a request. */
export interface Verdict {
  accepted: boolean;
  /** Why it was refused. */
  reason?: string;
}

/** {@link Verdict} of the quickstart receiver. */
export interface QuickstartVerdict extends Verdict {
  /** True when an event came again under a new delivery id: it is acknowledged, but not processed again. */
  duplicateEvent?: boolean;
}

/** What a quickstart receiver remembers between requests. */
export interface QuickstartMemory {
  /** Deliveries that were accepted: the same one again is a replay. */
  deliveryIds: Set<string>;
  /** Events that were processed. */
  eventIds: Set<string>;
}

const TOLERANCE_SECONDS = 300;

/**
 * Identity verification: hex HMAC-SHA256 of the raw body, key = base64-decoded secret, with or without `sha256=`;
 * the timestamp in unix seconds may be 300 s off.
 */
export function verifyUrtentic({ headers, body, secret, now }: ReceivedRequest): Verdict {
  const stale = timestampProblem(header(headers, 'x-urtentic-timestamp'), now);
  if (stale !== undefined) return refused(stale);
  const signature = header(headers, 'x-urtentic-signature');
  if (signature === undefined) return refused('no x-urtentic-signature');
  const expected = createHmac('sha256', Buffer.from(secret, 'base64')).update(body).digest('hex');
  return same(signature.replace(/^sha256=/, ''), expected) ? { accepted: true } : refused('signature');
}

/**
 * Tenant quickstart: hex HMAC-SHA256 of the raw body, key = the secret's UTF-8 bytes; the delivery id protects from
 * replays, the event id makes processing idempotent.
 *
 * @param memory what this receiver has accepted so far. Default: nothing, forgotten afterwards
 */
export function verifyQuickstart(
  { headers, body, secret }: ReceivedRequest,
  memory: QuickstartMemory = { deliveryIds: new Set(), eventIds: new Set() },
): QuickstartVerdict {
  const signature = header(headers, 'x-webhook-signature');
  const deliveryId = header(headers, 'x-webhook-delivery-id');
  const eventId = header(headers, 'x-webhook-event-id');
  if (signature === undefined) return refused('no x-webhook-signature');
  if (deliveryId === undefined) return refused('no x-webhook-delivery-id');
  if (eventId === undefined) return refused('no x-webhook-event-id');
  const expected = createHmac('sha256', Buffer.from(secret, 'utf8')).update(body).digest('hex');
  if (!same(signature, expected)) return refused('signature');
  if (memory.deliveryIds.has(deliveryId)) return refused('replayed delivery id');
  const duplicateEvent = memory.eventIds.has(eventId);
  memory.deliveryIds.add(deliveryId);
  memory.eventIds.add(eventId);
  return { accepted: true, duplicateEvent };
}

/**
 * Lead events: hex HMAC-SHA256 over the timestamp, a dot and the raw body, key = the secret's UTF-8 bytes; the
 * timestamp in unix seconds may be 300 s off.
 */
export function verifyUltrareach({ headers, body, secret, now }: ReceivedRequest): Verdict {
  const timestamp = header(headers, 'x-ultrareach-timestamp');
  const stale = timestampProblem(timestamp, now);
  if (stale !== undefined) return refused(stale);
  const signature = header(headers, 'x-ultrareach-signature');
  if (signature === undefined) return refused('no x-ultrareach-signature');
  const hmac = createHmac('sha256', Buffer.from(secret, 'utf8'));
  const expected = hmac.update(`${timestamp}.`).update(body).digest('hex');
  return same(signature, expected) ? { accepted: true } : refused('signature');
}

/**
 * Tenant shop: the web framework has parsed the body already, so the receiver serialises it again and computes the hex
 * HMAC-SHA256 of that, key = the secret's UTF-8 bytes. `x-event-id` must be there: it is the same on every retry.
 */
export function verifyUrbanThings({ headers, body, secret }: ReceivedRequest): Verdict {
  const signature = header(headers, 'x-webhook-signature');
  if (signature === undefined) return refused('no x-webhook-signature');
  if (header(headers, 'x-event-id') === undefined) return refused('no x-event-id');
  let payload: unknown;
  try {
    payload = JSON.parse(body.toString());
  } catch {
    return refused('the body is not JSON');
  }
  const expected = createHmac('sha256', Buffer.from(secret, 'utf8')).update(JSON.stringify(payload)).digest('hex');
  return same(signature, expected) ? { accepted: true } : refused('signature');
}

function header(headers: ReceivedRequest['headers'], name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function timestampProblem(timestamp: string | undefined, now: Date): string | undefined {
  if (timestamp === undefined) return 'no timestamp';
  if (!/^\d+$/.test(timestamp)) return 'timestamp is not unix seconds';
  const offSeconds = Math.abs(Math.floor(now.getTime() / 1000) - Number(timestamp));
  return offSeconds > TOLERANCE_SECONDS ? `timestamp is ${offSeconds} s off` : undefined;
}

function same(signature: string, expected: string): boolean {
  const [given, wanted] = [Buffer.from(signature), Buffer.from(expected)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function refused(reason: string): Verdict {
  return { accepted: false, reason };
}
