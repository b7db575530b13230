const EXACT = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const PRECISE = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
});
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** A time in the viewer's zone. */
export function localTime(value: string, precise = false): string {
  return (precise ? PRECISE : EXACT).format(new Date(value));
}

/** A time in UTC, such as `2026-03-01 12:00:00.130 UTC`. */
export function utcTime(value: string): string {
  return `${new Date(value).toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}

/**
 * How long ago or ahead a time is: "3 minutes ago", "in 2 hours", "just now".
 * @param now milliseconds since 1970
 */
export function relativeTime(value: string, now: number): string {
  const ms = Date.parse(value) - now;
  for (const [unit, unitMs] of UNITS) {
    if (Math.abs(ms) >= unitMs) return RELATIVE.format(Math.trunc(ms / unitMs), unit);
  }
  if (Math.abs(ms) < 5_000) return 'just now';
  return RELATIVE.format(Math.trunc(ms / 1000), 'second');
}

const DURATION_UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
];

/**
 * A length of time in its two largest units: "1d 4h", "5m", "12s", "340 ms".
 * @param ms milliseconds; negative ones count as none
 */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  const parts: string[] = [];
  let rest = ms;
  for (const [unit, unitMs] of DURATION_UNITS) {
    const count = Math.floor(rest / unitMs);
    if (count === 0) {
      if (parts.length > 0) break;
      continue;
    }
    parts.push(`${count}${unit}`);
    rest -= count * unitMs;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}
