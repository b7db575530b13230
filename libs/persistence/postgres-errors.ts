import { QueryFailedError } from 'typeorm';

/** A row with the same unique key exists (SQLSTATE 23505). */
export function isUniqueViolation(error: unknown): boolean {
  return hasCode(error, '23505');
}

/** Two transactions waited for each other and Postgres ended this one (SQLSTATE 40P01). */
export function isDeadlock(error: unknown): boolean {
  return hasCode(error, '40P01');
}

/** A lock was not got in time (SQLSTATE 55P03), or what was done under it took too long (57014). */
export function isLockTimeout(error: unknown): boolean {
  return hasCode(error, '55P03') || hasCode(error, '57014');
}

/**
 * Classes of SQLSTATE that a statement fails with for one of its rows or for whom it met there: data, integrity,
 * roll-back (deadlock), program limits (such as the size of an index entry), and locks that were not got in time.
 */
const ROW_CLASSES = ['22', '23', '40', '54', '55'];

/** The statement was refused for what it was given: with fewer rows it may succeed. */
export function blamesRows(error: unknown): boolean {
  return ROW_CLASSES.includes(codeOf(error)?.slice(0, 2) ?? '');
}

function hasCode(error: unknown, code: string): boolean {
  return codeOf(error) === code;
}

/** The SQLSTATE of an answer of Postgres; null for any other error. */
function codeOf(error: unknown): string | null {
  return error instanceof QueryFailedError && 'code' in error.driverError ? String(error.driverError.code) : null;
}
