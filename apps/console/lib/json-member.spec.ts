import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonMember } from './json-member.js';

describe('jsonMember', () => {
  it('finds what JSON.parse finds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (others, data) => {
        const text = JSON.stringify({ ...others, data });
        const parsed: unknown = JSON.parse(jsonMember(text, 'data') ?? 'missing');
        expect(parsed).toEqual(JSON.parse(JSON.stringify(data)));
      }),
    );
  });

  it('keeps the spelling', () => {
    expect(jsonMember('{"id":"e", "data": {"big":9007199254740993, "x":1.0} , "z":1}', 'data')).toBe(
      '{"big":9007199254740993, "x":1.0}',
    );
    expect(jsonMember('{"data":1e400}', 'data')).toBe('1e400');
  });

  it('is not taken in by members inside, or by strings that look like the name', () => {
    expect(jsonMember('{"a":{"data":1},"b":"data","c":["data",2],"data":3}', 'data')).toBe('3');
    expect(jsonMember('{"a":{"data":1}}', 'data')).toBeNull();
  });
});
