import type { Logger } from '#libs/observability';

/** Something that is looked after again and again. */
export interface Duty {
  /** Looks once. */
  round(): Promise<void>;
  /** Ends a round that is under way, soon. */
  stop(): void;
}

/** Does a duty at an interval, one round at a time; a round that fails is logged and followed by the next. */
export class RecurringDuty {
  private rounds: Promise<void> = Promise.resolve();
  private waiting = 0;
  private stopping = false;
  private readonly timer: NodeJS.Timeout;

  /**
   * Begins at once.
   * @param name for the log
   * @param everyMs from the beginning of a round to that of the next, which is left out while a round goes on
   * @param first what the first round does instead
   */
  constructor(
    private readonly name: string,
    private readonly duty: Duty,
    everyMs: number,
    private readonly logger: Logger,
    first: () => Promise<void> = () => duty.round(),
  ) {
    this.after(first);
    this.timer = setInterval(() => {
      if (this.waiting === 0) this.after(() => duty.round());
    }, everyMs);
  }

  /** Does something in the place of a round, after the one that is under way. */
  after(round: () => Promise<void>): void {
    this.waiting++;
    this.rounds = this.rounds
      .then(() => (this.stopping ? undefined : round()))
      .catch((error: unknown) => {
        if (!this.stopping) this.logger.warn({ err: error, duty: this.name }, 'a round of a duty failed');
      })
      .finally(() => {
        this.waiting--;
      });
  }

  /** Begins no more rounds, and waits for the one under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    this.duty.stop();
    await this.rounds;
  }
}
