import { floorTime } from '#libs/domain';
import { idTime } from '#libs/contracts';
import type { DataSource, EntityManager } from 'typeorm';
import { StatsProgressEntity } from '../entities/index.js';
import { ROLL_UP_ATTEMPTS, ROLL_UP_MINUTES } from './stats-sql.js';

/** How far roll-ups have come, and the database's clock. */
export interface StatsProgress {
  minutesTo: Date;
  settledTo: Date;
  hoursTo: Date;
  hoursFrom: Date;
  oldest: Date;
  now: Date;
}

const HOUR_MS = 3_600_000;

/** The only row of `stats_progress`. */
const ONLY_ID = 1;

const COLUMNS =
  'bucket_at, tenant_id, scope, subject, succeeded, failed, cancelled, attempts, retries, bins, bin_counts, errors';

/**
 * Makes the roll-ups of statistics. Each step makes its minutes or hours as a whole and moves the progress in the same
 * transaction: done twice, or interrupted, it leaves what it would have left anyway.
 */
export class StatsRollupRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns null before anything was rolled up */
  async readProgress(): Promise<StatsProgress | null> {
    return readProgress(this.dataSource.manager);
  }

  /**
   * Begins with the present hour; what is older follows by {@link rollUpPast}.
   * @param keepMs how far back the oldest hours may lie
   */
  async begin(keepMs: number): Promise<StatsProgress> {
    const [row] = await this.dataSource.query<{ first: string | null; now: Date }[]>(
      'SELECT (SELECT delivery_id FROM delivery_attempts ORDER BY delivery_id LIMIT 1) AS first, now() AS now',
    );
    const nowMs = row?.now.getTime() ?? Date.now();
    const hourMs = floorTime(nowMs, HOUR_MS);
    // No attempt ends before its event was accepted, which its delivery's id tells.
    const firstMs = idTime(row?.first ?? '') ?? hourMs;
    const oldestMs = Math.max(floorTime(firstMs, HOUR_MS), hourMs - keepMs);
    await this.dataSource.query(
      `INSERT INTO stats_progress (id, minutes_to, settled_to, hours_to, hours_from, oldest)
       VALUES ($1, $2, $2, $2, $2, LEAST($2, $3::timestamptz)) ON CONFLICT DO NOTHING`,
      [ONLY_ID, new Date(hourMs), new Date(oldestMs)],
    );
    const progress = await this.readProgress();
    if (progress === null) throw new Error('the progress of statistics was not written down');
    return progress;
  }

  /** Rolls up the minutes that follow those rolled up, to before `to`. */
  async rollUpMinutes(from: Date, to: Date): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await replaceMinutes(manager, from, to);
      await move(manager, { minutesTo: to });
    });
  }

  /** Rolls minutes up a second time: what was written down late is then in them. */
  async settleMinutes(from: Date, to: Date): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await replaceMinutes(manager, from, to);
      await move(manager, { settledTo: to });
    });
  }

  /** Rolls up the hour that follows those rolled up, from its minutes. */
  async rollUpHour(at: Date): Promise<void> {
    const to = new Date(at.getTime() + HOUR_MS);
    await this.dataSource.transaction(async (manager) => {
      await replaceHour(manager, at, to);
      await move(manager, { hoursTo: to });
    });
  }

  /**
   * Rolls up the hour before those rolled up.
   * @param sliceMs how much of it one statement reads
   * @param keepMinutes whether its minutes are still of use
   */
  async rollUpPast(at: Date, sliceMs: number, keepMinutes: boolean): Promise<void> {
    const endMs = at.getTime() + HOUR_MS;
    await this.dataSource.transaction(async (manager) => {
      for (let fromMs = at.getTime(); fromMs < endMs; fromMs += sliceMs) {
        await replaceMinutes(manager, new Date(fromMs), new Date(Math.min(fromMs + sliceMs, endMs)));
      }
      await replaceHour(manager, at, new Date(endMs));
      if (!keepMinutes) await deleteRollups(manager, 'minute', at, new Date(endMs));
      await move(manager, { hoursFrom: at });
    });
  }

  /**
   * Deletes the oldest roll-ups of a width, as far as they lie before a time, of an hour of it at most.
   * @returns how many; 0 when none is left
   */
  async deleteOldest(width: 'minute' | 'hour', before: Date): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      `DELETE FROM stats_rollups
       WHERE width = $1 AND bucket_at < $2
         AND bucket_at < (SELECT min(bucket_at) FROM stats_rollups WHERE width = $1) + interval '1 hour'`,
      [width, before],
    );
    return count;
  }
}

/** Reads the progress, and the time, as a transaction sees them. */
export async function readProgress(manager: EntityManager): Promise<StatsProgress | null> {
  const [row] = await manager.query<StatsProgress[]>(
    `SELECT minutes_to AS "minutesTo", settled_to AS "settledTo", hours_to AS "hoursTo", hours_from AS "hoursFrom",
            oldest, clock_timestamp() AS now FROM stats_progress WHERE id = $1`,
    [ONLY_ID],
  );
  return row ?? null;
}

async function replaceMinutes(manager: EntityManager, from: Date, to: Date): Promise<void> {
  await deleteRollups(manager, 'minute', from, to);
  await manager.query(
    `INSERT INTO stats_rollups (width, ${COLUMNS}) SELECT 'minute', made.* FROM (${ROLL_UP_ATTEMPTS}) AS made`,
    [from, to, null],
  );
}

async function replaceHour(manager: EntityManager, at: Date, to: Date): Promise<void> {
  await deleteRollups(manager, 'hour', at, to);
  await manager.query(
    `INSERT INTO stats_rollups (width, ${COLUMNS}) SELECT 'hour', made.* FROM (${ROLL_UP_MINUTES}) AS made`,
    [at, to],
  );
}

async function deleteRollups(manager: EntityManager, width: 'minute' | 'hour', from: Date, to: Date): Promise<void> {
  await manager.query('DELETE FROM stats_rollups WHERE width = $1 AND bucket_at >= $2 AND bucket_at < $3', [
    width,
    from,
    to,
  ]);
}

async function move(manager: EntityManager, moved: Partial<StatsProgressEntity>): Promise<void> {
  await manager.update(StatsProgressEntity, { id: ONLY_ID }, moved);
}
