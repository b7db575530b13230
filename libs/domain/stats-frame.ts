const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** The time that statistics are asked for, in milliseconds since the epoch. */
export interface StatsFrame {
  /** Where the first bucket begins. */
  fromMs: number;
  /** Where counting ends; inside the last bucket. */
  toMs: number;
  /** The width of a bucket. */
  bucketMs: number;
}

/** How far roll-ups have come, in milliseconds since the epoch; each at a whole minute or hour. */
export interface RolledUp {
  /** Minutes that begin before it are rolled up. */
  minutesToMs: number;
  /** Hours that begin before it are rolled up … */
  hoursToMs: number;
}

/** A roll-up by its width and when it begins. */
export interface RollUpPiece {
  width: 'minute' | 'hour';
  atMs: number;
}

/** The last whole multiple of a width in UTC. */
export function floorTime(atMs: number, widthMs: number): number {
  return Math.floor(atMs / widthMs) * widthMs;
}

/**
 * The frame that ends at a time and reaches back a window, to the beginning of a bucket.
 * @param windowMs its length
 * @param bucketMs the width of its buckets
 * @param toMs where it ends
 */
export function statsFrame(windowMs: number, bucketMs: number, toMs: number): StatsFrame {
  return { fromMs: floorTime(toMs - windowMs, bucketMs), toMs, bucketMs };
}

/**
 * The roll-ups that together cover a frame as far as it is rolled up, each moment once: hours where they lie inside a
 * bucket, or where buckets do not matter, and minutes elsewhere.
 * @param byBucket whether each roll-up must lie inside one bucket; else only the sum of all is wanted
 */
export function coverFrame(frame: StatsFrame, rolled: RolledUp, byBucket: boolean): RollUpPiece[] {
  const endMs = floorTime(Math.min(frame.toMs, rolled.minutesToMs), MINUTE_MS);
  const hoursEndMs = Math.min(rolled.hoursToMs, floorTime(endMs, HOUR_MS));
  const usesHours = !byBucket || frame.bucketMs % HOUR_MS === 0;
  const pieces: RollUpPiece[] = [];
  for (let atMs = floorTime(frame.fromMs, MINUTE_MS); atMs < endMs;) {
    const isHour = usesHours && atMs % HOUR_MS === 0 && atMs + HOUR_MS <= hoursEndMs;
    pieces.push({ width: isHour ? 'hour' : 'minute', atMs });
    atMs += isHour ? HOUR_MS : MINUTE_MS;
  }
  return pieces;
}
