import { givenTimeSchema } from './common.js';

/** Before this no webhook was sent; after it RFC 3339 has no more years. */
const EARLIEST_MS = Date.UTC(1970, 0, 1);
const LATEST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** A time in requests from 1970 to 9999; finer parts than milliseconds are cut off. */
export const momentSchema = givenTimeSchema
  .refine(isStorable, { message: 'must lie between 1970 and 9999', abort: true })
  .meta({ examples: ['2026-03-01T12:00:00Z'] });

function isStorable(text: string): boolean {
  const atMs = Date.parse(text);
  return atMs >= EARLIEST_MS && atMs <= LATEST_MS;
}

/** How far ahead a delivery may be scheduled, in days. */
export const MAXIMUM_DAYS_AHEAD = 366;

/** Tells whether a delivery may be scheduled for a time. */
export function isNear(time: string): boolean {
  return Date.parse(time) <= Date.now() + MAXIMUM_DAYS_AHEAD * 86_400_000;
}

/** A time for which a delivery can be rescheduled. */
export const rescheduleTimeSchema = momentSchema
  .refine((at) => Date.parse(at) > Date.now(), { message: 'must lie in the future' })
  .refine(isNear, { message: `must be at most ${MAXIMUM_DAYS_AHEAD} days ahead` });
