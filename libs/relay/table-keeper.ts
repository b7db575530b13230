import type { Logger, Metrics } from '#libs/observability';
import type { Month, PartitionRepository } from '#libs/persistence';
import { setTimeout as delay } from 'node:timers/promises';
import type { Exclusive } from './alert-mailer.js';

/** What the table keeper works with. */
export interface TableKeeperOptions {
  partitions: PartitionRepository;
  exclusive: Exclusive;
  metrics: Metrics;
  logger: Logger;
  /** Whole months that are older than so many days are dropped; null: nothing ever is. */
  retentionDays: number | null;
}

/** Any number that nothing else in the database uses as an advisory lock. */
const LOCK = 0x45565442;
/** Months that are made beyond the present one: workers may be away for so long before events go to the default parts. */
const MONTHS_AHEAD = 3;
const DAY_MS = 24 * 3_600_000;
/** Locks that somebody holds for long are waited for by trying again: a few times at once, then in the next round. */
const TRIES = 5;
const PAUSE_MS = 1_000;

/**
 * Looks after the months that the tables of events and deliveries are parted by: makes those to come, and drops those
 * that are older than the retention and that nothing unfinished refers to. One worker does so at a time.
 */
export class TableKeeper {
  private readonly stopping = new AbortController();
  /** What was last said of a month or of the default parts, so that it is said once. */
  private readonly said = new Map<string, string>();

  constructor(private readonly options: TableKeeperOptions) {}

  /**
   * Looks once.
   * @param now the present, from which the age of months is told; default the clock's
   */
  async round(now: Date = new Date()): Promise<void> {
    const isMine = await this.options.exclusive.exclusively(LOCK, async () => {
      await this.makeMonths(now);
      await this.dropMonths(now);
      await this.options.partitions.forgetEmptiness();
      await this.options.partitions.noteTimes(now);
      const strays = await this.options.partitions.findStrays();
      this.say('default', strays.join(', '), 'rows stand in default partitions, which no retention drops');
    });
    // Another worker looks, and tells.
    if (!isMine) this.options.metrics.monthsKept(0);
  }

  /** Ends the round under way after the month that is being made or dropped. */
  stop(): void {
    this.stopping.abort();
  }

  private async makeMonths(now: Date): Promise<void> {
    const { partitions, logger } = this.options;
    for (const month of await partitions.findMissing(now, MONTHS_AHEAD)) {
      const result = await this.unlessBusy(() => partitions.make(month));
      if (result.kind === 'made') logger.info({ month: month.name }, 'a month was made');
      const because = result.kind === 'crowded' ? `too many of its rows stand in ${result.table}` : result.kind;
      this.say(month.name, result.kind === 'made' ? '' : because, 'a month could not be made');
    }
  }

  private async dropMonths(now: Date): Promise<void> {
    const { partitions, metrics, logger, retentionDays } = this.options;
    if (retentionDays === null) return;
    const cutoff = now.getTime() - retentionDays * DAY_MS;
    let kept = 0;
    for (const month of (await partitions.listMonths()).filter(({ to }) => to.getTime() <= cutoff)) {
      const result = await this.unlessBusy(() => partitions.drop(month));
      if (result.kind === 'dropped') {
        logger.info(rangeOf(month), 'a month was dropped with its events, deliveries, attempts and timelines');
        metrics.monthDropped();
      } else {
        kept++;
      }
      const because = {
        dropped: '',
        busy: 'its tables are in use',
        kept: result.kind === 'kept' ? result.because : '',
      };
      this.say(month.name, because[result.kind], 'a month is kept though it is older than the retention');
    }
    metrics.monthsKept(kept);
  }

  /** Tries again for a while what found the tables in use. */
  private async unlessBusy<Result extends { kind: string }>(work: () => Promise<Result>): Promise<Result> {
    const { signal } = this.stopping;
    for (let tries = 1; ; tries++) {
      signal.throwIfAborted();
      const result = await work();
      if (result.kind !== 'busy' || tries === TRIES) return result;
      await delay(PAUSE_MS, undefined, { signal });
    }
  }

  /** Warns of something, unless the last warning said the same. */
  private say(about: string, because: string, what: string): void {
    if (because !== '' && this.said.get(about) !== because) this.options.logger.warn({ about, because }, what);
    this.said.set(about, because);
  }
}

function rangeOf({ name, from, to }: Month): Record<string, string | null> {
  return { month: name, from: from?.toISOString() ?? null, to: to.toISOString() };
}
