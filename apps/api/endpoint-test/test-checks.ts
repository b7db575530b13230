import type { EndpointTestAnswer } from '#libs/contracts/http';
import { classify } from '#libs/domain';
import type { EgressResult } from '#libs/egress';

type Check = EndpointTestAnswer['checks'][number];

/** Whether the receiver took the test event. */
export function respondsCheck(result: EgressResult): Check {
  const name = 'responds-2xx';
  if (result.kind === 'error') return { name, ok: false, detail: result.error };
  const { statusCode, durationMs } = result;
  const detail = `the receiver answered ${statusCode} after ${Math.round(durationMs)} ms`;
  if (isSuccess(result)) return { name, ok: true, detail };
  const advice = statusCode >= 300 && statusCode < 400 ? '; redirects are not followed' : '';
  return { name, ok: false, detail: detail + advice };
}

/**
 * Whether the receiver refuses what it should refuse.
 * @param genuine what it did with the genuine request: one that refuses everything proves nothing
 * @param probe what it did with the bad one; null where that was not sent
 * @param what the fault of the bad request, such as `a timestamp that was 3900 s old`
 */
export function rejectsCheck(
  name: 'rejects-bad-signature' | 'rejects-old-timestamp',
  genuine: EgressResult,
  probe: EgressResult | null,
  what: string,
): Check {
  if (probe === null || !isSuccess(genuine)) {
    return { name, ok: false, detail: 'cannot be told: the receiver does not take the genuine request either' };
  }
  if (probe.kind === 'error') return { name, ok: false, detail: `cannot be told: ${probe.error}` };
  const answered = `the receiver answered ${probe.statusCode} to ${what}`;
  if (isSuccess(probe)) return { name, ok: false, detail: `${answered}: it does not verify that` };
  const advice = probe.statusCode >= 500 ? '; 400 or 401 would tell a refusal from a failure' : '';
  return { name, ok: true, detail: answered + advice };
}

/** Whether there was a whole answer with a status from 200 to 299. */
export function isSuccess(result: EgressResult): boolean {
  return classify(result, Date.now()).succeeded;
}
