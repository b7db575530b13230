import type { EntityManager } from 'typeorm';

/**
 * Holds the locks that stand for names until the transaction ends, in the order of their numbers: two that take several
 * cannot block each other. Two names may share a lock, and then wait for each other for a moment.
 * @param names in any order; each says what it is a name of
 */
export async function lockNames(manager: EntityManager, names: readonly string[]): Promise<void> {
  await manager.query(
    `SELECT pg_advisory_xact_lock(number) FROM
       (SELECT DISTINCT hashtextextended(name, 0) AS number FROM unnest($1::text[]) AS name ORDER BY number) AS locks`,
    [names],
  );
}
