const UNITS: readonly (readonly [string, number])[] = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
];

/**
 * Spells a duration in its largest whole unit: 86,400,000 is `24h`.
 * @param ms a whole number of milliseconds from 0
 */
export function durationText(ms: number): string {
  const [unit, size] = UNITS.find(([, candidate]) => ms % candidate === 0) ?? ['ms', 1];
  return `${ms / size}${unit}`;
}
