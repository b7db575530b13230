import { FRAMING_HEADERS, REDACTED } from '#libs/contracts';
import { ProblemException } from '../http/problem.exception.js';

const RESERVED: ReadonlySet<string> = new Set(FRAMING_HEADERS);

/**
 * Checks an endpoint's own headers.
 * @param headers as given
 * @param profileHeaders lower-case names of those that the profile sets
 * @throws ProblemException 422 naming the header
 */
export function checkHeaders(headers: Record<string, string>, profileHeaders: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of Object.keys(headers)) {
    const lower = name.toLowerCase();
    const path = `headers.${name}`;
    if (RESERVED.has(lower)) throw ProblemException.field(path, 'is set by Everhook itself');
    if (profileHeaders.includes(lower)) throw ProblemException.field(path, "is one of the profile's own headers");
    if (seen.has(lower)) throw ProblemException.field(path, 'is given twice');
    seen.add(lower);
  }
}

/**
 * The headers that a change asks for: a redacted value stands for the stored one.
 * @throws ProblemException 422 where nothing is stored under that name
 */
export function mergeHeaders(given: Record<string, string>, stored: Record<string, string>): Record<string, string> {
  const byName = new Map(Object.entries(stored).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (value !== REDACTED) return [name, value];
      const kept = byName.get(name.toLowerCase());
      if (kept === undefined) throw ProblemException.field(`headers.${name}`, 'has no stored value to keep');
      return [name, kept];
    }),
  );
}
