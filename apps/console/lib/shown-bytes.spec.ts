import { expect, it } from 'vitest';
import { byteCount, hexDump, shownPieces } from './shown-bytes.js';

it('shows what cannot be seen', () => {
  expect(shownPieces('a\r\nb\u200B')).toEqual([
    { text: 'a', hidden: false },
    { text: '␍', hidden: true },
    { text: '␊', hidden: true },
    { text: 'b', hidden: false },
    { text: 'U+200B', hidden: true },
  ]);
});

it('counts and dumps bytes of UTF-8', () => {
  expect(byteCount('é€')).toBe(5);
  expect(hexDump('{"é":1}\n0123456789')).toBe(
    [
      '000000  7b 22 c3 a9 22 3a 31 7d 0a 30 31 32 33 34 35 36  {"..":1}.0123456',
      '000010  37 38 39                                         789',
    ].join('\n'),
  );
  expect(hexDump('')).toBe('');
});
