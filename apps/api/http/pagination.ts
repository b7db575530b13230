import type { PageQuery } from '#libs/contracts/http';
import { ProblemException } from './problem.exception.js';

/** Where a page of a list begins: after this entry, in the order newest first. */
export interface Cursor {
  createdAt: Date;
  id: string;
}

/** What a repository needs to fetch one page: it is asked for one row more than the page shows. */
export interface PageRequest {
  after: Cursor | null;
  /** Rows to fetch: the page's size and one more, which tells whether there is a next page. */
  fetch: number;
}

const MAXIMUM_ID_LENGTH = 200;

/** Spells a cursor: opaque to clients. */
export function encodeCursor({ createdAt, id }: Cursor): string {
  return Buffer.from(`${createdAt.getTime()} ${id}`, 'utf8').toString('base64url');
}

/**
 * Reads a cursor.
 * @throws ProblemException `invalid-cursor`
 */
export function decodeCursor(text: string): Cursor {
  const decoded = Buffer.from(text, 'base64url').toString('utf8');
  const match = /^(\d{1,14}) ([\x21-\x7e]+)$/.exec(decoded);
  const id = match?.[2];
  if (match === null || id === undefined || id.length > MAXIMUM_ID_LENGTH) {
    throw new ProblemException('invalid-cursor', 'Give the "nextCursor" of an earlier answer, or none.', {
      errors: [{ path: 'cursor', message: 'is not a cursor of this list' }],
    });
  }
  return { createdAt: new Date(Number(match[1])), id };
}

/** What to ask the repository for. */
export function pageRequest({ limit, cursor }: PageQuery): PageRequest {
  return { after: cursor === undefined ? null : decodeCursor(cursor), fetch: limit + 1 };
}

/**
 * Makes a page of what the repository gave for {@link pageRequest}.
 * @param rows up to `limit + 1` rows, newest first
 * @param query the query of the list
 * @param cursorOf which position a row has
 * @param present how a row looks in the answer
 */
export function page<Row, Item>(
  rows: readonly Row[],
  { limit }: PageQuery,
  cursorOf: (row: Row) => Cursor,
  present: (row: Row) => Item,
): { data: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data: shown.map(present), nextCursor: more ? encodeCursor(cursorOf(last)) : null };
}
