/**
 * Milliseconds on the machine's monotonic clock, with fractions. Unlike `performance.now()` it has the same zero in every
 * process, so that a time taken in one can be subtracted from a time taken in another.
 */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
