import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDurationMs } from '#libs/contracts';
import { durationText } from './duration-text.js';

it.each([
  [86_400_000, '24h'],
  [5_400_000, '90m'],
  [1_000, '1s'],
  [1_500, '1500ms'],
])('%d ms is %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

it('reads back as what it was', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 31_622_400_000 }), (ms) => {
      expect(parseDurationMs(durationText(ms))).toBe(ms);
    }),
  );
});
