import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binOf, percentileMs } from './duration-histogram.js';

function histogramOf(durations: readonly number[]): Map<number, number> {
  const histogram = new Map<number, number>();
  for (const durationMs of durations) histogram.set(binOf(durationMs), (histogram.get(binOf(durationMs)) ?? 0) + 1);
  return histogram;
}

describe('a histogram of durations', () => {
  it('gives percentiles that are at most 5 % off', () => {
    const durations = fc.array(fc.integer({ min: 1, max: 600_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(durations, fc.constantFrom(0.5, 0.95, 0.99, 1), (given, fraction) => {
        const sorted = given.toSorted((a, b) => a - b);
        const exact = sorted[Math.ceil(sorted.length * fraction) - 1] ?? 0;
        const read = percentileMs(histogramOf(given), fraction) ?? 0;
        expect(Math.abs(read - exact)).toBeLessThanOrEqual(exact * 0.05);
      }),
    );
  });

  it('tells the first milliseconds exactly', () => {
    for (let durationMs = 1; durationMs <= 10; durationMs++) {
      expect(percentileMs(histogramOf([durationMs]), 0.5)).toBe(durationMs);
    }
  });

  it('counts 0 as 1 ms, and says nothing where there is nothing', () => {
    expect(percentileMs(histogramOf([0]), 0.5)).toBe(1);
    expect(percentileMs(new Map(), 0.5)).toBeNull();
  });
});
