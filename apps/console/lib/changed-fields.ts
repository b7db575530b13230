/**
 * The fields of a form that differ from what is in force.
 * @returns null when none does
 */
export function changedFields<Fields extends object>(before: Fields, after: Fields): Partial<Fields> | null {
  const changed: Partial<Fields> = {};
  let count = 0;
  for (const key of keys(after)) {
    if (JSON.stringify(before[key]) === JSON.stringify(after[key])) continue;
    changed[key] = after[key];
    count += 1;
  }
  return count === 0 ? null : changed;
}

function keys<Fields extends object>(fields: Fields): (keyof Fields)[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a form has no other fields
  return Object.keys(fields) as (keyof Fields)[];
}
