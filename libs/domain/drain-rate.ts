import type { GateReason } from '#libs/contracts';

/** Deliveries a second that a gate lets go where nobody has said more. */
export const DEFAULT_DRAIN_RATE = 10;

/** Deliveries a second that a gate lets go of an endpoint without a rate limit, at most. */
export const FASTEST_DRAIN_RATE = 1_000;

/**
 * How many deliveries a second a draining gate lets go: a rate limit is never exceeded, and is itself the rate where the
 * gate holds for it.
 * @param reason the wait reason of what the gate has held
 * @param chosen the rate that a person has asked for; null for none
 * @param limit the endpoint's rate limit; null for none
 */
export function drainRate(reason: GateReason | null, chosen: number | null, limit: number | null): number {
  const most = limit ?? FASTEST_DRAIN_RATE;
  return reason === 'rate-limit' ? most : Math.min(chosen ?? DEFAULT_DRAIN_RATE, most);
}
