import type { AttemptOutcome, AttemptTrigger, ErrorKind } from '#libs/contracts';
import type { AttemptResult, Classification } from '#libs/domain';

/** What is written down of an attempt. */
export interface AttemptRecord {
  number: number;
  trigger: AttemptTrigger;
  startedAtMs: number;
  durationMs: number;
  outcome: AttemptOutcome;
  statusCode: number | null;
  errorKind: ErrorKind | null;
  error: string | null;
  url: string | null;
  requestHeaders: Record<string, string> | null;
  responseHeaders: Record<string, string> | null;
  responseBody: string | null;
  responseTruncated: boolean;
  remoteAddress: string | null;
}

/** What a POST met, with the parts of the answer that are kept. */
export type PostResult = AttemptResult & {
  headers?: Record<string, string>;
  body?: string;
  truncated?: boolean;
  remoteAddress?: string;
};

/**
 * Everything that is written down of an attempt that was made.
 * @param attempt what it was; request headers as they may be shown, null where no request could be made
 * @param met what `result` amounts to
 */
export function attemptRecord(
  attempt: Pick<AttemptRecord, 'number' | 'trigger' | 'startedAtMs' | 'outcome' | 'url' | 'requestHeaders'>,
  result: PostResult,
  met: Classification,
): AttemptRecord {
  return {
    ...attempt,
    durationMs: Math.round(result.durationMs),
    statusCode: met.statusCode ?? null,
    errorKind: met.succeeded ? null : met.errorKind,
    error: met.succeeded ? null : met.error,
    responseHeaders: result.headers ?? null,
    responseBody: result.body ?? null,
    responseTruncated: result.truncated ?? false,
    remoteAddress: result.remoteAddress ?? null,
  };
}
