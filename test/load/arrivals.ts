import { nowMs } from './clock.js';

/** No arrival for this long means that what has not arrived is lost. */
const LOST_AFTER_MS = 60_000;

/** What the receiver has got, by event id. */
export class Arrivals {
  private readonly firstAtMs = new Map<string, number>();
  private readonly waiting = new Map<string, (atMs: number) => void>();
  private lastMs = nowMs();
  private repeats = 0;

  /** Notes one arrival. */
  add(eventId: string, atMs: number): void {
    this.lastMs = nowMs();
    if (this.firstAtMs.has(eventId)) {
      this.repeats += 1;
      return;
    }
    this.firstAtMs.set(eventId, atMs);
    this.waiting.get(eventId)?.(atMs);
    this.waiting.delete(eventId);
  }

  /** How many arrivals were of an event that had arrived before. */
  get duplicates(): number {
    return this.repeats;
  }

  has(eventId: string): boolean {
    return this.firstAtMs.has(eventId);
  }

  /**
   * When the event arrived for the first time, on {@link nowMs}'s clock.
   * @returns null when it is lost: nothing at all has arrived for a minute
   */
  async of(eventId: string): Promise<number | null> {
    const known = this.firstAtMs.get(eventId);
    if (known !== undefined) return known;
    const sinceMs = nowMs();
    return new Promise((resolve) => {
      const check = setInterval(() => {
        if (nowMs() - Math.max(this.lastMs, sinceMs) < LOST_AFTER_MS) return;
        clearInterval(check);
        this.waiting.delete(eventId);
        resolve(null);
      }, 1_000);
      this.waiting.set(eventId, (atMs) => {
        clearInterval(check);
        resolve(atMs);
      });
    });
  }
}
