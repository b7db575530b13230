import type { ErrorKind } from '#libs/contracts';
import { parseRetryAfterMs } from './retry-after.js';

/** What one HTTP request met, as the egress client tells it. */
export type AttemptResult =
  | { kind: 'response'; statusCode: number; headers: Record<string, string>; durationMs: number }
  | { kind: 'error'; errorKind: ErrorKind; error: string; durationMs: number; statusCode?: number };

/** An attempt in our own words. */
export type Classification =
  | { succeeded: true; statusCode: number }
  | { succeeded: false; errorKind: ErrorKind; error: string; statusCode?: number; retryAfterMs: number | null };

/**
 * Says what an attempt amounts to: 2xx succeeded; 3xx is a failure of kind `redirect`, because no redirect is followed;
 * every other status is a failure of kind `http`; no whole answer is a failure of the kind that the egress client found.
 * @param result what the request met
 * @param nowMs when the answer was complete, for `Retry-After` dates
 */
export function classify(result: AttemptResult, nowMs: number): Classification {
  if (result.kind === 'error') {
    const statusCode = result.statusCode === undefined ? {} : { statusCode: result.statusCode };
    return { succeeded: false, errorKind: result.errorKind, error: result.error, retryAfterMs: null, ...statusCode };
  }
  const { statusCode, headers } = result;
  if (statusCode >= 200 && statusCode < 300) return { succeeded: true, statusCode };
  const redirect = statusCode >= 300 && statusCode < 400;
  const retryAfter = headers['retry-after'];
  return {
    succeeded: false,
    statusCode,
    errorKind: redirect ? 'redirect' : 'http',
    error: redirect
      ? `the receiver answered ${statusCode}; redirects are not followed`
      : `the receiver answered ${statusCode}`,
    retryAfterMs: retryAfter === undefined ? null : parseRetryAfterMs(retryAfter, nowMs),
  };
}
