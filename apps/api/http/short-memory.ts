/** How long something is remembered, in milliseconds. */
const LIFETIME_MS = 10_000;

/** With more than this it forgets everything: what is asked for often comes back at once. */
const MOST = 10_000;

/** Remembers what was read within the last ten seconds, by name. For what is checked again before anything comes of it. */
export class ShortMemory<Value> {
  private readonly entries = new Map<string, { value: Value; untilMs: number }>();

  /** What was remembered under the name; undefined when that is nothing, or too long ago. */
  recall(name: string): Value | undefined {
    const entry = this.entries.get(name);
    if (entry === undefined) return undefined;
    if (performance.now() < entry.untilMs) return entry.value;
    this.entries.delete(name);
    return undefined;
  }

  remember(name: string, value: Value): void {
    if (this.entries.size >= MOST) this.entries.clear();
    this.entries.set(name, { value, untilMs: performance.now() + LIFETIME_MS });
  }

  forget(name: string): void {
    this.entries.delete(name);
  }
}
