import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationSchema, parseDurationMs, RETRY_PRESETS, retryPolicySchema } from './retry-policy.js';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

describe('parseDurationMs', () => {
  it('is number times unit', () => {
    const unit = fc.constantFrom(...(Object.keys(UNITS) as (keyof typeof UNITS)[]));
    fc.assert(
      fc.property(fc.nat(100_000), unit, (count, name) => {
        expect(parseDurationMs(`${count}${name}`)).toBe(count * UNITS[name]);
      }),
    );
  });

  it.each([
    ['1.5s', 1500],
    ['0.25h', 900_000],
    ['0s', 0],
    ['1.0004s', 1000],
  ])('reads %s as %i ms', (text, ms) => expect(parseDurationMs(text)).toBe(ms));

  it.each([
    '',
    '5',
    's',
    '-5s',
    '+5s',
    '5 s',
    ' 5s',
    '5s ',
    '5S',
    '5sec',
    '5m30s',
    '.5s',
    '5.s',
    '1e3s',
    '٥s',
    'Infinitys',
  ])('finds no duration in "%s"', (text) => expect(parseDurationMs(text)).toBeNull());
});

describe('durationSchema', () => {
  it('takes up to 366 days in every unit and nothing longer', () => {
    for (const [unit, ms] of Object.entries(UNITS)) {
      const most = (366 * UNITS.d) / ms;
      expect(durationSchema.safeParse(`${most}${unit}`).success).toBe(true);
      expect(durationSchema.safeParse(`${most + 1}${unit}`).success).toBe(false);
    }
    expect(durationSchema.safeParse(`${'9'.repeat(400)}d`).success).toBe(false);
  });
});

describe('retryPolicySchema', () => {
  it.each(RETRY_PRESETS)('takes the preset %s', (name) => expect(retryPolicySchema.parse(name)).toBe(name));

  it.each([
    { schedule: [] },
    { schedule: ['1m', '5m'], jitter: 1, retryOn: 'non-2xx', respectRetryAfter: false, maximumRetryAfter: '1h' },
    { schedule: ['1s'], retryOn: { statuses: [404, 409], ranges: ['5xx'], network: true } },
    { schedule: ['1s'], retryOn: {} },
    { initialInterval: '5s' },
    { initialInterval: '5s', backoffCoefficient: 1, maximumInterval: '1h', maximumAttempts: 1, jitter: 0 },
  ])('takes %j as it stands', (policy) => expect(retryPolicySchema.parse(policy)).toEqual(policy));

  it.each([
    'fast',
    {},
    [],
    null,
    { schedule: ['5'] },
    { schedule: [5] },
    { schedule: ['367d'] },
    { schedule: Array.from({ length: 101 }, () => '1s') },
    { schedule: ['1s'], initialInterval: '1s' },
    { schedule: ['1s'], maximumAttempts: 3 },
    { schedule: ['1s'], jitter: 1.1 },
    { schedule: ['1s'], jitter: -0.1 },
    { schedule: ['1s'], retryOn: '4xx' },
    { schedule: ['1s'], retryOn: { statuses: [200] } },
    { schedule: ['1s'], retryOn: { statuses: [600] } },
    { schedule: ['1s'], retryOn: { ranges: ['2xx'] } },
    { schedule: ['1s'], retryOn: { timeout: true } },
    { schedule: ['1s'], maximumRetryAfter: 'long' },
    { schedule: ['1s'], unknown: 1 },
    { initialInterval: '5s', backoffCoefficient: 0.5 },
    { initialInterval: '5s', maximumAttempts: 0 },
    { initialInterval: '5s', maximumAttempts: 2.5 },
    { backoffCoefficient: 2 },
  ])('refuses %j', (policy) => expect(retryPolicySchema.safeParse(policy).success).toBe(false));
});
