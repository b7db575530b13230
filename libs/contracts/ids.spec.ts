import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptId, BASE32, chosenIdSchema, encodeTime, ID_PREFIXES, ID_TIME_LENGTH, idTime } from './ids.js';

const LAST_MS = 2 ** 50 - 1;
const anyTime = fc.integer({ min: 0, max: LAST_MS });
const anyPrefix = fc.constantFrom(...Object.values(ID_PREFIXES));

describe('encodeTime', () => {
  it.each([
    [0, '0000000000'],
    [31, '000000000z'],
    [32, '0000000010'],
    [LAST_MS, 'zzzzzzzzzz'],
  ])('spells %i as %s', (atMs, text) => expect(encodeTime(atMs)).toBe(text));

  it('always takes ten characters of the alphabet', () => {
    fc.assert(
      fc.property(anyTime, (atMs) => {
        const text = encodeTime(atMs);
        expect(text).toHaveLength(ID_TIME_LENGTH);
        expect(text).toMatch(new RegExp(`^[${BASE32}]*$`));
      }),
    );
  });

  it('sorts as the times do', () => {
    fc.assert(
      fc.property(anyTime, anyTime, (a, b) => {
        expect(Math.sign(a - b)).toBe(Number(encodeTime(a) > encodeTime(b)) - Number(encodeTime(a) < encodeTime(b)));
      }),
    );
  });
});

describe('idTime', () => {
  it('reads what encodeTime wrote, whatever follows it', () => {
    fc.assert(
      fc.property(anyPrefix, anyTime, fc.string(), (prefix, atMs, tail) => {
        expect(idTime(prefix + encodeTime(atMs) + tail)).toBe(atMs);
      }),
    );
  });

  it.each(['', 'evt_', 'evt_123', 'order-4711', 'evt_01ABCDEFGH', 'evt_0123456i89', '0123456789'])(
    'finds no time in "%s"',
    (id) => expect(idTime(id)).toBeNull(),
  );
});

describe('attemptId', () => {
  it('differs for every delivery and number, and is the same for the same', () => {
    const identity = fc.record({ atMs: anyTime, number: fc.integer({ min: 1, max: 100_000 }) });
    fc.assert(
      fc.property(identity, identity, (a, b) => {
        const [one, other] = [a, b].map(({ atMs, number }) =>
          attemptId(`${ID_PREFIXES.delivery}${encodeTime(atMs)}`, number),
        );
        expect(one === other).toBe(a.atMs === b.atMs && a.number === b.number);
      }),
    );
  });

  it('sorts by number within a delivery and carries the delivery in it', () => {
    expect(attemptId('dlv_abc', 1)).toBe('att_abc_0001');
    const ids = Array.from({ length: 1000 }, (_, index) => attemptId('dlv_abc', index + 1));
    expect(ids.toSorted()).toEqual(ids);
  });
});

describe('chosenIdSchema', () => {
  it.each(['a', '4711', 'order_4711-A', 'x'.repeat(64)])('takes "%s"', (id) => {
    expect(chosenIdSchema.safeParse(id).success).toBe(true);
  });

  it.each(['', 'x'.repeat(65), 'a.b', 'a b', 'ä', 'a/b', 'a\n', 4711, null])('refuses %j', (id) => {
    expect(chosenIdSchema.safeParse(id).success).toBe(false);
  });
});
