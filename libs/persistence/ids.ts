import { BASE32, encodeTime, ID_PREFIXES } from '#libs/contracts';
import { hash, randomFillSync } from 'node:crypto';

/** Characters after the time part: 16 × 5 bits = 80 bits. */
const TAIL_LENGTH = 16;
const TAIL_BYTES = 10;

/** Random bytes for the tails of the next ids: to ask for ten at a time costs more than to ask for thousands. */
const randomPool = Buffer.alloc(400 * TAIL_BYTES);
let usedBytes = randomPool.length;

/**
 * Makes a new id: the kind's prefix, the time, 80 random bits.
 * @param kind what the id is for
 * @param atMs the time in it, milliseconds since the epoch; default now
 */
export function newId(kind: keyof typeof ID_PREFIXES, atMs: number = Date.now()): string {
  return ID_PREFIXES[kind] + encodeTime(atMs) + base32(nextRandomTail());
}

/** What a delivery is made of. */
export interface DeliveryIdentity {
  tenantId: string;
  eventId: string;
  endpointId: string;
  /** 0 for the fan-out, one more for every replay. */
  generation: number;
  /** The event's `accepted_at`, milliseconds since the epoch. */
  acceptedAtMs: number;
}

/**
 * The id of a delivery: the event's time, then 80 bits of a SHA-256 over what the delivery is made of. The same event,
 * endpoint and generation always give the same id, so the primary key alone makes a second delivery impossible.
 */
export function deliveryId(identity: DeliveryIdentity): string {
  const { tenantId, eventId, endpointId, generation, acceptedAtMs } = identity;
  const digest = hash('sha256', [tenantId, eventId, endpointId, generation].join('\n'), 'buffer');
  return ID_PREFIXES.delivery + encodeTime(acceptedAtMs) + base32(digest);
}

/** Each byte of the pool goes into one id only. */
function nextRandomTail(): Buffer {
  if (usedBytes === randomPool.length) {
    randomFillSync(randomPool);
    usedBytes = 0;
  }
  usedBytes += TAIL_BYTES;
  return randomPool.subarray(usedBytes - TAIL_BYTES, usedBytes);
}

function base32(bytes: Buffer): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5 && text.length < TAIL_LENGTH) {
      text += BASE32.charAt((value >>> (bits - 5)) & 31);
      bits -= 5;
    }
    value &= (1 << bits) - 1;
  }
  return text;
}
