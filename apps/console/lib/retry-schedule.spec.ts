import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRESETS as DOMAIN_PRESETS, retryDelayMs } from '../../../libs/domain/retry-policy.js';
import { PRESETS, retryDelaysMs, retryOnText, type WrittenPolicy } from './retry-schedule.js';

/** The delays as the engine would make them. */
function delaysOfTheEngine(policy: WrittenPolicy): number[] {
  const delays: number[] = [];
  for (;;) {
    const delay = retryDelayMs({ ...policy, jitter: 0 }, delays.length, 'seed');
    if (delay === null) return delays;
    delays.push(delay);
  }
}

const duration = fc
  .tuple(fc.integer({ min: 1, max: 900 }), fc.constantFrom('ms', 's', 'm'))
  .map(([count, unit]) => `${count}${unit}`);

describe('the retry schedule that people see', () => {
  it('knows the built-in policies as the engine does', () => {
    expect(PRESETS).toEqual(DOMAIN_PRESETS);
  });

  it('is the one that the engine keeps', () => {
    const schedules = fc.record({ schedule: fc.array(duration, { maxLength: 12 }) });
    const exponentials = fc.record(
      {
        initialInterval: duration,
        backoffCoefficient: fc.constantFrom(1, 1.5, 2, 10),
        maximumInterval: duration,
        maximumAttempts: fc.integer({ min: 1, max: 40 }),
      },
      { requiredKeys: ['initialInterval'] },
    );
    fc.assert(
      fc.property(fc.oneof(schedules, exponentials), (policy) => {
        expect(retryDelaysMs(policy).map(Math.round)).toEqual(delaysOfTheEngine(policy));
      }),
    );
  });

  it('says what is tried again', () => {
    expect(retryOnText('shop')).toMatch(/^5xx/);
    expect(retryOnText({ schedule: [], retryOn: { ranges: ['5xx'], statuses: [409], network: true } })).toBe(
      '5xx, 409, network errors; always 429',
    );
  });
});
