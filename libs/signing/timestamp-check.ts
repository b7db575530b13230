import type { Profile, TimestampFormat } from './profile.js';

/**
 * Whether an attempt's time lies within the profile's tolerance of the receiver's clock.
 *
 * @param value the time as it was received; null where it is missing
 */
export function checkTimestamp(profile: Profile, value: string | null, now: Date): { ok: boolean; detail: string } {
  if (value === null) return { ok: false, detail: 'there is no timestamp' };
  const atMs = parseTimestampMs(profile.timestampFormat, value);
  if (atMs === null) return { ok: false, detail: `the timestamp is not ${FORMATS[profile.timestampFormat]}` };
  // Whole seconds, as the official libraries of Standard Webhooks and Stripe count.
  const ageSeconds = Math.floor(now.getTime() / 1000) - Math.floor(atMs / 1000);
  const tolerance = profile.toleranceSeconds ?? Number.POSITIVE_INFINITY;
  if (ageSeconds > tolerance) {
    return { ok: false, detail: `stale timestamp: it is ${ageSeconds} s old, at most ${tolerance} s are allowed` };
  }
  if (-ageSeconds > tolerance) {
    return {
      ok: false,
      detail: `timestamp from the future: ${-ageSeconds} s ahead, at most ${tolerance} s are allowed`,
    };
  }
  const age = ageSeconds < 0 ? `${-ageSeconds} s ahead` : `${ageSeconds} s old`;
  return { ok: true, detail: `the timestamp is ${age}; ${tolerance} s are allowed` };
}

const FORMATS: Record<TimestampFormat, string> = {
  unix: 'a whole number of seconds since 1970',
  'unix-ms': 'a whole number of milliseconds since 1970',
  rfc3339: 'an RFC 3339 time',
};

function parseTimestampMs(format: TimestampFormat, value: string): number | null {
  switch (format) {
    case 'unix':
      return /^\d{1,12}$/.test(value) ? Number(value) * 1000 : null;
    case 'unix-ms':
      return /^\d{1,15}$/.test(value) ? Number(value) : null;
    case 'rfc3339': {
      const atMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(value)
        ? Date.parse(value)
        : NaN;
      return Number.isNaN(atMs) ? null : atMs;
    }
  }
}
