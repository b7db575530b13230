import { setTimeout as sleep } from 'node:timers/promises';
import type { AttemptHoldRepository, ClaimedAttempt, Slot } from '#libs/persistence';

/** Slots further ahead than this are not given: the delivery stands in the endpoint's line instead. */
const HORIZON_MS = 30_000;

/**
 * A durable timer wakes a delivery so long before its slot, and the rest is waited for where the attempt is made: the
 * timer alone would miss the slot by more than the distance between two. Never so long that the waiting fill the places
 * of their endpoint.
 */
const LEAD_MS = 500;
const WAITING_AT_ONCE = 10;

/** A slot so near to its lead is waited for at once. */
const NEAR_MS = 100;

/** A slot is good for this share of the distance to the next one, so that no second sees more than rate + 1. */
const GOOD_FOR_SHARE = 0.5;

/** What a rate-limited endpoint says to an attempt. */
export type SlotVerdict =
  /** Its slot is now. */
  | { kind: 'now' }
  /** It must come back for its slot. */
  | { kind: 'later'; slot: Slot; wakeAtMs: number }
  /** So many are before it that no slot is given yet. */
  | { kind: 'line' };

/**
 * Gets a slot for a claimed attempt of a rate-limited endpoint, and waits for it where it is near. Slots are told by the
 * database's clock alone, so several workers share them exactly.
 * @param rate slots a second
 */
export async function slotFor(
  holds: AttemptHoldRepository,
  claimed: ClaimedAttempt,
  rate: number,
): Promise<SlotVerdict> {
  const goodForMs = (1000 / rate) * GOOD_FOR_SHARE;
  const leadMs = Math.min(LEAD_MS, (1000 / rate) * WAITING_AT_ONCE);
  let slot = givenSlot(claimed);
  for (;;) {
    if (slot === null || slot.inMs < -goodForMs) {
      const next = await holds.takeSlot(claimed.endpoint_id, HORIZON_MS);
      if (next === null) return { kind: 'now' };
      if (!next.taken) return { kind: 'line' };
      slot = next;
    }
    if (slot.inMs > leadMs + NEAR_MS) return { kind: 'later', slot, wakeAtMs: Date.now() + slot.inMs - leadMs };
    const since = performance.now();
    if (slot.inMs > 0) await sleep(slot.inMs);
    const lateMs = performance.now() - since - slot.inMs;
    if (lateMs <= goodForMs) return { kind: 'now' };
    slot = null;
  }
}

/** The slot that was given to the delivery before it went to wait for it. */
function givenSlot({ slot_at: at, endpoint }: ClaimedAttempt): Slot | null {
  return at === null ? null : { at, inMs: at.getTime() - endpoint.database_now.getTime() };
}
