import type { RetryPolicyObject, UnrecordedAttempt } from '#libs/contracts';
import {
  choosePolicy,
  nextStep,
  type AttemptDecision,
  type AttemptResult,
  type Classification,
  type DeliveryState,
} from '#libs/domain';
import { toDeliveryState, type AttemptRecord, type ClaimedAttempt } from '#libs/persistence';
import type { AttemptRequest } from './attempt-request.js';

/** What a POST met, with the parts of the answer that are kept. */
export type PostResult = AttemptResult & {
  headers?: Record<string, string>;
  body?: string;
  truncated?: boolean;
  remoteAddress?: string;
};

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
  return nextStep(policyOf(claimed), claimedState(claimed), number, met, finishedAtMs, claimed.ordering_policy);
}

/** The retry policy that is in force for a claimed delivery now. */
export function policyOf(claimed: ClaimedAttempt): RetryPolicyObject {
  return choosePolicy(
    claimed.event_type,
    { retryPolicy: claimed.retry_policy, retryPolicyByEvent: claimed.retry_policy_by_event },
    claimed.tenant_retry_policy,
  );
}

/** Everything that is written down of an attempt. */
export function recordOf(
  claimed: ClaimedAttempt,
  number: number,
  startedAt: Date,
  request: AttemptRequest | null,
  result: PostResult,
  met: Classification,
  decision: AttemptDecision,
): AttemptRecord {
  return {
    number,
    trigger: claimed.next_trigger,
    startedAtMs: startedAt.getTime(),
    durationMs: Math.round(result.durationMs),
    outcome: decision.outcome,
    statusCode: met.statusCode ?? null,
    errorKind: met.succeeded ? null : met.errorKind,
    error: met.succeeded ? null : met.error,
    url: claimed.url,
    requestHeaders: request?.shownHeaders ?? null,
    responseHeaders: result.headers ?? null,
    responseBody: result.body ?? null,
    responseTruncated: result.truncated ?? false,
    remoteAddress: result.remoteAddress ?? null,
  };
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
