import { configVariables } from './environment-schema.js';

/** Names that look like ours but that this version does not read. `EVERHOOK_TEST_…` belongs to the tests. */
const OURS = /^EVERHOOK_(?!TEST_)/;

/**
 * The `EVERHOOK_…` variables that are set but not known, sorted: a misspelt one, or one of another version. Worth a
 * warning at start, not a stop: an older version must start with a newer one's settings.
 */
export function unknownVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set<string>(configVariables.map(({ name }) => name));
  return Object.keys(env)
    .filter((name) => OURS.test(name) && !known.has(name))
    .toSorted();
}
