import ipaddr from 'ipaddr.js';

/** Wrong keys that an address may show at once. */
const BURST = 10;
/** How long it takes until it may show one more. */
const REFILL_MS = 6_000;
/** Addresses that are remembered; more than so many at a time make the oldest forgotten. */
const MAXIMUM_ADDRESSES = 10_000;

/** Limits how often a wrong key can be tried. Keys cannot be guessed anyway; this keeps logs and database quiet. */
export class SignInLimiter {
  /** When the tries of an address will all be there again, in milliseconds; the oldest entry first. */
  private readonly fullAtMs = new Map<string, number>();

  /** @param clock milliseconds; given by tests */
  constructor(private readonly clock: () => number = Date.now) {}

  /**
   * Takes one try, before the key is looked at.
   * @param address of the client
   * @returns 0, or how many seconds to wait where there is no try left
   */
  take(address: string): number {
    const source = sourceOf(address);
    const nowMs = this.clock();
    const fullAtMs = Math.max(this.fullAtMs.get(source) ?? 0, nowMs);
    const waitMs = fullAtMs + REFILL_MS - (nowMs + BURST * REFILL_MS);
    if (waitMs > 0) return Math.ceil(waitMs / 1000);
    this.set(source, fullAtMs + REFILL_MS);
    return 0;
  }

  /** Gives a try back: the key was good. */
  giveBack(address: string): void {
    const source = sourceOf(address);
    const fullAtMs = this.fullAtMs.get(source);
    if (fullAtMs !== undefined) this.set(source, fullAtMs - REFILL_MS);
  }

  private set(source: string, fullAtMs: number): void {
    this.fullAtMs.delete(source);
    if (fullAtMs <= this.clock()) return;
    this.fullAtMs.set(source, fullAtMs);
    const [oldest] = this.fullAtMs.keys();
    if (this.fullAtMs.size > MAXIMUM_ADDRESSES && oldest !== undefined) this.fullAtMs.delete(oldest);
  }
}

/** Whoever has an IPv6 address has all of its /64. */
function sourceOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4' ? parsed.toString() : parsed.toByteArray().slice(0, 8).join('.');
}
