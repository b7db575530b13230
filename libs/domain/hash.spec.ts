import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashToUnit } from './hash.js';

describe('hashToUnit', () => {
  it('lies in [0, 1) and depends on the text alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const unit = hashToUnit(text);
        expect(unit).toBeGreaterThanOrEqual(0);
        expect(unit).toBeLessThan(1);
        expect(hashToUnit(Buffer.from(text).toString())).toBe(unit);
      }),
    );
  });

  // A running delivery's jitter must not change with a release: these values (computed apart from this
  // code, from the definitions of FNV-1a and MurmurHash3) are for ever.
  it.each([
    ['', 0xab3e7c0b],
    ['dlv_0123456789abcdefghjkmnpqrs:1', 0x9a7969e3],
    ['dlv_0123456789abcdefghjkmnpqrs:2', 0x6cdc8b86],
  ])('keeps the value of "%s"', (text, hash) => expect(hashToUnit(text)).toBe(hash / 2 ** 32));

  it('spreads the attempts of one delivery and the first attempts of many evenly', () => {
    const seeds = {
      attempts: (index: number) => `dlv_0123456789abcdefghjkmnpqrs:${index}`,
      deliveries: (index: number) => `dlv_${String(index).padStart(26, '0')}:1`,
    };
    for (const [name, seed] of Object.entries(seeds)) {
      const buckets = Array.from({ length: 10 }, () => 0);
      for (let index = 0; index < 10_000; index++) {
        const bucket = Math.floor(hashToUnit(seed(index)) * 10);
        buckets[bucket] = (buckets[bucket] ?? 0) + 1;
      }
      // 1,000 expected in each; 6 standard deviations are 180.
      for (const count of buckets) expect(Math.abs(count - 1000), name).toBeLessThan(180);
    }
  });
});
