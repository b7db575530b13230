import { nowMs } from './clock.js';

/** No arrival for this long means that what has not arrived is lost. */
const LOST_AFTER_MS = 60_000;
const WATCH_INTERVAL_MS = 1_000;

/** What the receiver has got, by `<event id>/<endpoint's name>`: one key for each delivery. */
export class Arrivals {
  private readonly firstAtMs = new Map<string, number>();
  private readonly refused = new Set<string>();
  private readonly waiting = new Map<string, (atMs: number | null) => void>();
  private watch: NodeJS.Timeout | undefined;
  /** When something arrived or began to wait. */
  private lastMs = 0;
  private repeats = 0;
  private refusedRepeats = 0;

  /** Notes that a request was answered 200. */
  add(key: string, atMs: number): void {
    this.lastMs = nowMs();
    if (this.firstAtMs.has(key)) {
      this.repeats += 1;
      return;
    }
    this.firstAtMs.set(key, atMs);
    this.waiting.get(key)?.(atMs);
    this.waiting.delete(key);
  }

  /** Notes that a request was answered 500. */
  addRefused(key: string): void {
    this.lastMs = nowMs();
    if (this.refused.has(key)) this.refusedRepeats += 1;
    else this.refused.add(key);
  }

  /** How many requests were of a delivery that had been answered 200 before. */
  get duplicates(): number {
    return this.repeats;
  }

  /** How many requests were refused whose delivery had been refused before. */
  get refusedAgain(): number {
    return this.refusedRepeats;
  }

  /** When the delivery arrived for the first time, on {@link nowMs}'s clock; undefined when it has not. */
  at(key: string): number | undefined {
    return this.firstAtMs.get(key);
  }

  /**
   * Waits for the delivery.
   * @returns when it arrived for the first time; null when it is lost: nothing at all has arrived for a minute
   */
  async of(key: string): Promise<number | null> {
    const known = this.firstAtMs.get(key);
    if (known !== undefined) return known;
    return new Promise((resolve) => {
      this.lastMs = nowMs();
      this.waiting.set(key, resolve);
      this.watchForLosses();
    });
  }

  /** One timer for all that wait; it ends with them. */
  private watchForLosses(): void {
    if (this.watch !== undefined) return;
    this.watch = setInterval(() => {
      if (nowMs() - this.lastMs > LOST_AFTER_MS) {
        for (const giveUp of this.waiting.values()) giveUp(null);
        this.waiting.clear();
      }
      if (this.waiting.size > 0) return;
      clearInterval(this.watch);
      this.watch = undefined;
    }, WATCH_INTERVAL_MS);
  }
}
