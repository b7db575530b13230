/** What a {@link LiveLog} shows at a moment; a new object whenever it changes. */
export interface LiveLogView<Row> {
  /** Newest first. */
  rows: readonly Row[];
  paused: boolean;
  /** Rows that came while it was paused, or since the last publication. */
  unseen: number;
  /** Rows that came in all since it was cleared; more than `rows` once old ones had to go. */
  total: number;
}

/**
 * Rows that come at any pace, kept up to a number and shown a few times a second: however many come, the page is drawn
 * no more often. Pausing freezes what is shown; rows that come meanwhile are kept.
 */
export class LiveLog<Row> {
  private readonly kept: Row[] = [];
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private total = 0;
  private seen = 0;
  private paused = false;
  private shown: readonly Row[] = [];
  private view: LiveLogView<Row> = { rows: [], paused: false, unseen: 0, total: 0 };

  /**
   * @param capacity rows that are kept; the oldest go first
   * @param publishEveryMs how long rows are gathered before they are shown
   */
  constructor(
    private readonly capacity: number,
    private readonly publishEveryMs: number,
  ) {}

  readonly push = (row: Row): void => {
    this.kept.push(row);
    this.total += 1;
    // One cut for many rows: cutting at every row would move all others each time.
    if (this.kept.length >= this.capacity * 2) this.kept.splice(0, this.kept.length - this.capacity);
    this.timer ??= setTimeout(this.publish, this.publishEveryMs);
  };

  readonly clear = (): void => {
    this.kept.length = 0;
    this.total = 0;
    this.shown = [];
    this.seen = 0;
    this.publish();
  };

  readonly setPaused = (paused: boolean): void => {
    this.paused = paused;
    this.publish();
  };

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  /** For `useSyncExternalStore`. */
  readonly read = (): LiveLogView<Row> => this.view;

  private readonly publish = (): void => {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (!this.paused) {
      this.shown = this.kept.slice(-this.capacity).toReversed();
      this.seen = this.total;
    }
    this.view = { rows: this.shown, paused: this.paused, unseen: this.total - this.seen, total: this.total };
    for (const listener of this.listeners) listener();
  };
}
