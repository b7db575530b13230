import type { AttemptOutcome, OrderingPolicy, RetryPolicyObject } from '#libs/contracts';
import type { Classification } from './classify.js';
import { ended, held, type DeliveryChange, type DeliveryState } from './delivery-state.js';
import { isRetried, obeyedRetryAfterMs, retryDelayMs, withRetryAfter } from './retry-policy.js';

/** What an attempt leads to. */
export interface AttemptDecision {
  outcome: AttemptOutcome;
  change: DeliveryChange;
}

/**
 * Decides what comes after an attempt: the end, or a wait until the next one.
 * Each failed attempt uses up one step of the schedule, whatever triggered it.
 * @param policy the retry policy that is in force now
 * @param delivery the delivery before the attempt
 * @param attemptNumber the number of the attempt, from 1
 * @param met what the attempt met
 * @param nowMs when the answer was complete; delays count from here
 * @param orderingPolicy what becomes of the line of an ordered delivery that has no attempt left
 */
export function nextStep(
  policy: RetryPolicyObject,
  delivery: DeliveryState,
  attemptNumber: number,
  met: Classification,
  nowMs: number,
  orderingPolicy: OrderingPolicy = 'block',
): AttemptDecision {
  if (met.succeeded) {
    return {
      outcome: 'succeeded',
      change: { ...ended('succeeded', `the receiver answered ${met.statusCode}`), attemptCount: attemptNumber },
    };
  }
  const failed = (because: string): AttemptDecision => ({
    outcome: 'failed',
    change: {
      ...exhausted(delivery, because, orderingPolicy),
      attemptCount: attemptNumber,
      scheduleStep: delivery.scheduleStep + 1,
    },
  });
  if (met.statusCode === 410) {
    return {
      outcome: 'failed',
      change: { ...ended('failed', `${met.error}, which disables the endpoint`), attemptCount: attemptNumber },
    };
  }
  if (!isRetried(policy, { ...met, hasRetryAfter: met.retryAfterMs !== null })) {
    return failed(`${met.error}, which the retry policy does not retry`);
  }
  const delayMs = retryDelayMs(policy, delivery.scheduleStep, `${delivery.id}:${attemptNumber}`);
  if (delayMs === null) return failed(`${met.error}, and the retry policy has no attempt left`);
  const askedMs = obeyedRetryAfterMs(policy, met.retryAfterMs);
  const because = askedMs > delayMs ? withRetryAfter(met) : met.error;
  return {
    outcome: 'retry',
    change: {
      status: 'waiting',
      attemptCount: attemptNumber,
      scheduleStep: delivery.scheduleStep + 1,
      nextAttemptAtMs: nowMs + Math.max(delayMs, askedMs),
      waitReason: askedMs > delayMs ? 'retry-after' : 'backoff',
      nextTrigger: 'schedule',
      forced: false,
      because,
    },
  };
}

/** The end of trying; of an ordered delivery the policy of its line decides what that means. */
function exhausted(delivery: DeliveryState, because: string, orderingPolicy: OrderingPolicy): DeliveryChange {
  if (!delivery.ordered || orderingPolicy === 'skip') return ended('failed', because);
  if (orderingPolicy === 'park') return { ...ended('failed', because), parked: true };
  return {
    ...held('exhausted', `${because}; the line of its ordering key waits until it is redelivered or cancelled`),
    nextAttemptAtMs: null,
    nextTrigger: 'schedule',
    forced: false,
  };
}
