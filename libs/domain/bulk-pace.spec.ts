import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bulkShare } from './bulk-pace.js';

const NOW = Date.UTC(2026, 2, 1);
const rates = fc.integer({ min: 1, max: 1_000 });

describe('bulkShare', () => {
  it('without a rate takes a full step at once', () => {
    expect(bulkShare(null, NOW - 5, NOW)).toEqual({ count: 500, movedAtMs: NOW, nextInMs: 0 });
  });

  it('takes what has gathered since the last step', () => {
    expect(bulkShare(100, NOW - 500, NOW)).toEqual({ count: 50, movedAtMs: NOW, nextInMs: 500 });
    expect(bulkShare(1, NOW - 400, NOW)).toEqual({ count: 0, movedAtMs: NOW - 400, nextInMs: 600 });
  });

  it('does not make good for a long pause', () => {
    expect(bulkShare(100, NOW - 3_600_000, NOW).count).toBe(300);
  });

  it('makes several steps at once where the rate asks for more than one takes', () => {
    const first = bulkShare(1_000, NOW - 1_200, NOW);
    expect(first).toEqual({ count: 500, movedAtMs: NOW - 700, nextInMs: 0 });
    const second = bulkShare(1_000, first.movedAtMs, NOW + 50);
    expect(second).toEqual({ count: 500, movedAtMs: NOW - 200, nextInMs: 250 });
  });

  it('never exceeds its rate over any run of steps, whenever they are made, and keeps up with it', () => {
    fc.assert(
      fc.property(
        rates,
        fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 50 }),
        (rate, waits) => {
          let movedAtMs = NOW;
          let nowMs = NOW;
          let taken = 0;
          for (const waitMs of waits) {
            nowMs += waitMs;
            const share = bulkShare(rate, movedAtMs, nowMs);
            expect(share.movedAtMs).toBeGreaterThanOrEqual(movedAtMs);
            expect(share.movedAtMs).toBeLessThanOrEqual(nowMs);
            movedAtMs = share.movedAtMs;
            taken += share.count;
          }
          expect(taken).toBeLessThanOrEqual(((nowMs - NOW) * rate) / 1_000);
        },
      ),
    );
  });

  it('keeps its rate also when every step but those at once comes a second late', () => {
    fc.assert(
      fc.property(rates, (rate) => {
        let movedAtMs = NOW;
        let nowMs = NOW;
        let taken = 0;
        while (nowMs < NOW + 60_000) {
          const share = bulkShare(rate, movedAtMs, nowMs);
          movedAtMs = share.movedAtMs;
          taken += share.count;
          nowMs += share.nextInMs === 0 ? 10 : share.nextInMs + 1_000;
        }
        expect(taken).toBeGreaterThanOrEqual(rate * 58 * 0.98 - 1);
      }),
    );
  });

  it('takes nothing when the clock was set back', () => {
    expect(bulkShare(100, NOW + 60_000, NOW)).toEqual({ count: 0, movedAtMs: NOW, nextInMs: 500 });
  });
});
