import { retryPolicySchema, type RetryPolicy, type RetryPolicyObject } from '#libs/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choosePolicy, isRetried, obeyedRetryAfterMs, PRESETS, resolvePolicy, retryDelayMs } from './retry-policy.js';
import {
  anyErrorKind,
  anyExponential,
  anyPolicy,
  anySchedule,
  NETWORK_KINDS,
} from '../../test/support/delivery-arbitraries.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Every delay of a policy, in milliseconds, until there is none. */
function delaysOf(policy: RetryPolicyObject, seed = 'seed'): number[] {
  const delays: number[] = [];
  for (let delay = retryDelayMs(policy, 0, seed); delay !== null; delay = retryDelayMs(policy, delays.length, seed)) {
    delays.push(delay);
  }
  return delays;
}

describe('the presets', () => {
  it.each(Object.entries(PRESETS))('%s is a policy that the contract takes', (_, policy) => {
    expect(retryPolicySchema.parse(policy)).toEqual(policy);
  });

  it('shop: 1 m, 5 m, 15 m, 1 h, 6 h on 5xx and network faults', () => {
    expect(delaysOf(PRESETS.shop)).toEqual([1, 5, 15, 60, 360].map((minutes) => minutes * MINUTE_MS));
    expect(isRetried(PRESETS.shop, { errorKind: 'http', statusCode: 500, hasRetryAfter: false })).toBe(true);
    expect(isRetried(PRESETS.shop, { errorKind: 'http', statusCode: 404, hasRetryAfter: false })).toBe(false);
    expect(isRetried(PRESETS.shop, { errorKind: 'redirect', statusCode: 302, hasRetryAfter: false })).toBe(false);
  });

  it('leads: 2, 4, 8, 16, 32 s on everything but 2xx', () => {
    expect(delaysOf(PRESETS.leads)).toEqual([2000, 4000, 8000, 16_000, 32_000]);
    expect(isRetried(PRESETS.leads, { errorKind: 'http', statusCode: 404, hasRetryAfter: false })).toBe(true);
  });

  it('standard: 5 s, 5 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h, each within a tenth', () => {
    const stated = [5000, 5 * MINUTE_MS, 30 * MINUTE_MS, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR_MS)];
    expect(delaysOf({ ...PRESETS.standard, jitter: 0 })).toEqual(stated);
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const delays = delaysOf(PRESETS.standard, seed);
        expect(delays).toHaveLength(stated.length);
        for (const [index, delay] of delays.entries()) {
          expect(delay).toBeGreaterThanOrEqual((stated[index] ?? 0) * 0.9);
          expect(delay).toBeLessThanOrEqual((stated[index] ?? 0) * 1.1);
        }
      }),
    );
  });

  it('none: no retry', () => expect(delaysOf(PRESETS.none)).toEqual([]));

  it('a name stands for its policy, a policy for itself', () => {
    expect(resolvePolicy('shop')).toBe(PRESETS.shop);
    expect(resolvePolicy({ schedule: ['1s'] })).toEqual({ schedule: ['1s'] });
  });
});

describe('retryDelayMs', () => {
  it('has one delay for each entry of a schedule: n entries are n + 1 attempts', () => {
    fc.assert(
      fc.property(anySchedule, fc.string(), (policy, seed) => {
        expect(delaysOf(policy, seed)).toHaveLength(policy.schedule.length);
      }),
    );
  });

  it('has one delay less than an exponential policy has attempts; ten attempts by default', () => {
    fc.assert(
      fc.property(anyExponential, fc.string(), (policy, seed) => {
        expect(delaysOf(policy, seed)).toHaveLength((policy.maximumAttempts ?? 10) - 1);
      }),
    );
  });

  it('grows by the coefficient, never shrinks, and never exceeds the maximum', () => {
    fc.assert(
      fc.property(anyExponential, (policy) => {
        const delays = delaysOf({ ...policy, jitter: 0 });
        const initialMs = Number.parseInt(policy.initialInterval, 10) * 1000;
        const maximumMs =
          policy.maximumInterval === undefined
            ? initialMs * 100
            : Number.parseInt(policy.maximumInterval, 10) * MINUTE_MS;
        for (const [index, delay] of delays.entries()) {
          expect(Number.isSafeInteger(delay)).toBe(true);
          expect(delay).toBeLessThanOrEqual(maximumMs);
          expect(delay).toBeGreaterThanOrEqual(delays[index - 1] ?? 0);
          const unbounded = initialMs * (policy.backoffCoefficient ?? 2) ** index;
          if (unbounded <= maximumMs) expect(Math.abs(delay - unbounded)).toBeLessThanOrEqual(0.5);
          else if (initialMs > 0) expect(delay).toBe(maximumMs);
        }
      }),
    );
  });

  it('stays a number after a thousand attempts', () => {
    const policy = { initialInterval: '0s', backoffCoefficient: 10, maximumAttempts: 1000 };
    expect(delaysOf(policy).every((delay) => delay === 0)).toBe(true);
    expect(retryDelayMs({ ...policy, initialInterval: '1s' }, 998, '')).toBe(100_000);
  });

  it('spreads a delay by at most the jitter, the same for the same seed', () => {
    fc.assert(
      fc.property(anyPolicy, fc.double({ min: 0, max: 1, noNaN: true }), fc.string(), (policy, jitter, seed) => {
        const plain = delaysOf({ ...policy, jitter: 0 });
        const spread = delaysOf({ ...policy, jitter }, seed);
        expect(delaysOf({ ...policy, jitter }, seed)).toEqual(spread);
        for (const [index, delay] of plain.entries()) {
          // Half a millisecond for rounding, and the error of the multiplication.
          const slack = 0.5 + delay * 1e-12;
          expect(spread[index]).toBeGreaterThanOrEqual(delay * (1 - jitter) - slack);
          expect(spread[index]).toBeLessThanOrEqual(delay * (1 + jitter) + slack);
        }
      }),
    );
  });

  it('spreads different attempts differently', () => {
    const policy = { schedule: ['1h'], jitter: 0.5 };
    const delays = new Set(Array.from({ length: 100 }, (_, index) => retryDelayMs(policy, 0, `dlv_x:${index}`)));
    expect(delays.size).toBe(100);
  });
});

describe('isRetried', () => {
  const statuses = fc.integer({ min: 300, max: 599 });

  it('always retries 429, 503 with Retry-After, and faults that are not the receiver’s', () => {
    fc.assert(
      fc.property(anyPolicy, fc.boolean(), (policy, hasRetryAfter) => {
        expect(isRetried(policy, { errorKind: 'http', statusCode: 429, hasRetryAfter })).toBe(true);
        expect(isRetried(policy, { errorKind: 'http', statusCode: 503, hasRetryAfter: true })).toBe(true);
        expect(isRetried(policy, { errorKind: 'blocked-address', hasRetryAfter })).toBe(true);
        expect(isRetried(policy, { errorKind: 'internal', hasRetryAfter })).toBe(true);
      }),
    );
  });

  it('non-2xx, the default, retries everything that is not 2xx', () => {
    fc.assert(
      fc.property(anyErrorKind, fc.option(statuses, { nil: undefined }), (errorKind, statusCode) => {
        const met = { errorKind, ...(statusCode === undefined ? {} : { statusCode }), hasRetryAfter: false };
        expect(isRetried({ schedule: [] }, met)).toBe(true);
        expect(isRetried({ schedule: [], retryOn: 'non-2xx' }, met)).toBe(true);
      }),
    );
  });

  it('5xx-and-network ends on every other status', () => {
    const policy: RetryPolicyObject = { schedule: [], retryOn: '5xx-and-network' };
    fc.assert(
      fc.property(statuses, (statusCode) => {
        const errorKind = statusCode < 400 ? 'redirect' : 'http';
        expect(isRetried(policy, { errorKind, statusCode, hasRetryAfter: false })).toBe(
          statusCode >= 500 || statusCode === 429,
        );
      }),
    );
    for (const errorKind of NETWORK_KINDS) expect(isRetried(policy, { errorKind, hasRetryAfter: false })).toBe(true);
  });

  it('a map retries exactly its statuses, its ranges, and network faults where it says so', () => {
    const ranges = fc.uniqueArray(fc.constantFrom('3xx' as const, '4xx' as const, '5xx' as const));
    fc.assert(
      fc.property(fc.array(statuses), ranges, fc.boolean(), statuses, (listed, ranges, network, statusCode) => {
        const policy = { schedule: [], retryOn: { statuses: listed, ranges, network } };
        const errorKind = statusCode < 400 ? 'redirect' : 'http';
        const wanted = listed.includes(statusCode) || ranges.some((range) => range[0] === String(statusCode)[0]);
        expect(isRetried(policy, { errorKind, statusCode, hasRetryAfter: false })).toBe(wanted || statusCode === 429);
        for (const kind of NETWORK_KINDS) {
          // Even where some status had already come.
          expect(isRetried(policy, { errorKind: kind, hasRetryAfter: false })).toBe(network);
        }
      }),
    );
  });

  it('an empty map retries nothing but what always is', () => {
    const policy = { schedule: [], retryOn: {} };
    expect(isRetried(policy, { errorKind: 'http', statusCode: 500, hasRetryAfter: false })).toBe(false);
    expect(isRetried(policy, { errorKind: 'http', statusCode: 503, hasRetryAfter: false })).toBe(false);
    expect(isRetried(policy, { errorKind: 'timeout', hasRetryAfter: false })).toBe(false);
  });
});

describe('obeyedRetryAfterMs', () => {
  it('is what was asked for, at most the maximum; nothing where it is not to be obeyed', () => {
    fc.assert(
      fc.property(anyPolicy, fc.option(fc.maxSafeNat()), fc.nat(1000), (policy, askedMs, minutes) => {
        const capped = { ...policy, respectRetryAfter: true, maximumRetryAfter: `${minutes}m` };
        expect(obeyedRetryAfterMs(capped, askedMs)).toBe(Math.min(askedMs ?? 0, minutes * MINUTE_MS));
        expect(obeyedRetryAfterMs({ ...capped, respectRetryAfter: false }, askedMs)).toBe(0);
      }),
    );
  });

  it('obeys up to 24 hours by default', () => {
    expect(obeyedRetryAfterMs({ schedule: [] }, 23 * HOUR_MS)).toBe(23 * HOUR_MS);
    expect(obeyedRetryAfterMs({ schedule: [] }, 25 * HOUR_MS)).toBe(24 * HOUR_MS);
  });
});

describe('choosePolicy', () => {
  const policy = (name: string): RetryPolicy => ({ schedule: [name] });
  const byEvent = {
    '*': policy('1s'),
    'order.*': policy('2s'),
    'order.item.*': policy('3s'),
    'order.created': policy('4s'),
  };

  it.each([
    ['order.created', '4s'],
    ['order.item.added', '3s'],
    ['order.updated', '2s'],
    ['order', '1s'],
    ['user.created', '1s'],
  ])('takes the most specific pattern: %s → %s', (eventType, expected) => {
    const patterns = Object.entries(byEvent);
    fc.assert(
      fc.property(fc.shuffledSubarray(patterns, { minLength: patterns.length }), (shuffled) => {
        const endpoint = { retryPolicy: policy('9s'), retryPolicyByEvent: Object.fromEntries(shuffled) };
        expect(choosePolicy(eventType, endpoint, policy('8s'))).toEqual({ schedule: [expected] });
      }),
    );
  });

  it('falls back to the endpoint, the tenant, standard', () => {
    const retryPolicyByEvent = { 'user.*': policy('1s') };
    const choose = (own: RetryPolicy | null, tenants: RetryPolicy | null) =>
      choosePolicy('order.created', { retryPolicy: own, retryPolicyByEvent }, tenants);
    expect(choose('leads', 'shop')).toBe(PRESETS.leads);
    expect(choose(null, 'shop')).toBe(PRESETS.shop);
    expect(choose(null, null)).toBe(PRESETS.standard);
    expect(choosePolicy('order.created', { retryPolicy: null, retryPolicyByEvent: null }, null)).toBe(PRESETS.standard);
  });
});
