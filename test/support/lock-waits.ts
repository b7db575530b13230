import type { DataSource } from 'typeorm';
import { waitFor } from './wait-for.js';

/**
 * Waits until so many statements of a test's database wait for a lock.
 * @param kinds of locks in the order of their names, such as `advisory` or `relation`; any where left out
 */
export async function waitForLockWaits(
  dataSource: DataSource,
  count: number,
  kinds?: readonly string[],
): Promise<void> {
  await waitFor(`${count} waiting statement(s)`, async () => {
    const rows = await dataSource.query<{ kind: string }[]>(
      `SELECT wait_event AS kind FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock' ORDER BY kind`,
    );
    return rows.length === count && (kinds === undefined || rows.every(({ kind }, index) => kind === kinds[index]));
  });
}

/**
 * Runs work inside an open transaction that holds what its statement locks, and commits when the work is done.
 * @param sql the statement, such as `LOCK TABLE workflow_commands IN ACCESS EXCLUSIVE MODE`
 */
export async function whileBlocked<Result>(
  dataSource: DataSource,
  sql: string,
  parameters: readonly unknown[],
  work: () => Promise<Result>,
): Promise<Result> {
  const blocker = dataSource.createQueryRunner();
  await blocker.startTransaction();
  try {
    await blocker.query(sql, [...parameters]);
    return await work();
  } finally {
    await blocker.commitTransaction();
    await blocker.release();
  }
}
