/**
 * The known, non-empty parameters of an address, as text; everything else is dropped.
 * @param search the parameters as the router read them
 * @param keys those that the page knows
 */
export function pickSearch<Key extends string>(
  search: Record<string, unknown>,
  keys: readonly Key[],
): { [Name in Key]?: string } {
  const picked: { [Name in Key]?: string } = {};
  for (const key of keys) {
    const value = search[key];
    if (typeof value === 'string' && value !== '') picked[key] = value;
  }
  return picked;
}
