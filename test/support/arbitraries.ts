import * as fc from 'fast-check';

const codePoints = (min: number, max: number) => fc.integer({ min, max }).map((code) => String.fromCodePoint(code));

/**
 * Texts of any Unicode characters, control characters included, lone surrogates excluded. The same as fast-check's unit
 * `binary`, which takes seconds to set up.
 */
export const anyText: fc.Arbitrary<string> = fc.string({
  unit: fc.oneof(codePoints(0, 0x7f), codePoints(0x80, 0xd7ff), codePoints(0xe000, 0x10ffff)),
  maxLength: 12,
});
