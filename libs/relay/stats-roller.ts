import { floorTime } from '#libs/domain';
import type { Logger, Metrics } from '#libs/observability';
import type { StatsProgress, StatsRollupRepository } from '#libs/persistence';
import type { Exclusive } from './alert-mailer.js';

/** What the roller works with. */
export interface StatsRollerOptions {
  repository: StatsRollupRepository;
  exclusive: Exclusive;
  metrics: Metrics;
  logger: Logger;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Any number that no other program is likely to use for an advisory lock in the same database. */
const LOCK = 0x45565354;
/** What is written down later than this after its minute is left to the second time. */
const GRACE_MS = 5_000;
/** A minute is rolled up again when it is so old: what is written down later still is not counted. */
const SETTLED_AFTER_MS = 10 * MINUTE_MS;
/** What one statement rolls up, at most. */
const SLICE_MS = 10 * MINUTE_MS;
/** What lies in the past is made in rounds of so long, so that the present does not wait for it. */
const PAST_A_ROUND_MS = 10_000;
/** The longest window that is shown by minutes is a day. */
const KEEP_MINUTES_MS = 2 * DAY_MS;
const KEEP_HOURS_MS = 400 * DAY_MS;

/**
 * Rolls up what ended, minute by minute and hour by hour, for the statistics of the API. It reads what attempts have left
 * behind, so that nothing is added to the work of an attempt. One worker at a time does it; one that is killed in the
 * middle has changed nothing, and the next goes on from there.
 */
export class StatsRoller {
  private stopping = false;

  constructor(private readonly options: StatsRollerOptions) {}

  /** Rolls up what has ended since the last time. */
  async round(): Promise<void> {
    const { exclusive, repository, metrics } = this.options;
    await exclusive.exclusively(LOCK, async () => {
      const progress = (await repository.readProgress()) ?? (await this.begin());
      await this.goOn(progress);
      await this.settle(progress);
      await this.rollUpPast();
      await this.deleteOld(progress.now);
    });
    const progress = await repository.readProgress();
    if (progress === null) return;
    metrics.statsRolledUp({
      lagSeconds: (progress.now.getTime() - progress.minutesTo.getTime()) / 1_000,
      hoursLeft: hoursLeft(progress),
    });
  }

  /** Ends the round under way after its present step. */
  stop(): void {
    this.stopping = true;
  }

  private async begin(): Promise<StatsProgress> {
    const progress = await this.options.repository.begin(KEEP_HOURS_MS);
    const hours = hoursLeft(progress);
    if (hours > 0)
      this.options.logger.info({ hours, oldest: progress.oldest }, 'statistics of the past are being made');
    return progress;
  }

  /** The minutes that are over. */
  private async goOn({ minutesTo, now }: StatsProgress): Promise<void> {
    const endMs = floorTime(now.getTime() - GRACE_MS, MINUTE_MS);
    await this.inSlices(minutesTo.getTime(), endMs, (from, to) => this.options.repository.rollUpMinutes(from, to));
  }

  /** Minutes a second time, and then the hours that consist of them. */
  private async settle({ settledTo, hoursTo, now }: StatsProgress): Promise<void> {
    const { repository } = this.options;
    const endMs = floorTime(now.getTime() - SETTLED_AFTER_MS, MINUTE_MS);
    await this.inSlices(settledTo.getTime(), endMs, (from, to) => repository.settleMinutes(from, to));
    for (let atMs = hoursTo.getTime(); atMs + HOUR_MS <= endMs && !this.stopping; atMs += HOUR_MS) {
      await repository.rollUpHour(new Date(atMs));
    }
  }

  /** Hours of the time before the first roll-up, from the newest to the oldest. */
  private async rollUpPast(): Promise<void> {
    const { repository, logger } = this.options;
    const startedMs = Date.now();
    let progress = await repository.readProgress();
    while (progress !== null && hoursLeft(progress) > 0 && !this.stopping) {
      if (Date.now() - startedMs > PAST_A_ROUND_MS) {
        logger.info({ from: progress.hoursFrom, hoursLeft: hoursLeft(progress) }, 'statistics of the past so far');
        return;
      }
      const at = new Date(progress.hoursFrom.getTime() - HOUR_MS);
      await repository.rollUpPast(at, SLICE_MS, at >= firstKept(progress.now, KEEP_MINUTES_MS));
      progress = await repository.readProgress();
      if (progress !== null && hoursLeft(progress) === 0) logger.info('statistics of the past are complete');
    }
  }

  private async deleteOld(now: Date): Promise<void> {
    for (const [width, keepMs] of [
      ['minute', KEEP_MINUTES_MS],
      ['hour', KEEP_HOURS_MS],
    ] as const) {
      const before = firstKept(now, keepMs);
      while (!this.stopping && (await this.options.repository.deleteOldest(width, before)) > 0);
    }
  }

  private async inSlices(
    fromMs: number,
    endMs: number,
    rollUp: (from: Date, to: Date) => Promise<void>,
  ): Promise<void> {
    for (let atMs = fromMs; atMs < endMs && !this.stopping; atMs += SLICE_MS) {
      await rollUp(new Date(atMs), new Date(Math.min(atMs + SLICE_MS, endMs)));
    }
  }
}

/** The first hour of which roll-ups are kept. */
function firstKept(now: Date, keepMs: number): Date {
  return new Date(floorTime(now.getTime() - keepMs, HOUR_MS));
}

function hoursLeft({ hoursFrom, oldest }: StatsProgress): number {
  return Math.max(0, (hoursFrom.getTime() - oldest.getTime()) / HOUR_MS);
}
