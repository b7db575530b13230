import type { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';

/** The statements of a transaction, all by `manager.query`: entities would be saved in transactions of their own. */
export interface TransactionSteps<Worked, Last, After> {
  /** May wait between its statements. */
  work: (manager: EntityManager) => Promise<Worked>;
  /** The last statements; all of them are sent before anything is waited for, and `COMMIT` right behind them. */
  last: (manager: EntityManager, worked: Worked) => Promise<Last>;
  /**
   * What is read next; sent behind `COMMIT` and executed after it: it sees what others have committed by then. It cannot
   * know what `last` will find.
   */
  afterwards: (manager: EntityManager, worked: Worked) => Promise<After>;
}

/** What the steps have found, once the commit is certain. */
export interface TransactionResults<Worked, Last, After> {
  worked: Worked;
  last: Last;
  after: After;
}

/**
 * Runs a transaction in as few round trips as its statements need. Postgres executes what one connection sends in its
 * order, so the first statement need not wait for the answer to `START TRANSACTION`, nor `COMMIT` for that to the last
 * one: where that one has failed, Postgres refuses what stands behind it and takes `COMMIT` for a rollback.
 * @throws what the first statement that failed was refused with; then nothing was written
 */
export async function runPipelined<Worked, Last, After>(
  dataSource: DataSource,
  { work, last, afterwards }: TransactionSteps<Worked, Last, After>,
): Promise<TransactionResults<Worked, Last, After>> {
  const runner = dataSource.createQueryRunner();
  const client: Client = await runner.connect();
  const { manager } = runner;
  try {
    const [, worked] = await Promise.all([client.query('START TRANSACTION'), work(manager)]);
    // By the manager, as the others: what is asked of it takes the same turns of the microtask queue, and keeps its order.
    const [found, , after] = await Promise.all([
      last(manager, worked),
      manager.query('COMMIT'),
      afterwards(manager, worked),
    ]);
    return { worked, last: found, after };
  } catch (error) {
    // Where the commit has gone through there is nothing to undo, and Postgres says so in a notice.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}
