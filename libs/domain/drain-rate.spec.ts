import { describe, expect, it } from 'vitest';
import { DEFAULT_DRAIN_RATE, drainRate, FASTEST_DRAIN_RATE } from './drain-rate.js';

describe('drainRate', () => {
  it.each([
    ['paused', null, null, DEFAULT_DRAIN_RATE],
    ['paused', 25, null, 25],
    ['paused', 25, 20, 20],
    ['throttle', null, 5, 5],
    ['breaker', null, 30, DEFAULT_DRAIN_RATE],
    ['rate-limit', null, 30, 30],
    ['rate-limit', 25, 30, 30],
    // The limit was taken away while its line was let go.
    ['rate-limit', 25, null, FASTEST_DRAIN_RATE],
  ] as const)('of %s, chosen %s, limit %s, is %i', (reason, chosen, limit, rate) => {
    expect(drainRate(reason, chosen, limit)).toBe(rate);
  });
});
