import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeCursor, encodeCursor, page } from './pagination.js';
import { ProblemException } from './problem.exception.js';

const cursors = fc.record({
  createdAt: fc.date({ min: new Date(0), max: new Date('2999-12-31'), noInvalidDate: true }),
  id: fc.stringMatching(/^[A-Za-z0-9_.:-]{1,128}$/),
});

it('a cursor comes back as it was', () => {
  fc.assert(
    fc.property(cursors, (cursor) => {
      expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
    }),
  );
});

it('any other text is refused as no cursor, never by another error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      try {
        const { createdAt, id } = decodeCursor(text);
        expect(Number.isNaN(createdAt.getTime())).toBe(false);
        expect(id).not.toMatch(/\0/);
      } catch (error) {
        expect(error).toBeInstanceOf(ProblemException);
      }
    }),
  );
});

it('a page shows its limit and says where the next one begins', () => {
  const rows = [3, 2, 1].map((n) => ({ createdAt: new Date(n), id: `id_${n}` }));
  const shown = (limit: number, count: number) =>
    page(
      rows.slice(0, count),
      { limit },
      (row) => row,
      ({ id }) => id,
    );
  expect(shown(2, 3)).toEqual({
    data: ['id_3', 'id_2'],
    nextCursor: encodeCursor({ createdAt: new Date(2), id: 'id_2' }),
  });
  expect(shown(3, 3)).toEqual({ data: ['id_3', 'id_2', 'id_1'], nextCursor: null });
  expect(shown(1, 0)).toEqual({ data: [], nextCursor: null });
});
