import { DataSource, type DataSourceOptions } from 'typeorm';
import * as entities from './entities/index.js';
import { CreateSchema1700000000000 } from './migrations/1700000000000-create-schema.js';
import { Steering1700000000001 } from './migrations/1700000000001-steering.js';
import { Alerts1700000000002 } from './migrations/1700000000002-alerts.js';
import { Operations1700000000003 } from './migrations/1700000000003-operations.js';
import { ExpressLane1700000000004 } from './migrations/1700000000004-express-lane.js';
import { Partitions1700000000005 } from './migrations/1700000000005-partitions.js';
import { Stats1700000000006 } from './migrations/1700000000006-stats.js';
import { Console1700000000007 } from './migrations/1700000000007-console.js';
import { TenantLimits1700000000008 } from './migrations/1700000000008-tenant-limits.js';
import { WakeUpsByRow1700000000009 } from './migrations/1700000000009-wake-ups-by-row.js';
import { PreparingClient } from './prepared.js';

/** What the connection to Postgres needs. */
export interface DatabaseOptions {
  url: string;
  /** Connections in the pool; default 20. */
  poolSize?: number;
  /** Shown by `pg_stat_activity`. */
  applicationName?: string;
}

/** Entities of every table. */
export const ENTITIES = Object.values(entities).filter((value) => typeof value === 'function');

/** Migrations in their order; never edited after landing. */
const MIGRATIONS = [
  CreateSchema1700000000000,
  Steering1700000000001,
  Alerts1700000000002,
  Operations1700000000003,
  ExpressLane1700000000004,
  Partitions1700000000005,
  Stats1700000000006,
  Console1700000000007,
  TenantLimits1700000000008,
  WakeUpsByRow1700000000009,
];

/**
 * Nobody waits longer for a lock: the relay takes rows of other programs in over a second connection, and a change of the
 * schema in between would make the two wait for each other where Postgres cannot see it.
 */
const LOCK_TIMEOUT_MS = 10_000;

/**
 * A connection that is not used for so long is closed. A new one has to read the catalogue of all partitions and to plan
 * every statement of the hot path again, 28 ms for the claim of an attempt alone: too dear to pay for in each burst.
 */
const IDLE_TIMEOUT_MS = 5 * 60_000;

/** Any number that no other program is likely to use for an advisory lock in the same database. */
const MIGRATION_LOCK = 0x45564852;

/**
 * The options of the one TypeORM data source. Migrations are not run by connecting: see {@link migrate}.
 * @param options where Postgres is
 */
export function dataSourceOptions(options: DatabaseOptions): DataSourceOptions {
  return {
    type: 'postgres',
    url: options.url,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    migrationsTableName: 'migrations',
    applicationName: options.applicationName ?? 'everhook',
    poolSize: options.poolSize ?? 20,
    extra: {
      statement_timeout: 60_000,
      lock_timeout: LOCK_TIMEOUT_MS,
      connectionTimeoutMillis: 10_000,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      Client: PreparingClient,
    },
  };
}

/**
 * Brings the schema up to date; safe to run from several processes at once, because an advisory lock makes the others
 * wait and find nothing left to do.
 * @param dataSource an initialised data source
 * @returns names of the migrations that were run
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const lock = dataSource.createQueryRunner();
  await lock.connect();
  try {
    // Another process may be at it for as long as its migrations take.
    await lock.query('SET lock_timeout = 0');
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const run = await dataSource.runMigrations({ transaction: 'each' });
    return run.map((migration) => migration.name);
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await lock.query('RESET lock_timeout');
    await lock.release();
  }
}
