/** How a {@link Batcher} groups what it is given. */
export interface BatcherOptions<Item, Result> {
  /**
   * Does the work of one batch.
   * @param items at least one, in the order in which they were submitted
   * @returns what came of each, in the same order; a rejection instead is the outcome of every item
   */
  readonly run: (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Result>[]>;
  /** A batch has at most so many items. */
  readonly maximumItems: number;
  /** At most so many batches run at a time; what comes meanwhile waits and makes larger batches. */
  readonly maximumInFlight: number;
  /**
   * How long the first waiting item waits for others while another batch is running. An idle batcher starts at the end of
   * the event loop's turn. Node's timers know whole milliseconds, and none below 1.
   */
  readonly windowMs: number;
  /** The size of an item in any unit, such as bytes; @default every item weighs nothing */
  readonly weigh?: (item: Item) => number;
  /** What the items of a batch weigh together at most; a heavier item is a batch of its own; @default no limit */
  readonly maximumWeight?: number;
}

/** The outcome of an item whose work was done; for what {@link BatcherOptions.run} answers. */
export function fulfilled<Result>(value: Result): PromiseSettledResult<Result> {
  return { status: 'fulfilled', value };
}

interface Entry<Item, Result> {
  readonly item: Item;
  readonly weight: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Does in one piece of work what several callers ask for at about the same time, and tells each of them its own outcome.
 *
 * The size of the batches follows the load: alone, an item is worked on at once; under load, what arrives while batches
 * are running goes together as soon as one of them ends.
 */
export class Batcher<Item, Result> {
  private readonly waiting: Entry<Item, Result>[] = [];
  private waitingWeight = 0;
  private inFlight = 0;
  private turn: NodeJS.Immediate | null = null;
  private window: NodeJS.Timeout | null = null;

  constructor(private readonly options: BatcherOptions<Item, Result>) {}

  /** Has an item worked on; rejects with what `run` says of it. */
  submit(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      const weight = this.options.weigh?.(item) ?? 0;
      this.waiting.push({ item, weight, resolve, reject });
      this.waitingWeight += weight;
      this.plan();
    });
  }

  /** Sees to it that what waits is started in time; without a free place the end of a batch does. */
  private plan(): void {
    while (this.isFull() && this.hasPlace()) this.start();
    if (this.waiting.length === 0 || !this.hasPlace()) return;
    if (this.inFlight === 0) this.turn ??= setImmediate(() => this.startNow());
    else this.window ??= setTimeout(() => this.startNow(), this.options.windowMs);
  }

  private startNow(): void {
    this.forgetPlans();
    if (this.waiting.length > 0 && this.hasPlace()) this.start();
    this.plan();
  }

  private start(): void {
    const batch = this.take();
    this.inFlight++;
    void this.settle(batch);
  }

  private async settle(batch: readonly Entry<Item, Result>[]): Promise<void> {
    try {
      const outcomes = await this.options.run(batch.map(({ item }) => item));
      if (outcomes.length !== batch.length) {
        throw new Error(`a batch of ${batch.length} items has ${outcomes.length} outcomes`);
      }
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome.status === 'fulfilled') batch[index]?.resolve(outcome.value);
        else batch[index]?.reject(outcome.reason);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.inFlight--;
      // Not before the turn ends: what its other events bring can go along.
      if (this.waiting.length > 0) this.turn ??= setImmediate(() => this.startNow());
    }
  }

  /** The longest waiting items that fit into one batch, at least one. */
  private take(): Entry<Item, Result>[] {
    const { maximumItems, maximumWeight = Infinity } = this.options;
    let count = 0;
    let weight = 0;
    for (const entry of this.waiting) {
      if (count === maximumItems || (count > 0 && weight + entry.weight > maximumWeight)) break;
      count++;
      weight += entry.weight;
    }
    this.waitingWeight -= weight;
    return this.waiting.splice(0, count);
  }

  private isFull(): boolean {
    const { maximumItems, maximumWeight = Infinity } = this.options;
    return this.waiting.length >= maximumItems || this.waitingWeight > maximumWeight;
  }

  private hasPlace(): boolean {
    return this.inFlight < this.options.maximumInFlight;
  }

  private forgetPlans(): void {
    if (this.turn !== null) clearImmediate(this.turn);
    if (this.window !== null) clearTimeout(this.window);
    this.turn = null;
    this.window = null;
  }
}
