import { encodeTime, ID_PREFIXES, idTime } from '#libs/contracts';
import type { DataSource, EntityManager } from 'typeorm';
import { isLockTimeout } from '../postgres-errors.js';

/** The tables that are parted by months, in the order in which they are locked. */
const TABLES = ['webhook_deliveries', 'events', 'delivery_attempts', 'delivery_timeline'] as const;
type Table = (typeof TABLES)[number];

/** What tells the month of a row: when the event was accepted, which every delivery's id begins with. */
const KEYS: Record<Table, string> = {
  webhook_deliveries: 'id',
  events: 'accepted_at',
  delivery_attempts: 'delivery_id',
  delivery_timeline: 'delivery_id',
};

/**
 * Nobody may have to wait long for a lock that is itself waited for: a partition is attached or dropped between two
 * transactions, or else in a later round. Well below Postgres' `deadlock_timeout`, so that it is not the others who are
 * ended.
 */
const LOCK_TIMEOUT_MS = 300;
/** How long whoever uses the tables may have to wait while a month is looked through under the locks. */
const LOCKED_STATEMENT_MS = 2_000;
/** Looking through a month without locks may take its time. */
const LOOK_TIMEOUT_MS = 600_000;
/** Rows that came before their month was made are moved into it while everybody waits; more are left where they are. */
const MOST_MOVED_ROWS = 50_000;

/** A part of the tables: a month, or what was stored before there were parts. */
export interface Month {
  /** How the names of its tables end: `2026_01`, or `first`. */
  name: string;
  /** Its first moment; null when it has none. */
  from: Date | null;
  /** The first moment that is not in it. */
  to: Date;
}

/** What became of a month that was to be dropped. */
export type DropResult =
  | { kind: 'dropped' }
  /** Something that is not finished refers to it. */
  | { kind: 'kept'; because: string }
  /** The tables could not be locked in time: nothing was changed. */
  | { kind: 'busy' };

/** What became of a month that was to be made. */
export type MakeResult =
  | { kind: 'made' }
  | { kind: 'busy' }
  /** So many of its rows are in a default partition that they must be moved by hand. */
  | { kind: 'crowded'; table: string };

/** The parts of the tables that grow with the events: `events`, `webhook_deliveries`, their attempts and timelines. */
export class PartitionRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * The parts that there are, oldest first, without the default ones.
   * @throws Error when the four tables are not parted alike: then nothing may be dropped
   */
  async listMonths(): Promise<Month[]> {
    return listMonths(this.dataSource.manager);
  }

  /**
   * Which months have no part yet, from the present one on.
   * @param ahead how many after it
   */
  async findMissing(now: Date, ahead: number): Promise<Month[]> {
    const months = await this.listMonths();
    return Array.from({ length: ahead + 1 }, (_, index) => monthFrom(now, index)).filter(
      ({ from }) => !months.some((month) => (month.from === null || month.from <= from) && from < month.to),
    );
  }

  /**
   * Makes the parts of a month; rows of it that stand in the default ones move. The tables are made first and then
   * attached, which lets everybody go on reading and writing.
   */
  async make(month: Month): Promise<MakeResult> {
    return this.unlessBusy(async (manager) => {
      await manager.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
      for (const table of TABLES) {
        const part = `${table}_${month.name}`;
        const rows = `FROM ${table}_default WHERE ${KEYS[table]} >= ${boundOf(table, month.from ?? month.to)}
                        AND ${KEYS[table]} < ${boundOf(table, month.to)}`;
        await manager.query(`CREATE TABLE ${part} (LIKE ${table} INCLUDING ALL)`);
        await manager.query(`LOCK TABLE ${table}_default IN ACCESS EXCLUSIVE MODE`);
        const found = await manager.query<unknown[]>(`SELECT 1 ${rows} LIMIT ${MOST_MOVED_ROWS + 1}`);
        if (found.length > MOST_MOVED_ROWS) throw new CrowdedError(`${table}_default`);
        if (found.length > 0) {
          await manager.query(`WITH moved AS (DELETE ${rows} RETURNING *) INSERT INTO ${part} SELECT * FROM moved`);
        }
        await manager.query(`ALTER TABLE ${table} ATTACH PARTITION ${part} FOR VALUES ${rangeOf(table, month)}`);
      }
      return { kind: 'made' } as const;
    }).catch((error: unknown) => {
      if (error instanceof CrowdedError) return { kind: 'crowded', table: error.message } as const;
      throw error;
    });
  }

  /**
   * Drops a month with everything in it, unless something that is not finished refers to it. One transaction: whatever
   * dies, all of the month is there or nothing.
   */
  async drop(month: Month): Promise<DropResult> {
    // Without locks first: nobody has to wait while a month that is kept anyway is looked through.
    const because = await this.dataSource.transaction(async (manager) => {
      await manager.query(`SET LOCAL statement_timeout = ${LOOK_TIMEOUT_MS}`);
      return (await findUnfinished(manager, month)) ?? (await findOperation(manager, month));
    });
    if (because !== null) return { kind: 'kept', because };
    return this.unlessBusy(async (manager): Promise<DropResult> => {
      await manager.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
      await manager.query(`SET LOCAL statement_timeout = ${LOCKED_STATEMENT_MS}`);
      // From here on nobody reads or writes the tables, and what others have begun is committed: a command to a delivery,
      // a replay of an event. Parents first, as every statement locks them.
      for (const table of TABLES) {
        await manager.query(`LOCK TABLE ONLY ${table}, ONLY ${table}_${month.name} IN ACCESS EXCLUSIVE MODE`);
      }
      if (!(await listMonths(manager)).some((other) => isSame(other, month))) {
        return { kind: 'kept', because: 'its parts have changed meanwhile' };
      }
      const meanwhile = await findUnfinished(manager, month);
      if (meanwhile !== null) return { kind: 'kept', because: meanwhile };
      for (const table of TABLES) {
        await manager.query(`ALTER TABLE ${table} DETACH PARTITION ${table}_${month.name}`);
        await manager.query(`DROP TABLE ${table}_${month.name}`);
      }
      return { kind: 'dropped' };
    });
  }

  /**
   * Has Postgres forget that it found a part empty. It would read such a part whole, for as long as a plan is kept, also
   * when the month has begun and the part has filled; of one that it has never looked into it expects rows.
   * @returns the names of the parts
   */
  async forgetEmptiness(): Promise<string[]> {
    const rows = await this.dataSource.query<{ name: string }[]>(
      `SELECT c.relname AS name, pg_clear_relation_stats(n.nspname::text, c.relname::text)
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE i.inhparent::regclass::text = ANY($1) AND c.reltuples = 0`,
      [TABLES],
    );
    return rows.map(({ name }) => name);
  }

  /**
   * Has Postgres note between which times the last rows of months that are over were written. By itself it does so for
   * every 32 full pages only (BRIN), and what is asked for by time, as the stream of changes is, reads the rest of every
   * month each time. An index that is in use is left for another time.
   */
  async noteTimes(now: Date): Promise<void> {
    const months = (await this.listMonths()).filter(({ to }) => to <= now);
    const indexes = await this.dataSource.query<{ name: string }[]>(
      `SELECT c.oid::regclass::text AS name
       FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_am a ON a.oid = c.relam
       WHERE a.amname = 'brin' AND x.indrelid::regclass::text = ANY($1)`,
      [months.flatMap(({ name }) => TABLES.map((table) => `${table}_${name}`))],
    );
    for (const { name } of indexes) {
      await this.unlessBusy(async (manager) => {
        await manager.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
        await manager.query('SELECT brin_summarize_new_values($1::regclass)', [name]);
        return { kind: 'noted' } as const;
      });
    }
  }

  /** Tells which default parts have rows in them: of months that nobody has made in time. */
  async findStrays(): Promise<string[]> {
    const parts = TABLES.map((table) => `${table}_default`);
    const rows = await this.dataSource.query<{ name: string }[]>(
      parts.map((part) => `(SELECT '${part}' AS name FROM ${part} LIMIT 1)`).join(' UNION ALL '),
    );
    return rows.map(({ name }) => name);
  }

  /** Runs work in a transaction; when a lock is not got in time, nothing has happened. */
  private async unlessBusy<Result>(
    work: (manager: EntityManager) => Promise<Result>,
  ): Promise<Result | { kind: 'busy' }> {
    try {
      return await this.dataSource.transaction(work);
    } catch (error) {
      if (isLockTimeout(error)) return { kind: 'busy' };
      throw error;
    }
  }
}

/** A default part has too many rows of a month; the message is its name. */
class CrowdedError extends Error {}

/** A month of the calendar, in UTC. */
function monthFrom(at: Date, later: number): Month & { from: Date } {
  const from = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + later));
  const to = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + later + 1));
  return { name: from.toISOString().slice(0, 7).replace('-', '_'), from, to };
}

function isSame(a: Month, b: Month): boolean {
  return a.name === b.name && a.from?.getTime() === b.from?.getTime() && a.to.getTime() === b.to.getTime();
}

/** A moment as a literal of what a table is parted by. */
function boundOf(table: Table, at: Date): string {
  return table === 'events'
    ? `'${at.toISOString()}'::timestamptz`
    : `'${ID_PREFIXES.delivery}${encodeTime(at.getTime())}'`;
}

function rangeOf(table: Table, { from, to }: Month): string {
  return `FROM (${from === null ? 'MINVALUE' : boundOf(table, from)}) TO (${boundOf(table, to)})`;
}

/** One part of one table: its bounds as Postgres spells them, null where it has none. */
interface PartRow {
  table: Table;
  name: string;
  fromId: string | null;
  toId: string | null;
  from: Date | null;
  to: Date | null;
}

async function listMonths(manager: EntityManager): Promise<Month[]> {
  const rows = await manager.query<PartRow[]>(
    `SELECT "table", substr(part, length("table") + 2) AS name,
            CASE WHEN "table" <> 'events' THEN lower END AS "fromId", CASE WHEN "table" <> 'events' THEN upper END AS "toId",
            CASE WHEN "table" = 'events' THEN lower::timestamptz END AS "from",
            CASE WHEN "table" = 'events' THEN upper::timestamptz END AS "to"
     FROM (
       SELECT p.relname::text AS "table", c.relname::text AS part,
              substring(bound FROM 'FROM \\(''([^'']*)''\\)') AS lower, substring(bound FROM 'TO \\(''([^'']*)''\\)') AS upper
       FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN pg_class c ON c.oid = i.inhrelid
       CROSS JOIN LATERAL pg_get_expr(c.relpartbound, c.oid) AS bound
       WHERE i.inhparent::regclass::text = ANY($1) AND bound <> 'DEFAULT'
     ) AS parts`,
    [TABLES],
  );
  const months = new Map<string, { month: Month; tables: number }>();
  for (const row of rows) {
    const month = toMonth(row);
    const known = months.get(row.name);
    if (known !== undefined && !isSame(known.month, month))
      throw new Error(`the parts ${row.name} differ in their bounds`);
    months.set(row.name, { month, tables: (known?.tables ?? 0) + 1 });
  }
  for (const [name, { tables }] of months) {
    if (tables !== TABLES.length) throw new Error(`only ${tables} of ${TABLES.length} tables have a part ${name}`);
  }
  return Array.from(months.values(), ({ month }) => month).toSorted((a, b) => a.to.getTime() - b.to.getTime());
}

function toMonth({ table, name, fromId, toId, from, to }: PartRow): Month {
  if (table === 'events') {
    if (to === null) throw new Error(`the part ${name} of ${table} has no end`);
    return { name, from, to };
  }
  const toMs = toId === null ? null : idTime(toId);
  const fromMs = fromId === null ? null : idTime(fromId);
  if (toMs === null || (fromId !== null && fromMs === null)) {
    throw new Error(`the part ${name} of ${table} does not begin and end with times`);
  }
  return { name, from: fromMs === null ? null : new Date(fromMs), to: new Date(toMs) };
}

/**
 * Finds something that needs a month and is not finished: a delivery, a command, an event that is not fanned out. Every
 * look is answered by an index that has hardly an entry, but for that into the outbox.
 * @returns what it is, for people; null when there is nothing
 */
async function findUnfinished(manager: EntityManager, { name, from, to }: Month): Promise<string | null> {
  // Without statistics, or for the sake of the LIMIT in EXISTS, Postgres might read the month whole.
  await manager.query('SET LOCAL enable_seqscan = off');
  const deliveries = `SELECT 1 FROM webhook_deliveries_${name} WHERE`;
  const [row] = await manager.query<{ because: string | null }[]>(
    `SELECT CASE
       WHEN EXISTS (${deliveries} status IN ('waiting', 'held'))
         OR EXISTS (${deliveries} status = 'pending' AND dispatched_at IS NULL)
         OR EXISTS (${deliveries} status = 'delivering' AND dispatched_at IS NULL)
         OR EXISTS (${deliveries} status IN ('pending', 'delivering') AND dispatched_at IS NOT NULL)
       THEN 'a delivery is not finished'
       WHEN EXISTS (SELECT 1 FROM workflow_commands WHERE delivery_id >= $1 AND delivery_id < $2)
       THEN 'a command waits for its delivery'
       WHEN EXISTS (SELECT 1 FROM integration_outbox WHERE accepted_at >= $3 AND accepted_at < $4)
       THEN 'an event waits to be fanned out'
     END AS because`,
    [
      from === null ? '' : ID_PREFIXES.delivery + encodeTime(from.getTime()),
      ID_PREFIXES.delivery + encodeTime(to.getTime()),
      from ?? '-infinity',
      to,
    ],
  );
  return row?.because ?? null;
}

/** Finds a bulk operation that has still to act on something of a month: it would be told that this is no longer kept. */
async function findOperation(manager: EntityManager, { name, from, to }: Month): Promise<string | null> {
  const [row] = await manager.query<{ id: string }[]>(
    `SELECT o.id FROM operations o
     WHERE o.status IN ('running', 'paused') AND EXISTS (
       SELECT 1 FROM operation_items i
       LEFT JOIN events_${name} e ON e.tenant_id = o.tenant_id AND e.id = i.event_id
       WHERE i.operation_id = o.id AND i.outcome IS NULL
         AND (e.id IS NOT NULL OR (i.delivery_id >= $1 AND i.delivery_id < $2)))
     LIMIT 1`,
    [
      from === null ? '' : ID_PREFIXES.delivery + encodeTime(from.getTime()),
      ID_PREFIXES.delivery + encodeTime(to.getTime()),
    ],
  );
  return row === undefined ? null : `operation ${row.id} has still to act on it`;
}
