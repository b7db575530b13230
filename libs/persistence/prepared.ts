import { Client } from 'pg';

/** Hot statements by their text, with the name that they are prepared under. */
const PREPARED = new Map<string, string>();

/**
 * Marks a statement of the hot path: each connection parses and plans it once and then only executes it. For large
 * statements planning costs more than execution does.
 *
 * Behind a pooler in transaction mode this needs one that follows prepared statements (PgBouncer 1.21 or later with
 * `max_prepared_statements`).
 * @param name distinct for each statement; shows in `pg_prepared_statements`
 * @param sql the statement, always the same text
 * @returns the text, to be handed to `query`
 */
export function prepared(name: string, sql: string): string {
  PREPARED.set(sql, name);
  return sql;
}

/**
 * The client of our pools: sends statements that were marked by {@link prepared} under their name. TypeORM's `query`
 * takes texts only, so this is the place where a name can be given.
 */
export class PreparingClient extends Client {}

Reflect.set(PreparingClient.prototype, 'query', function query(this: Client, text: unknown, ...rest: unknown[]) {
  const name = typeof text === 'string' ? PREPARED.get(text) : undefined;
  const statement = name === undefined ? text : { name, text };
  return Reflect.apply(Client.prototype.query, this, [statement, ...rest]);
});
