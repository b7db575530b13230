import { toProblem } from '../api/problem-error.js';

/**
 * What is wrong with a field, by the API's word.
 * @param error what a mutation met; null for nothing
 * @param field the field's name; faults inside it, such as `events.0`, are its own
 */
export function fieldError(error: unknown, field: string): string | undefined {
  if (error === null || error === undefined) return undefined;
  const faults = toProblem(error).errors?.filter(({ path }) => path === field || path.startsWith(`${field}.`)) ?? [];
  return faults.length === 0 ? undefined : faults.map(({ message }) => message).join('; ');
}
