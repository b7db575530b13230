/** The two of HTTP's three date forms that name their zone; the first is the one that is sent today. */
const ZONED_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*, .*\d\d:\d\d:\d\d (GMT|UTC|[+-]\d{4})$/;
/** The third, of C's asctime, names none and means GMT. */
const ASCTIME_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;

/**
 * Reads a `Retry-After` header: whole seconds or an HTTP date in any of its three forms.
 * @param value the header as received
 * @param nowMs the moment of the answer, milliseconds since the epoch; an HTTP date is taken relative to it
 * @returns milliseconds from `nowMs`, 0 for a date in the past; null when the value is neither form
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function parseRetryAfterMs(value: string, nowMs: number): number | null {
  const text = value.trim();
  // However many digits: what is asked for is capped by the policy, not ignored.
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, Number.MAX_SAFE_INTEGER);
  const atMs = httpDateMs(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

/** NaN for what is no HTTP date: Date.parse alone also takes "2", "1e3" and local times. */
function httpDateMs(text: string): number {
  if (ZONED_DATE.test(text)) return Date.parse(text);
  return ASCTIME_DATE.test(text) ? Date.parse(`${text} GMT`) : Number.NaN;
}
