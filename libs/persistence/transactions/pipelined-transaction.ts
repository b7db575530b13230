import type { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';

/**
 * Runs a transaction in as few round trips as its statements need. Postgres executes what one connection sends in its
 * order, so the first statement need not wait for the answer to `START TRANSACTION`, nor what is read afterwards for that
 * to `COMMIT`; statements of `work` may go together by `Promise.all`. When one fails, Postgres refuses those behind it
 * until the rollback.
 * @param work sends statements only: entities would be saved in transactions of their own
 * @param afterwards sent together with `COMMIT` and executed after it: it sees what others have committed by then
 * @returns what `afterwards` found, once the commit is certain
 */
export async function runPipelined<Result, After>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<Result>,
  afterwards: (manager: EntityManager, result: Result) => Promise<After>,
): Promise<After> {
  const runner = dataSource.createQueryRunner();
  const client: Client = await runner.connect();
  try {
    const [, result] = await Promise.all([client.query('START TRANSACTION'), work(runner.manager)]);
    const [, after] = await Promise.all([client.query('COMMIT'), afterwards(runner.manager, result)]);
    return after;
  } catch (error) {
    // Where the commit has gone through there is nothing to undo, and Postgres says so in a notice.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}
