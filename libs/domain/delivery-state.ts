import type { AttemptTrigger, DeliveryStatus, FinalStatus, WaitReason } from '#libs/contracts';

/** The part of a delivery's row that rules read and write. Times are milliseconds since the epoch. */
export interface DeliveryState {
  id: string;
  status: DeliveryStatus;
  /** Attempts recorded so far. */
  attemptCount: number;
  /** Steps of the retry schedule used up since the schedule (re)started. */
  scheduleStep: number;
  /** When the next attempt is due; null when it is due at once or none comes. */
  nextAttemptAtMs: number | null;
  waitReason: WaitReason | null;
  /** What the next attempt is made for. */
  nextTrigger: AttemptTrigger;
  /** Why the delivery ended as it did, or what it waits for: one sentence without personal data. */
  because: string;
  /** After this moment it is not sent any more; null for never. */
  expiresAtMs: number | null;
  createdAtMs: number;
}

/** What a rule changes in a delivery's row. */
export type DeliveryChange = Partial<
  Pick<
    DeliveryState,
    'status' | 'scheduleStep' | 'nextAttemptAtMs' | 'waitReason' | 'nextTrigger' | 'because' | 'attemptCount'
  >
>;

/** The rows of an endpoint that the gate asks about. */
export interface EndpointState {
  status: 'active' | 'disabled';
  deleted: boolean;
  /** Deliveries older than this are not sent any more; null for no limit. */
  maximumAgeMs: number | null;
}

/** The change that ends a delivery. */
export function ended(status: FinalStatus, because: string): DeliveryChange {
  return { status, because, nextAttemptAtMs: null, waitReason: null, nextTrigger: 'schedule' };
}
