import { expect, it } from 'vitest';
import { jsonProblem, rawJsonObject } from './raw-json.js';

it('writes given JSON texts as they are spelled', () => {
  expect(rawJsonObject({ event: 'a"b', left: undefined }, { data: '{"n": 1.0, "big": 9007199254740993}' })).toBe(
    String.raw`{"event":"a\"b","data":{"n": 1.0, "big": 9007199254740993}}`,
  );
  expect(rawJsonObject({}, { data: undefined })).toBe('{}');
});

it('says why a text is no JSON', () => {
  expect(jsonProblem('{"a": 1}')).toBeNull();
  expect(jsonProblem('{"a": }')).toEqual(expect.any(String));
});
