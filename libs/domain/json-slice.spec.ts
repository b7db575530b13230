import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../../test/support/arbitraries.js';
import { DuplicateKeyError, JsonSliceError, maxDepth, sliceArray, sliceObject } from './json-slice.js';

const whitespace = fc.string({ unit: fc.constantFrom(' ', '\n', '\r', '\t'), maxLength: 3 });
const numberText = fc.constantFrom('0', '-0', '1.0', '1e400', '1E+2', '-12.50', '9007199254740993', '0.1e-7');
const plainString = anyText.map((text) => JSON.stringify(text));
const escapedString = fc
  .array(fc.constantFrom('\\"', '\\\\', '\\/', '\\u0041', '\\ud83d', '\\n', 'a', '{', ']', ',', ':'), { maxLength: 8 })
  .map((parts) => `"${parts.join('')}"`);
const stringText = fc.oneof(plainString, escapedString);

interface Sourced {
  text: string;
  depth: number;
}

/** JSON texts with every freedom a writer has, and their depth as computed while writing. */
const { value } = fc.letrec<{ value: Sourced; array: Sourced; object: Sourced }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(stringText, numberText, fc.constantFrom('true', 'false', 'null')).map((text) => ({ text, depth: 0 })),
    tie('array'),
    tie('object'),
  ),
  array: fc
    .tuple(fc.array(fc.tuple(whitespace, tie('value'), whitespace), { maxLength: 4 }), whitespace)
    .map(arrayText),
  object: fc
    .tuple(
      fc.array(fc.tuple(whitespace, stringText, whitespace, whitespace, tie('value'), whitespace), { maxLength: 4 }),
      whitespace,
    )
    .map(([members, inner]) => ({
      text: `{${members.map(([a, key, b, c, item, d]) => a + key + b + ':' + c + item.text + d).join(',') || inner}}`,
      depth: 1 + Math.max(0, ...members.map(([, , , , item]) => item.depth)),
    })),
}));

function arrayText([items, inner]: [[string, Sourced, string][], string]): Sourced {
  return {
    text: `[${items.map(([before, item, after]) => before + item.text + after).join(',') || inner}]`,
    depth: 1 + Math.max(0, ...items.map(([, item]) => item.depth)),
  };
}

describe('sliceObject', () => {
  it('cuts every member exactly as it was written', () => {
    const member = fc.tuple(whitespace, stringText, whitespace, whitespace, value, whitespace);
    const members = fc.uniqueArray(member, { selector: ([, key]) => String(JSON.parse(key)), maxLength: 6 });
    fc.assert(
      fc.property(members, whitespace, whitespace, fc.string(), (list, before, inner, after) => {
        const inside = list.map(([a, key, b, c, item, d]) => a + key + b + ':' + c + item.text + d).join(',') || inner;
        const text = `${before}{${inside}}`;
        JSON.parse(text);
        const slices = sliceObject(text + after);
        expect(slices.end).toBe(text.length);
        expect(slices.members.map((found) => found.key)).toEqual(list.map(([, key]) => JSON.parse(key)));
        expect(slices.members.map((found) => text.slice(found.valueStart, found.valueEnd))).toEqual(
          list.map(([, , , , item]) => item.text),
        );
        for (const [index, found] of slices.members.entries()) {
          const key = list[index]?.[1] ?? '';
          expect(text.slice(found.keyStart, found.keyStart + key.length)).toBe(key);
        }
      }),
    );
  });

  it('keeps big integers, number spelling, key order, escapes and white space', () => {
    const data = '{ "z":1.00, "a": 12345678901234567890,\n"\\u00e9":"\\/" }';
    const text = `{"type":"x","data":${data},"id":"1"}`;
    const found = sliceObject(text).members.find((member) => member.key === 'data');
    expect(text.slice(found?.valueStart, found?.valueEnd)).toBe(data);
  });

  it('begins where it is told', () => {
    const text = '[{"a":1}, {"b":[2]}]';
    expect(sliceObject(text, 9)).toEqual({
      members: [{ key: 'b', keyStart: 11, valueStart: 15, valueEnd: 18 }],
      end: 19,
    });
  });

  it('refuses a key that occurs twice, also when one is escaped', () => {
    expect(() => sliceObject('{"data":1,"d\\u0061ta":2}')).toThrow(DuplicateKeyError);
    try {
      sliceObject('{"data":1,"d\\u0061ta":2}');
    } catch (error) {
      expect(error).toMatchObject({ key: 'data', position: 10 });
    }
  });

  it('does not look for duplicates in nested objects, and reports both where that is allowed', () => {
    expect(sliceObject('{"data":{"a":1,"a":2}}').members).toHaveLength(1);
    expect(sliceObject('{"a":1,"a":2}', 0, { allowDuplicateKeys: true }).members.map(({ key }) => key)).toEqual([
      'a',
      'a',
    ]);
  });

  it('treats keys of the object prototype as ordinary keys', () => {
    expect(sliceObject('{"__proto__":1,"constructor":2}').members.map(({ key }) => key)).toEqual([
      '__proto__',
      'constructor',
    ]);
  });

  it.each([
    '',
    '[1]',
    '"a"',
    '{',
    '{"a"}',
    '{"a":}',
    '{"a":1',
    '{"a":1,}',
    '{a:1}',
    '{"a":1 "b":2}',
    '{"a":"x',
    '{"a":[1',
  ])('says that %j is not an object it can cut', (text) => {
    expect(() => sliceObject(text)).toThrow(JsonSliceError);
  });
});

describe('sliceArray', () => {
  it('cuts every element exactly as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(whitespace, value, whitespace), { maxLength: 6 }), whitespace, (list, inner) => {
        const { text } = arrayText([list, inner]);
        JSON.parse(text);
        expect(sliceArray(text).map(({ start, end }) => text.slice(start, end))).toEqual(
          list.map(([, item]) => item.text),
        );
      }),
    );
  });

  it.each(['', '{}', '[', '[1', '[1,]', '[,1]', '[1 2]'])('says that %j is not an array it can cut', (text) => {
    expect(() => sliceArray(text)).toThrow(JsonSliceError);
  });
});

describe('maxDepth', () => {
  it('equals the depth that the text was written with', () => {
    fc.assert(fc.property(value, ({ text, depth }) => maxDepth(text) === depth));
  });

  it('does not count brackets inside strings', () => {
    expect(maxDepth('{"[[[{":"\\"[[["}')).toBe(1);
  });
});

describe('a text nested 100,000 deep', () => {
  const depth = 100_000;
  const nested = '['.repeat(depth) + ']'.repeat(depth);
  const objects = '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

  it('is measured and cut without a stack overflow', () => {
    expect(maxDepth(nested)).toBe(depth);
    expect(maxDepth(objects)).toBe(depth);
    expect(sliceArray(nested)).toEqual([{ start: 1, end: nested.length - 1 }]);
    expect(sliceObject(objects).members[0]).toMatchObject({ valueStart: 5, valueEnd: objects.length - 1 });
  });
});

describe('a string full of backslashes and quotes', () => {
  it('is cut in linear time', () => {
    // A scan that looks back over the whole run for each quote would need some 10^11 steps for this text.
    const literal = `"${'\\\\\\"'.repeat(250_000)}"`;
    const text = `{"a":${literal},"b":${JSON.stringify('\\'.repeat(500_000))}}`;
    const slices = sliceObject(text);
    expect(slices.members[0]?.valueEnd).toBe(5 + literal.length);
    expect(slices.end).toBe(text.length);
  });
});
