import {
  parseDurationMs,
  type ErrorKind,
  type RetryOn,
  type RetryPolicy,
  type RetryPolicyObject,
  type RetryPreset,
} from '#libs/contracts';
import { eventTypeMatches } from './match.js';
import { hashToUnit } from './hash.js';

/** The built-in policies. `standard` follows the schedule that Standard Webhooks recommends. */
export const PRESETS: Record<RetryPreset, RetryPolicyObject> = {
  standard: { schedule: ['5s', '5m', '30m', '2h', '5h', '10h', '14h', '20h', '24h'], jitter: 0.1 },
  shop: { schedule: ['1m', '5m', '15m', '1h', '6h'], retryOn: '5xx-and-network' },
  leads: { schedule: ['2s', '4s', '8s', '16s', '32s'] },
  none: { schedule: [] },
};

const DEFAULT_COEFFICIENT = 2;
const DEFAULT_MAXIMUM_ATTEMPTS = 10;
/** Temporal's own default: the maximum interval is a hundred times the initial one. */
const DEFAULT_MAXIMUM_FACTOR = 100;
/** What a policy may name at most, also where it names nothing. */
const LONGEST_DELAY_MS = 366 * 86_400_000;
const DEFAULT_MAXIMUM_RETRY_AFTER_MS = 86_400_000;

/** Outcomes that no answer of the receiver explains. */
const NETWORK_KINDS: readonly ErrorKind[] = ['dns', 'connect', 'tls', 'timeout', 'reset'];

/** A policy by its name or as it stands. */
export function resolvePolicy(policy: RetryPolicy): RetryPolicyObject {
  return typeof policy === 'string' ? PRESETS[policy] : policy;
}

/**
 * Chooses the policy of one delivery: the endpoint's for this event type (the most specific pattern wins: exact, then
 * the longest prefix), the endpoint's, the tenant's, `standard`.
 */
export function choosePolicy(
  eventType: string,
  endpoint: { retryPolicy: RetryPolicy | null; retryPolicyByEvent: Record<string, RetryPolicy> | null },
  tenantPolicy: RetryPolicy | null,
): RetryPolicyObject {
  const pattern = Object.keys(endpoint.retryPolicyByEvent ?? {})
    .filter((candidate) => eventTypeMatches(candidate, eventType))
    .toSorted((a, b) => specificity(b) - specificity(a))[0];
  const own = pattern === undefined ? undefined : endpoint.retryPolicyByEvent?.[pattern];
  return resolvePolicy(own ?? endpoint.retryPolicy ?? tenantPolicy ?? 'standard');
}

function specificity(pattern: string): number {
  return pattern.includes('*') ? pattern.length : 10_000;
}

/**
 * The delay before a retry.
 * @param policy the policy
 * @param retry 0 for the first retry
 * @param seed text that the jitter is made from (delivery id and attempt number), so that it never changes
 * @returns milliseconds; null when the policy has no such retry. Jitter j spreads a delay d over [d(1−j), d(1+j)).
 */
export function retryDelayMs(policy: RetryPolicyObject, retry: number, seed: string): number | null {
  const base = baseDelayMs(policy, retry);
  if (base === null) return null;
  const jitter = policy.jitter ?? 0;
  return Math.round(base * (1 - jitter + 2 * jitter * hashToUnit(seed)));
}

function baseDelayMs(policy: RetryPolicyObject, retry: number): number | null {
  if ('schedule' in policy) {
    const entry = policy.schedule[retry];
    return entry === undefined ? null : parseDurationMs(entry);
  }
  if (retry >= (policy.maximumAttempts ?? DEFAULT_MAXIMUM_ATTEMPTS) - 1) return null;
  const initialMs = parseDurationMs(policy.initialInterval) ?? 0;
  const maximumMs =
    policy.maximumInterval === undefined
      ? Math.min(initialMs * DEFAULT_MAXIMUM_FACTOR, LONGEST_DELAY_MS)
      : (parseDurationMs(policy.maximumInterval) ?? 0);
  // The power of a late retry may be Infinity, and 0 × Infinity is no number.
  const growth = Math.min((policy.backoffCoefficient ?? DEFAULT_COEFFICIENT) ** retry, Number.MAX_SAFE_INTEGER);
  return Math.min(initialMs * growth, maximumMs);
}

/** What an attempt met, as far as retrying is concerned. */
export interface RetryQuestion {
  statusCode?: number;
  errorKind: ErrorKind;
  /** True when the answer carried a `Retry-After` that could be read. */
  hasRetryAfter: boolean;
}

/**
 * Tells whether a failed attempt is tried again, before the question whether the schedule has a step left.
 * 429, and 503 with `Retry-After`, always are: the receiver asked for it. So are faults that are not the receiver's
 * (`blocked-address` may be a DNS mistake that gets mended, `internal` is ours).
 */
export function isRetried(policy: RetryPolicyObject, met: RetryQuestion): boolean {
  if (met.errorKind === 'blocked-address' || met.errorKind === 'internal') return true;
  if (met.statusCode === 429 || (met.statusCode === 503 && met.hasRetryAfter)) return true;
  return matchesRetryOn(policy.retryOn ?? 'non-2xx', met);
}

function matchesRetryOn(retryOn: RetryOn, met: RetryQuestion): boolean {
  if (NETWORK_KINDS.includes(met.errorKind)) return typeof retryOn === 'string' || (retryOn.network ?? false);
  const status = met.statusCode ?? 0;
  if (retryOn === 'non-2xx') return true;
  if (retryOn === '5xx-and-network') return status >= 500;
  const range = `${Math.floor(status / 100)}xx`;
  return (retryOn.statuses ?? []).includes(status) || (retryOn.ranges ?? []).some((entry) => entry === range);
}

/**
 * How long a `Retry-After` is obeyed under a policy.
 * @param retryAfterMs what the receiver asked for; null when nothing
 * @returns milliseconds, at most the policy's maximum; 0 when it is not to be obeyed
 */
export function obeyedRetryAfterMs(policy: RetryPolicyObject, retryAfterMs: number | null): number {
  if (retryAfterMs === null || policy.respectRetryAfter === false) return 0;
  const maximumMs =
    policy.maximumRetryAfter === undefined
      ? DEFAULT_MAXIMUM_RETRY_AFTER_MS
      : (parseDurationMs(policy.maximumRetryAfter) ?? DEFAULT_MAXIMUM_RETRY_AFTER_MS);
  return Math.min(retryAfterMs, maximumMs);
}

/** The sentence of a failed attempt whose `Retry-After` is obeyed, in the seconds that the receiver asked for. */
export function withRetryAfter({ error, retryAfterMs }: { error: string; retryAfterMs: number | null }): string {
  return `${error} with Retry-After ${Math.round((retryAfterMs ?? 0) / 1000)}`;
}
