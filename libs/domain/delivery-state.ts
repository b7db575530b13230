import type { AttemptTrigger, DeliveryStatus, FinalStatus, WaitReason } from '#libs/contracts';

/** The part of a delivery's row that rules read and write. Times are milliseconds since the epoch. */
export interface DeliveryState {
  id: string;
  status: DeliveryStatus;
  /** Attempts recorded so far. */
  attemptCount: number;
  /** Steps of the retry schedule used up since the schedule (re)started. */
  scheduleStep: number;
  /** When the next attempt is due; null when it is due at once or none comes. A hold keeps it. */
  nextAttemptAtMs: number | null;
  waitReason: WaitReason | null;
  /** What the next attempt is made for. */
  nextTrigger: AttemptTrigger;
  /** Why the delivery ended as it did, or what it waits for: one sentence without personal data. */
  because: string;
  /** After this moment it is not sent any more; null for never. */
  expiresAtMs: number | null;
  createdAtMs: number;
  /** It stands in the line of its ordering key. */
  ordered: boolean;
  /** It failed as the head of a line that went on without it. */
  parked: boolean;
  /** Its next attempt passes pause, line and rate limit. */
  forced: boolean;
}

/** What a rule changes in a delivery's row. */
export type DeliveryChange = Partial<
  Pick<
    DeliveryState,
    | 'status'
    | 'scheduleStep'
    | 'nextAttemptAtMs'
    | 'waitReason'
    | 'nextTrigger'
    | 'because'
    | 'attemptCount'
    | 'parked'
    | 'forced'
  >
>;

/** The change that ends a delivery. */
export function ended(status: FinalStatus, because: string): DeliveryChange {
  return { status, because, nextAttemptAtMs: null, waitReason: null, nextTrigger: 'schedule', forced: false };
}

/** The change that holds a delivery until a command ends it. */
export function held(waitReason: WaitReason, because: string): DeliveryChange {
  return { status: 'held', waitReason, because };
}
