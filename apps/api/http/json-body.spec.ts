import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonBody } from './json-body.js';

const parse = (text: string): unknown => parseJsonBody(Buffer.from(text)).value;

describe('reading a JSON body', () => {
  it('gives the value and the text as it was posted', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        const { value, json } = parseJsonBody(Buffer.from(text));
        expect(value).toEqual(JSON.parse(text));
        expect(json.text).toBe(text);
      }),
    );
    const text = ' {"big":12345678901234567890, "one":1.0}\n';
    expect(parseJsonBody(Buffer.from(text)).json.text).toBe(text);
  });

  it('tells how deep it is and where its members stand', () => {
    const text = ' {"a" : [[1]], "b":2}';
    const { depth, members } = parseJsonBody(Buffer.from(text)).json;
    expect(depth).toBe(3);
    expect(members.map(({ key, valueStart, valueEnd }) => [key, text.slice(valueStart, valueEnd)])).toEqual([
      ['a', '[[1]]'],
      ['b', '2'],
    ]);
    expect(parseJsonBody(Buffer.from('[{"a":1}]')).json).toMatchObject({ depth: 2, members: [] });
  });

  it('never fails with anything but a problem', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          parseJsonBody(Buffer.from(bytes));
        } catch (error) {
          expect(error).toMatchObject({ problem: { status: expect.any(Number) } });
        }
      }),
    );
  });

  it.each([
    ['{"a":', 'malformed-json'],
    ['nope', 'malformed-json'],
    ["{'a':1}", 'malformed-json'],
    ['{"a":1,"a":2}', 'duplicate-key'],
    ['{"a":1,"\\u0061":2}', 'duplicate-key'],
    ['['.repeat(201) + ']'.repeat(201), 'too-deep'],
  ])('refuses %s', (text, kind) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ type: expect.stringContaining(kind) }) }),
    );
  });

  it('says nothing of the content of a body that it refuses', () => {
    expect(() => parse('{"password":"hunter2" "x"}')).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ detail: expect.not.stringContaining('hunter2') }) }),
    );
  });

  it('leaves keys that are twice in an inner object to the route', () => {
    expect(parse('{"a":{"b":1,"b":2}}')).toEqual({ a: { b: 2 } });
  });

  it('reads a depth that would overflow a recursive reader', () => {
    const depth = 200_000;
    expect(() => parse('['.repeat(depth) + ']'.repeat(depth))).toThrow(/deeper|Too deep|nested/i);
  });
});
