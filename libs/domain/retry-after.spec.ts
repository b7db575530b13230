import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseRetryAfterMs } from './retry-after.js';

const NOW = Date.UTC(2026, 10, 23, 12, 0, 0);
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const wholeSecond = fc.integer({ min: Date.UTC(2000, 0) / 1000, max: Date.UTC(2049, 0) / 1000 }).map((s) => s * 1000);

/** The three spellings of RFC 9110, section 5.6.7, of one moment. */
function spellings(atMs: number): string[] {
  const imf = new Date(atMs).toUTCString();
  const [, day = '', month = '', year = '', time = ''] = imf.split(' ');
  const weekday = DAYS[new Date(atMs).getUTCDay()] ?? '';
  return [
    imf,
    `${weekday}, ${day}-${month}-${year.slice(2)} ${time} GMT`,
    `${weekday.slice(0, 3)} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`,
  ];
}

describe('parseRetryAfterMs', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('reads whole seconds, spaces around them aside', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000_000), fc.constantFrom('', ' ', '\t'), (seconds, space) => {
        expect(parseRetryAfterMs(`${space}${seconds}${space}`, NOW)).toBe(seconds * 1000);
      }),
    );
  });

  it('reads absurdly many seconds as very long, not as nothing', () => {
    expect(parseRetryAfterMs('9'.repeat(11), NOW)).toBe(99_999_999_999_000);
    expect(parseRetryAfterMs('9'.repeat(400), NOW)).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('reads a date in each of its three forms, relative to the answer, never below zero', () => {
    fc.assert(
      fc.property(wholeSecond, (atMs) => {
        for (const text of spellings(atMs)) expect(parseRetryAfterMs(text, NOW), text).toBe(Math.max(0, atMs - NOW));
      }),
    );
  });

  it.each(['America/New_York', 'Asia/Kolkata', 'UTC'])('reads dates the same on a machine in %s', (zone) => {
    vi.stubEnv('TZ', zone);
    for (const text of spellings(NOW + 90_000)) expect(parseRetryAfterMs(text, NOW), text).toBe(90_000);
  });

  it.each([
    '',
    '-1',
    '+1',
    '1.5',
    '1e3',
    '0x10',
    '5s',
    'soon',
    '٥',
    '120, 120',
    'Mon',
    'Monkey 2030',
    'Sat 5',
    '2026-11-23T12:01:00Z',
    'Mon, 23 Nov 2026 12:01:00',
    'Mon, 99 Nov 2026 12:01:00 GMT',
  ])('takes "%s" for neither', (text) => expect(parseRetryAfterMs(text, NOW)).toBeNull());
});
