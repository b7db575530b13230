import {
  isFinal,
  type AttemptTrigger,
  type CommandKind,
  type OrderingPolicy,
  type RetryPolicyObject,
  type WaitReason,
} from '#libs/contracts';
import type { Classification } from './classify.js';
import { ended, held, type DeliveryChange, type DeliveryState } from './delivery-state.js';
import { nextStep } from './next-step.js';

/** A command as the transition sees it. */
export interface DeliveryCommand {
  kind: CommandKind;
  /**
   * Attempts that were recorded when the command was given. One more recorded since means that the command met an
   * attempt in flight: nothing else is claimed while a command waits.
   */
  attemptsSeen: number;
  /** Given with a cancellation or a hold. */
  reason?: string;
  /** With `reschedule`: when to send. */
  untilMs?: number;
  /** With `redeliver`: pass pause, line and rate limit. */
  force?: boolean;
  /** With `release`: the hold that it ends; default one that a person set. */
  ends?: WaitReason;
}

/** What `policyChanged` needs to know to recompute a wait. */
export interface PolicyInForce {
  policy: RetryPolicyObject;
  orderingPolicy: OrderingPolicy;
  /** What the last attempt met, and when its answer was complete. */
  lastMet: Extract<Classification, { succeeded: false }>;
  lastEndedAtMs: number;
}

/** What a command does to a delivery. */
export interface TransitionResult {
  change: DeliveryChange;
  /** What the timeline says about it. */
  note: string;
}

/**
 * Applies one command to a delivery that has no attempt in flight: the command table of the API contract.
 * @param delivery the delivery as it is
 * @param command what is asked of it
 * @param nowMs milliseconds since the epoch
 * @param inForce with `policyChanged`: the policy that applies now; null when nothing is known of the last attempt
 */
export function transition(
  delivery: DeliveryState,
  command: DeliveryCommand,
  nowMs: number,
  inForce: PolicyInForce | null = null,
): TransitionResult {
  const metAttempt = command.attemptsSeen < delivery.attemptCount;
  const { kind } = command;
  switch (kind) {
    case 'cancel':
      // Only an attempt that succeeded outruns a cancellation; one that failed for good while it came ends as cancelled.
      if (isFinal(delivery.status) && !(metAttempt && delivery.status === 'failed')) return tooLate(kind, delivery);
      return { change: { ...ended('cancelled', command.reason ?? 'on request'), parked: false }, note: 'cancelled' };
    case 'redeliver':
      return metAttempt
        ? { change: {}, note: 'redeliver counted once with the attempt that was in flight' }
        : redeliver(delivery, command, nowMs);
    case 'hold':
      if (isFinal(delivery.status)) return tooLate(kind, delivery);
      return {
        // What was to pass pause and line was the attempt that does not come now.
        change: { ...held('manual', HELD_BY_HAND), forced: false },
        note: `held until someone releases it${command.reason === undefined ? '' : `: ${command.reason}`}`,
      };
    case 'release':
      return release(delivery, command, nowMs);
    case 'reschedule':
      if (isFinal(delivery.status)) return tooLate(kind, delivery);
      return reschedule(delivery, command.untilMs);
    case 'policyChanged':
      return recompute(delivery, inForce, nowMs);
  }
}

/** What a delivery that is held by hand waits for. A person's reason stays in the timeline: this goes into histories. */
const HELD_BY_HAND = 'until someone releases it';

function redeliver(delivery: DeliveryState, { force = false }: DeliveryCommand, nowMs: number): TransitionResult {
  const startsAgain = isFinal(delivery.status) || isExhausted(delivery);
  const forced = force ? ', past pause, line and rate limit' : '';
  return {
    change: {
      status: 'pending',
      nextAttemptAtMs: nowMs,
      waitReason: null,
      nextTrigger: 'redeliver',
      because: 'redeliver was asked for',
      parked: false,
      forced: force,
      ...(startsAgain ? { scheduleStep: 0 } : {}),
    },
    note: (startsAgain ? 'redelivered: its retry schedule starts again' : 'redelivered now') + forced,
  };
}

function release(delivery: DeliveryState, { ends = 'manual' }: DeliveryCommand, nowMs: number): TransitionResult {
  if (isFinal(delivery.status)) return tooLate('release', delivery);
  if (delivery.status !== 'held' || delivery.waitReason !== ends) {
    return {
      change: {},
      note: ends === 'manual' ? 'release had no effect: it is not held by hand' : `no ${ends} hold any more`,
    };
  }
  const { nextAttemptAtMs } = delivery;
  if (nextAttemptAtMs !== null && nextAttemptAtMs > nowMs) {
    return {
      change: { status: 'waiting', waitReason: waitOf(delivery), because: 'released; its next attempt keeps its time' },
      note: `released: its next attempt stays due at ${new Date(nextAttemptAtMs).toISOString()}`,
    };
  }
  return {
    change: {
      status: 'pending',
      nextAttemptAtMs: nowMs,
      waitReason: null,
      nextTrigger: triggerAfter(ends, delivery.nextTrigger),
      because: RELEASED_BECAUSE[ends] ?? 'released',
    },
    note: RELEASED_BECAUSE[ends] ?? 'released',
  };
}

/** What a delivery says that the gate of its endpoint has let go. */
export const LET_GO_BY_GATE = 'let go by the gate of its endpoint';

/** What a delivery says that has come to the head of its line. */
export const LET_GO_BY_LINE = 'its turn in the line of its ordering key has come';

/** What a delivery says that a hold of this kind let go. */
const RELEASED_BECAUSE: Partial<Record<WaitReason, string>> = {
  paused: LET_GO_BY_GATE,
  throttle: LET_GO_BY_GATE,
  breaker: LET_GO_BY_GATE,
  'rate-limit': LET_GO_BY_GATE,
  order: LET_GO_BY_LINE,
};

/**
 * What the attempt after a hold is made for: what a gate lets go passes it by this.
 * @param ends the kind of hold that ended
 * @param before what it would have been made for
 */
export function triggerAfter(ends: WaitReason, before: AttemptTrigger): AttemptTrigger {
  if (ends === 'manual') return 'release';
  return ends === 'order' ? before : 'resume';
}

function reschedule(delivery: DeliveryState, untilMs: number | undefined): TransitionResult {
  if (untilMs === undefined || Number.isNaN(untilMs)) {
    return { change: {}, note: 'reschedule had no effect: it names no time' };
  }
  return {
    change: {
      status: 'waiting',
      nextAttemptAtMs: untilMs,
      waitReason: 'scheduled',
      because: 'rescheduled on request',
      forced: false,
      // At its new time it meets the gates as any other: neither as a redelivery of now nor as let go by a gate.
      ...(['redeliver', 'resume'].includes(delivery.nextTrigger) ? { nextTrigger: 'schedule' } : {}),
      ...(isExhausted(delivery) ? { scheduleStep: 0 } : {}),
    },
    note: `rescheduled to ${new Date(untilMs).toISOString()}`,
  };
}

const UNCHANGED = 'the changed policy does not change this wait';

/** Decides about the last attempt once more, under the policy that is in force now. */
function recompute(delivery: DeliveryState, inForce: PolicyInForce | null, nowMs: number): TransitionResult {
  if (delivery.status === 'waiting' && delivery.waitReason === 'rate-limit') {
    return {
      change: { status: 'pending', nextAttemptAtMs: nowMs, waitReason: null, because: 'the rate limit has changed' },
      note: 'the rate limit has changed: it takes a new slot',
    };
  }
  const waitsForRetry =
    delivery.status === 'waiting' && (delivery.waitReason === 'backoff' || delivery.waitReason === 'retry-after');
  if (!waitsForRetry || inForce === null) return { change: {}, note: UNCHANGED };
  const { policy, orderingPolicy, lastMet, lastEndedAtMs } = inForce;
  const before = { ...delivery, scheduleStep: Math.max(0, delivery.scheduleStep - 1) };
  const { change } = nextStep(policy, before, delivery.attemptCount, lastMet, lastEndedAtMs, orderingPolicy);
  const { nextAttemptAtMs } = change;
  if (change.status !== 'waiting' || nextAttemptAtMs === null || nextAttemptAtMs === undefined) {
    return { change, note: `the retry policy has changed: ${change.because ?? 'no attempt is left'}` };
  }
  if (nextAttemptAtMs === delivery.nextAttemptAtMs) return { change: {}, note: UNCHANGED };
  const dueMs = Math.max(nextAttemptAtMs, nowMs);
  return {
    change: { ...change, nextAttemptAtMs: dueMs },
    note: `the retry policy has changed: the next attempt is due at ${new Date(dueMs).toISOString()}`,
  };
}

function isExhausted({ status, waitReason }: DeliveryState): boolean {
  return status === 'held' && waitReason === 'exhausted';
}

/** What a delivery with a due time waits for, where a hold has covered it. */
function waitOf({ attemptCount }: DeliveryState): WaitReason {
  return attemptCount > 0 ? 'backoff' : 'scheduled';
}

function tooLate(kind: CommandKind, { status }: DeliveryState): TransitionResult {
  return {
    change: {},
    note: `${kind} came too late: the delivery has already ${status === 'cancelled' ? 'been cancelled' : status}`,
  };
}
