import { BASE32, encodeTime, ID_PREFIXES } from '#libs/contracts';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables that grow with the events, and the column that tells the month of a row. */
const TABLES = [
  { table: 'events', key: 'accepted_at' },
  { table: 'webhook_deliveries', key: 'id' },
  { table: 'delivery_attempts', key: 'delivery_id' },
  { table: 'delivery_timeline', key: 'delivery_id' },
] as const;

/** Indexes that come with the partitions, for lists of what has not simply succeeded. */
const NEW_INDEXES = {
  webhook_deliveries_status_idx: '(tenant_id, status, created_at, id)',
  webhook_deliveries_endpoint_status_idx: '(endpoint_id, status, created_at, id)',
};

/** Whole months that are made beyond the first partition; the worker makes those that follow. */
const MONTHS_AHEAD = 3;

/**
 * Parts the tables that grow with the events by months. What is stored becomes the first partition as it is: no row is
 * copied, though every row is read once to see that it belongs there.
 */
export class Partitions1700000000005 implements MigrationInterface {
  name = 'Partitions1700000000005';

  async up(queryRunner: QueryRunner): Promise<void> {
    // Pools end a statement after a minute; large tables are read for longer.
    await queryRunner.query('SET LOCAL statement_timeout = 0');
    await requireByteOrder(queryRunner);
    const names = TABLES.map(({ table }) => table);
    await queryRunner.query(`LOCK TABLE ${names.join(', ')} IN ACCESS EXCLUSIVE MODE`);
    // What processes with clocks that run ahead have accepted belongs to the past too.
    const [newest] = await queryRunner.manager.query<{ at: Date }[]>(
      'SELECT GREATEST(now(), (SELECT max(accepted_at) FROM events)) AS at',
    );
    const firstEnd = monthAfter(newest?.at ?? new Date(), 1);
    for (const { table, key } of TABLES) {
      const { primaryKey, indexes } = await readKeys(queryRunner, table);
      await queryRunner.query(`ALTER TABLE ${table} RENAME TO ${table}_first`);
      for (const { name } of [primaryKey, ...indexes]) {
        await queryRunner.query(`ALTER INDEX ${name} RENAME TO ${name.replace(table, `${table}_first`)}`);
      }
      await queryRunner.query(
        `CREATE TABLE ${table} (LIKE ${table}_first INCLUDING DEFAULTS) PARTITION BY RANGE (${key})`,
      );
      await queryRunner.query(`ALTER TABLE ${table} ADD CONSTRAINT ${primaryKey.name} ${primaryKey.definition}`);
      for (const { definition } of indexes) await queryRunner.query(definition);
      // Its indexes are taken over, since they are those of the parent.
      await queryRunner.query(
        `ALTER TABLE ${table} ATTACH PARTITION ${table}_first FOR VALUES FROM (MINVALUE) TO (${boundOf(table, firstEnd)})`,
      );
      if (table === 'webhook_deliveries') {
        for (const [name, columns] of Object.entries(NEW_INDEXES)) {
          await queryRunner.query(
            `CREATE INDEX ${name} ON webhook_deliveries ${columns} WHERE status IN ('waiting', 'held', 'failed', 'cancelled')`,
          );
        }
      }
      for (let month = 0; month < MONTHS_AHEAD; month++) {
        const from = monthAfter(firstEnd, month);
        const name = `${table}_${from.toISOString().slice(0, 7).replace('-', '_')}`;
        const range = `FROM (${boundOf(table, from)}) TO (${boundOf(table, monthAfter(from, 1))})`;
        await queryRunner.query(`CREATE TABLE ${name} PARTITION OF ${table} FOR VALUES ${range}`);
      }
      // For what nobody has made a month for: nothing that was accepted may be refused.
      await queryRunner.query(`CREATE TABLE ${table}_default PARTITION OF ${table} DEFAULT`);
    }
    // An endpoint has one tenant: or Postgres expects a fraction of an endpoint's deliveries, and sorts them all for a page.
    const parts = await queryRunner.manager.query<{ name: string }[]>(
      `SELECT 'webhook_deliveries' AS name UNION ALL
       SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'webhook_deliveries'::regclass`,
    );
    for (const { name } of parts) {
      await queryRunner.query(
        `CREATE STATISTICS ${name}_endpoint_stats (dependencies) ON tenant_id, endpoint_id FROM ${name}`,
      );
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('SET LOCAL statement_timeout = 0');
    for (const name of Object.keys(NEW_INDEXES)) await queryRunner.query(`DROP INDEX ${name}`);
    for (const { table } of TABLES) {
      const { primaryKey, indexes } = await readKeys(queryRunner, table);
      await queryRunner.query(`CREATE TABLE ${table}_whole (LIKE ${table} INCLUDING DEFAULTS)`);
      await queryRunner.query(`INSERT INTO ${table}_whole SELECT * FROM ${table}`);
      await queryRunner.query(`DROP TABLE ${table}`);
      await queryRunner.query(`ALTER TABLE ${table}_whole RENAME TO ${table}`);
      await queryRunner.query(`ALTER TABLE ${table} ADD CONSTRAINT ${primaryKey.name} ${primaryKey.definition}`);
      for (const { definition } of indexes) await queryRunner.query(definition.replace(' ON ONLY ', ' ON '));
    }
  }
}

/**
 * Months are told by ids, so ids must sort as their bytes do. Some languages sort otherwise (Czech "ch", Danish "aa").
 * @throws Error when the database's collation is one of them
 */
async function requireByteOrder(queryRunner: QueryRunner): Promise<void> {
  const [row] = await queryRunner.manager.query<{ bytes: boolean; collation: string }[]>(
    `SELECT array_agg(id ORDER BY id) = array_agg(id ORDER BY id COLLATE "C") AS bytes,
            (SELECT COALESCE(datlocale, datcollate) FROM pg_database WHERE datname = current_database()) AS collation
     FROM (SELECT $1 || a || b || c AS id
           FROM unnest($2::text[]) AS a CROSS JOIN unnest($2::text[]) AS b CROSS JOIN unnest($2::text[]) AS c) AS ids`,
    [ID_PREFIXES.delivery, Array.from(BASE32)],
  );
  if (row?.bytes !== true) {
    throw new Error(
      `the database sorts ids by the rules of "${row?.collation}", not by their characters; ` +
        `dump it and restore it into one that was made with LC_COLLATE 'C' (CREATE DATABASE … LC_COLLATE 'C' TEMPLATE template0)`,
    );
  }
}

interface Key {
  name: string;
  definition: string;
}

/** The primary key and the other indexes of a table, as statements. */
async function readKeys(queryRunner: QueryRunner, table: string): Promise<{ primaryKey: Key; indexes: Key[] }> {
  const rows = await queryRunner.manager.query<(Key & { primary: boolean })[]>(
    `SELECT c.relname AS name, i.indisprimary AS primary,
            COALESCE(pg_get_constraintdef(k.oid), pg_get_indexdef(i.indexrelid)) AS definition
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid
     WHERE i.indrelid = $1::regclass ORDER BY c.relname`,
    [table],
  );
  const primaryKey = rows.find(({ primary }) => primary);
  if (primaryKey === undefined) throw new Error(`the table ${table} has no primary key`);
  return { primaryKey, indexes: rows.filter(({ primary }) => !primary) };
}

/** The first moment, in UTC, of a month so many months later. */
function monthAfter(at: Date, months: number): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months));
}

/** Where a month begins in a table, as a literal. */
function boundOf(table: string, at: Date): string {
  return table === 'events' ? `'${at.toISOString()}'` : `'${ID_PREFIXES.delivery}${encodeTime(at.getTime())}'`;
}
