import * as fc from 'fast-check';
import {
  ATTEMPT_TRIGGERS,
  DELIVERY_STATUSES,
  ERROR_KINDS,
  isFinal,
  WAIT_REASONS,
  type DeliveryStatus,
  type RetryPolicyObject,
} from '#libs/contracts';
import type { AttemptResult, Classification, DeliveryState } from '#libs/domain';

/** Failures in which no whole answer came, as the API contract lists them under `network`. */
export const NETWORK_KINDS = ['dns', 'connect', 'tls', 'timeout', 'reset'] as const;

/** A moment at which things happen, milliseconds since the epoch: some years around now. */
export const anyNow = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) });

/** Any kind of failure. */
export const anyErrorKind = fc.constantFrom(...ERROR_KINDS);

const anyRetryOn = fc.oneof(
  fc.constantFrom('non-2xx' as const, '5xx-and-network' as const),
  fc.record(
    {
      statuses: fc.array(fc.integer({ min: 300, max: 599 }), { maxLength: 5 }),
      ranges: fc.uniqueArray(fc.constantFrom('3xx' as const, '4xx' as const, '5xx' as const)),
      network: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
);

const common = {
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  retryOn: anyRetryOn,
  respectRetryAfter: fc.boolean(),
  maximumRetryAfter: fc.nat(100_000).map((seconds) => `${seconds}s`),
};

/** A policy that lists its delays; each at least a millisecond. */
export const anySchedule = fc.record(
  {
    schedule: fc.array(
      fc.integer({ min: 1, max: 31_000_000_000 }).map((ms) => `${ms}ms`),
      { maxLength: 12 },
    ),
    ...common,
  },
  { requiredKeys: ['schedule'] },
);

/** A policy in Temporal's vocabulary: `initialInterval` in whole seconds, `maximumInterval` in whole minutes. */
export const anyExponential = fc.record(
  {
    initialInterval: fc.nat(100_000).map((seconds) => `${seconds}s`),
    backoffCoefficient: fc.double({ min: 1, max: 10, noNaN: true }),
    maximumInterval: fc.nat(100_000).map((minutes) => `${minutes}m`),
    maximumAttempts: fc.integer({ min: 1, max: 50 }),
    ...common,
  },
  { requiredKeys: ['initialInterval'] },
);

/** Any retry policy. */
export const anyPolicy: fc.Arbitrary<RetryPolicyObject> = fc.oneof(anySchedule, anyExponential);

/** What the egress client may tell of a request: an answer of any status, or none. */
export const anyResult: fc.Arbitrary<AttemptResult> = fc.oneof(
  fc.record({
    kind: fc.constant('response' as const),
    statusCode: fc.integer({ min: 200, max: 599 }),
    headers: fc.record({ 'retry-after': fc.nat(200_000).map(String) }, { requiredKeys: [] }),
    durationMs: fc.nat(60_000),
  }),
  fc.record({
    kind: fc.constant('error' as const),
    errorKind: fc.constantFrom(...ERROR_KINDS.filter((kind) => kind !== 'http' && kind !== 'redirect')),
    error: fc.constant('no answer'),
    durationMs: fc.nat(60_000),
  }),
);

/** What a failed attempt amounts to. */
export const anyFailure: fc.Arbitrary<Extract<Classification, { succeeded: false }>> = fc.record(
  {
    succeeded: fc.constant(false as const),
    errorKind: anyErrorKind,
    error: fc.constant('the receiver did not like it'),
    statusCode: fc.integer({ min: 300, max: 599 }),
    retryAfterMs: fc.option(fc.nat(200_000_000)),
  },
  { requiredKeys: ['succeeded', 'errorKind', 'error', 'retryAfterMs'] },
);

/** A delivery in one of the given statuses, with a due time where that status has one. */
export function anyDelivery(statuses: readonly DeliveryStatus[] = DELIVERY_STATUSES): fc.Arbitrary<DeliveryState> {
  return fc
    .record({
      id: fc.nat().map((number) => `dlv_${number}`),
      status: fc.constantFrom(...statuses),
      attemptCount: fc.nat(50),
      scheduleStep: fc.nat(14),
      nextAttemptAtMs: anyNow,
      waitReason: fc.constantFrom(...WAIT_REASONS),
      nextTrigger: fc.constantFrom(...ATTEMPT_TRIGGERS),
      because: fc.constantFrom('', 'the receiver answered 500'),
      expiresAtMs: fc.option(anyNow),
      createdAtMs: anyNow,
      ordered: fc.constant(false),
      parked: fc.constant(false),
      forced: fc.constant(false),
    })
    .map((delivery) =>
      isFinal(delivery.status) || delivery.status === 'pending'
        ? { ...delivery, nextAttemptAtMs: null, waitReason: null }
        : delivery,
    );
}
