import { QueryFailedError } from 'typeorm';

/** A row with the same unique key exists (SQLSTATE 23505). */
export function isUniqueViolation(error: unknown): boolean {
  return hasCode(error, '23505');
}

/** Two transactions waited for each other and Postgres ended this one (SQLSTATE 40P01). */
export function isDeadlock(error: unknown): boolean {
  return hasCode(error, '40P01');
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof QueryFailedError && 'code' in error.driverError && error.driverError.code === code;
}
