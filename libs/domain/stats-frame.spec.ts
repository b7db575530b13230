import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverFrame, statsFrame } from './stats-frame.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2026, 2, 1, 12, 34, 56, 789);

describe('the frame of statistics', () => {
  it('begins with a bucket and ends now', () => {
    expect(statsFrame(HOUR_MS, MINUTE_MS, NOW_MS).fromMs).toBe(Date.UTC(2026, 2, 1, 11, 34));
    expect(statsFrame(DAY_MS, HOUR_MS, NOW_MS)).toEqual({
      fromMs: Date.UTC(2026, 1, 28, 12),
      toMs: NOW_MS,
      bucketMs: HOUR_MS,
    });
  });

  it('is covered by roll-ups, each moment once', () => {
    const age = fc.integer({ min: 0, max: 2 * DAY_MS });
    const widths = fc.constantFrom(
      [HOUR_MS, MINUTE_MS],
      [HOUR_MS, 5 * MINUTE_MS],
      [DAY_MS, 15 * MINUTE_MS],
      [DAY_MS, HOUR_MS],
      [7 * DAY_MS, 6 * HOUR_MS],
      [7 * DAY_MS, DAY_MS],
    );
    fc.assert(
      fc.property(widths, age, age, fc.boolean(), ([windowMs, bucketMs], minutesAge, hoursAge, byBucket) => {
        const frame = statsFrame(windowMs, bucketMs, NOW_MS);
        const minutesToMs = Math.floor((NOW_MS - minutesAge) / MINUTE_MS) * MINUTE_MS;
        const hoursToMs = Math.floor((minutesToMs - hoursAge) / HOUR_MS) * HOUR_MS;
        const pieces = coverFrame(frame, { minutesToMs, hoursToMs }, byBucket);
        let atMs = frame.fromMs;
        for (const piece of pieces) {
          expect(piece.atMs).toBe(atMs);
          const widthMs = piece.width === 'hour' ? HOUR_MS : MINUTE_MS;
          if (byBucket) expect(Math.floor(atMs / bucketMs)).toBe(Math.floor((atMs + widthMs - 1) / bucketMs));
          if (piece.width === 'hour') expect(atMs + widthMs).toBeLessThanOrEqual(hoursToMs);
          atMs += widthMs;
        }
        expect(atMs).toBe(Math.max(frame.fromMs, minutesToMs));
      }),
    );
  });
});
