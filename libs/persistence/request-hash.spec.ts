import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../../test/support/arbitraries.js';
import { differingFields, hashRequest, type HashedRequest } from './request-hash.js';

const FIELDS = ['type', 'data', 'id', 'created', 'channels', 'deliverAt', 'expiresAt', 'orderingKey'] as const;
const anyValue = fc.option(anyText, { nil: undefined });
const anyRequest: fc.Arbitrary<HashedRequest> = fc.record(
  Object.fromEntries(FIELDS.map((field) => [field, anyValue])),
  { requiredKeys: [] },
);

describe('hashRequest', () => {
  it('is the same for the same request, and does not tell absent from undefined', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const spelled: HashedRequest = Object.fromEntries(FIELDS.map((field) => [field, request[field]]));
        expect(hashRequest(spelled).equals(hashRequest(request))).toBe(true);
        expect(hashRequest(request)).toHaveLength(8 * 16);
      }),
    );
  });

  it('tells an absent field from an empty one', () => {
    for (const field of FIELDS) {
      expect(differingFields(hashRequest({}), hashRequest({ [field]: '' }))).toEqual([field]);
    }
  });

  it('takes data as text: another spelling of the same JSON is another request', () => {
    expect(differingFields(hashRequest({ data: '{"a":1}' }), hashRequest({ data: '{"a": 1}' }))).toEqual(['data']);
  });

  it('is for ever: the digest of a key accepted years ago must come out again', () => {
    const request = { type: 'order.created', data: '{"id":1}', id: 'evt_1', created: '2026-01-01T00:00:00.000Z' };
    expect(hashRequest(request).toString('hex')).toBe(
      'a9a59a2f7a3820814e5ba72aa108fe0a037c9214eef74cc3887f3a4f085b4e177d4e5a76eae6d8c165410ac19fe6756577ebc7cc539c2417dd36aaaac6738a0e00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
    );
  });
});

describe('differingFields', () => {
  it('names exactly the fields that differ, in either direction, save those to be ignored', () => {
    fc.assert(
      fc.property(anyRequest, anyRequest, fc.subarray([...FIELDS]), (a, b, ignored) => {
        const expected = FIELDS.filter((field) => a[field] !== b[field] && !ignored.includes(field));
        expect(differingFields(hashRequest(a), hashRequest(b), ignored)).toEqual(expected);
        expect(differingFields(hashRequest(b), hashRequest(a), ignored)).toEqual(expected);
      }),
    );
  });
});
