import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayOverflow } from './overflowing-number.js';

const digits = (maximum: number) =>
  fc
    .tuple(fc.integer({ min: 1, max: maximum }), fc.integer({ min: 1, max: 9 }))
    .map(([length, digit]) => String(digit).repeat(length));

describe('mayOverflow', () => {
  it('finds every number that JavaScript reads as Infinity', () => {
    const number = fc
      .tuple(digits(400), fc.option(digits(20)), fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-'), digits(4))))
      .map(([whole, fraction, exponent]) => `${whole}${fraction ? `.${fraction}` : ''}${exponent?.join('') ?? ''}`);
    fc.assert(
      fc.property(number, (text) => {
        if (JSON.parse(text) === Infinity) expect(mayOverflow(`{"a":[-${text}]}`)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['{"a":1e400}', '[10e308]', '1E+309', '-1e999', '9'.repeat(309), '1e0000309'])('suspects %s', (text) => {
    expect(mayOverflow(text)).toBe(true);
  });

  it.each(['{"a":12345678901234567890}', '1e99', '1.5e-400', '{"id":"0123456789abcdef"}'])('passes %s', (text) => {
    expect(mayOverflow(text)).toBe(false);
  });
});
