import type { RetryPolicyObject, UnrecordedAttempt } from '#libs/contracts';
import { choosePolicy, nextStep, type AttemptDecision, type Classification, type DeliveryState } from '#libs/domain';
import { toDeliveryState, type AttemptRecord, type ClaimedAttempt } from '#libs/persistence';

/** The claimed delivery in the words of the rules. Its due time is over: what stands there now is the lease's end. */
export function claimedState(claimed: ClaimedAttempt): DeliveryState {
  return { ...toDeliveryState(claimed), nextAttemptAtMs: null };
}

/** What comes after an attempt of a claimed delivery, under the policies that are in force now. */
export function decide(
  claimed: ClaimedAttempt,
  number: number,
  met: Classification,
  finishedAtMs: number,
): AttemptDecision {
  return nextStep(
    policyOf(claimed),
    claimedState(claimed),
    number,
    met,
    finishedAtMs,
    claimed.endpoint.ordering_policy,
  );
}

/** The retry policy that is in force for a claimed delivery now. */
export function policyOf(claimed: ClaimedAttempt): RetryPolicyObject {
  return choosePolicy(
    claimed.event_type,
    { retryPolicy: claimed.endpoint.retry_policy, retryPolicyByEvent: claimed.endpoint.retry_policy_by_event },
    claimed.endpoint.tenant_retry_policy,
  );
}

/** The small part of a record that may enter Temporal's history: no header, no body. */
export function unrecordedOf(record: AttemptRecord, met: Classification): UnrecordedAttempt {
  const { number, trigger, startedAtMs, durationMs, statusCode, errorKind, error } = record;
  return {
    number,
    trigger,
    startedAtMs,
    durationMs,
    ...(statusCode === null ? {} : { statusCode }),
    ...(errorKind === null ? {} : { errorKind }),
    ...(error === null ? {} : { error }),
    ...(met.succeeded || met.retryAfterMs === null ? {} : { retryAfterMs: met.retryAfterMs }),
  };
}

/** What an attempt met, from the small part of its record. */
export function metOf(attempt: UnrecordedAttempt): Classification {
  const { statusCode, errorKind, error } = attempt;
  if (errorKind === undefined) return { succeeded: true, statusCode: statusCode ?? 200 };
  return {
    succeeded: false,
    errorKind,
    error: error ?? errorKind,
    retryAfterMs: attempt.retryAfterMs ?? null,
    ...(statusCode === undefined ? {} : { statusCode }),
  };
}

/** The record of an attempt whose headers and answer were lost with the first try to write it. */
export function lateRecordOf(attempt: UnrecordedAttempt, decision: AttemptDecision): AttemptRecord {
  return {
    number: attempt.number,
    trigger: attempt.trigger,
    startedAtMs: attempt.startedAtMs,
    durationMs: attempt.durationMs,
    outcome: decision.outcome,
    statusCode: attempt.statusCode ?? null,
    errorKind: attempt.errorKind ?? null,
    error: attempt.error ?? null,
    url: null,
    requestHeaders: null,
    responseHeaders: null,
    responseBody: null,
    responseTruncated: false,
    remoteAddress: null,
  };
}
