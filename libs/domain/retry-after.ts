/**
 * Reads a `Retry-After` header: whole seconds or an HTTP date.
 * @param value the header as received
 * @param nowMs the moment of the answer, milliseconds since the epoch; an HTTP date is taken relative to it
 * @returns milliseconds from `nowMs`, 0 for a date in the past; null when the value is neither form
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function parseRetryAfterMs(value: string, nowMs: number): number | null {
  const text = value.trim();
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  // An HTTP date starts with the name of a day; Date.parse alone would also take "2" or "1e3" for dates.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return null;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
