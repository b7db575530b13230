/** Members that one step of a bulk operation takes at most: a transaction of some ten to some hundred milliseconds. */
const BULK_STEP = 500;

/** A step takes what has gathered in so long, or one member where the rate is slower than that. */
const STEP_MS = 500;

/**
 * What a pause longer than this has left unused is lost: an operation that was interrupted must not burst. Long enough
 * for Temporal's timers, which fire up to a second late.
 */
const CREDIT_MS = 3_000;

/** What a bulk operation may do now. */
export interface BulkShare {
  /** Members to act on, at most {@link BULK_STEP}. */
  count: number;
  /** Up to when the rate is used with them, milliseconds since the epoch. */
  movedAtMs: number;
  /** When the next step is worth its transaction, in milliseconds from now; 0 for at once. */
  nextInMs: number;
}

/**
 * How many members a bulk operation may act on: no more than its rate allows in any second, and no burst after a pause.
 * @param ratePerSecond null for as fast as it goes
 * @param movedAtMs up to when the rate is used, milliseconds since the epoch
 * @param nowMs milliseconds since the epoch
 */
export function bulkShare(ratePerSecond: number | null, movedAtMs: number, nowMs: number): BulkShare {
  if (ratePerSecond === null) return { count: BULK_STEP, movedAtMs: nowMs, nextInMs: 0 };
  const sinceMs = Math.min(Math.max(movedAtMs, nowMs - CREDIT_MS), nowMs);
  const count = Math.min(BULK_STEP, Math.floor(((nowMs - sinceMs) * ratePerSecond) / 1_000));
  const usedUntilMs = sinceMs + Math.ceil((count * 1_000) / ratePerSecond);
  const stepMs = Math.max(STEP_MS, Math.ceil(1_000 / ratePerSecond));
  return { count, movedAtMs: usedUntilMs, nextInMs: Math.max(0, stepMs - (nowMs - usedUntilMs)) };
}
