import type { AttemptOutcome, RetryPolicyObject } from '#libs/contracts';
import type { Classification } from './classify.js';
import { ended, type DeliveryChange, type DeliveryState } from './delivery-state.js';
import { isRetried, obeyedRetryAfterMs, retryDelayMs } from './retry-policy.js';

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
 */
export function nextStep(
  policy: RetryPolicyObject,
  delivery: DeliveryState,
  attemptNumber: number,
  met: Classification,
  nowMs: number,
): AttemptDecision {
  if (met.succeeded) {
    return {
      outcome: 'succeeded',
      change: { ...ended('succeeded', `the receiver answered ${met.statusCode}`), attemptCount: attemptNumber },
    };
  }
  const failed = (because: string): AttemptDecision => ({
    outcome: 'failed',
    change: { ...ended('failed', because), attemptCount: attemptNumber, scheduleStep: delivery.scheduleStep + 1 },
  });
  if (!isRetried(policy, { ...met, hasRetryAfter: met.retryAfterMs !== null })) {
    return failed(`${met.error}, which the retry policy does not retry`);
  }
  const delayMs = retryDelayMs(policy, delivery.scheduleStep, `${delivery.id}:${attemptNumber}`);
  if (delayMs === null) return failed(`${met.error}, and the retry policy has no attempt left`);
  const askedMs = obeyedRetryAfterMs(policy, met.retryAfterMs);
  const because =
    askedMs > delayMs ? `${met.error} with Retry-After ${Math.round((met.retryAfterMs ?? 0) / 1000)}` : met.error;
  return {
    outcome: 'retry',
    change: {
      status: 'waiting',
      attemptCount: attemptNumber,
      scheduleStep: delivery.scheduleStep + 1,
      nextAttemptAtMs: nowMs + Math.max(delayMs, askedMs),
      waitReason: askedMs > delayMs ? 'retry-after' : 'backoff',
      nextTrigger: 'schedule',
      because,
    },
  };
}
