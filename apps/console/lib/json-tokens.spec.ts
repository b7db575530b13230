import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonTokens } from './json-tokens.js';

function indented(text: string): string | undefined {
  return jsonTokens(text)
    ?.map((token) => token.text)
    .join('');
}

describe('jsonTokens', () => {
  it('indents as JSON.stringify does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // JSON.stringify writes −0 as 0, which is another text.
        expect(indented(JSON.stringify(value))).toBe(JSON.stringify(JSON.parse(JSON.stringify(value)), null, 2));
      }),
    );
  });

  it('keeps the spelling of numbers and strings', () => {
    expect(indented('{"big":9007199254740993,"one":1.0,"e":1e400,"s":"\\u0041\\/"}')).toBe(
      '{\n  "big": 9007199254740993,\n  "one": 1.0,\n  "e": 1e400,\n  "s": "\\u0041\\/"\n}',
    );
  });

  it('takes keys for keys, and strings that only look so for strings', () => {
    const kinds = jsonTokens('{"a":"b:","c":["d"]}')?.filter(({ kind }) => kind !== 'plain');
    expect(kinds).toEqual([
      { kind: 'key', text: '"a"' },
      { kind: 'string', text: '"b:"' },
      { kind: 'key', text: '"c"' },
      { kind: 'string', text: '"d"' },
    ]);
  });

  it('leaves what is not JSON alone', () => {
    expect(jsonTokens('busy')).toBeNull();
    expect(jsonTokens('')).toBeNull();
  });
});
