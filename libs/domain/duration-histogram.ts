/**
 * How much wider each bin is than the one before it. Bin `i` holds whole milliseconds above `growth^(i-1)` up to
 * `growth^i`; bin 0 holds 0 and 1. Histograms with the same growth can be added up, and a percentile read from one is at
 * most 5 % off.
 */
export const BIN_GROWTH = 1.1;

/** How many durations fell into each bin, by the bin's number. */
export type DurationHistogram = ReadonlyMap<number, number>;

/** The bin of a duration in whole milliseconds. */
export function binOf(durationMs: number): number {
  return Math.ceil(Math.log(Math.max(durationMs, 1)) / Math.log(BIN_GROWTH));
}

/** The middle of the whole milliseconds that a bin holds. */
function middleMs(bin: number): number {
  const first = bin === 0 ? 1 : Math.floor(BIN_GROWTH ** (bin - 1)) + 1;
  const last = Math.max(first, Math.floor(BIN_GROWTH ** bin));
  return (first + last) / 2;
}

/**
 * The duration below which a share of all lies (nearest rank).
 * @param fraction the share, above 0 up to 1
 * @returns milliseconds; null for an empty histogram
 */
export function percentileMs(histogram: DurationHistogram, fraction: number): number | null {
  const bins = [...histogram].toSorted(([a], [b]) => a - b);
  let left = Math.ceil(bins.reduce((sum, [, count]) => sum + count, 0) * fraction);
  for (const [bin, count] of bins) {
    left -= count;
    if (left <= 0) return middleMs(bin);
  }
  return null;
}
