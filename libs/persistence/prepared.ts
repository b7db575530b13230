import { Client, type ClientConfig } from 'pg';

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

/** How Postgres plans a statement with parameters: by a plan that is kept, or anew where that seems to pay. */
type PlanCacheMode = 'force_generic_plan' | 'auto';

/**
 * The client of our pools: sends statements that were marked by {@link prepared} under their name. TypeORM's `query`
 * takes texts only, so this is the place where a name can be given.
 *
 * Their plans are kept, too. Left alone, Postgres compares a kept plan with one for the parameters at hand, and thinks the
 * latter cheaper for ever where it leaves out partitions or a limit is small: each execution would be planned anew, which
 * takes longer than the work. What has parameters and no name (lists by filters, say) is planned for them, unless it is
 * part of a transaction: these go by keys, or say otherwise themselves.
 *
 * What is sent in one turn of the event loop goes out in one write. Sent one by one, the first statement of a
 * pipelined transaction would wake Postgres, which would answer and wait for the next one.
 */
export class PreparingClient extends Client {
  planCacheMode: PlanCacheMode = 'auto';
  private gathering = false;

  constructor(config?: string | ClientConfig) {
    super({ ...(typeof config === 'string' ? { connectionString: config } : config), pipeline: true });
  }

  /** Keeps back what is sent from now on until the turn is over. */
  gather(): void {
    if (this.gathering) return;
    this.gathering = true;
    // TLS may take another stream's place: what was corked is what must be uncorked.
    const { stream } = this.connection;
    stream.cork();
    process.nextTick(() => {
      this.gathering = false;
      stream.uncork();
    });
  }
}

Reflect.set(
  PreparingClient.prototype,
  'query',
  function query(this: PreparingClient, text: unknown, ...rest: unknown[]) {
    const name = typeof text === 'string' ? PREPARED.get(text) : undefined;
    const statement = name === undefined ? text : { name, text };
    this.gather();
    const send = (): unknown => Reflect.apply(Client.prototype.query, this, [statement, ...rest]);
    const mode = name === undefined ? modeOfUnnamed(text, rest[0]) : 'force_generic_plan';
    // What is set in a transaction would be undone with it.
    if (mode === null || mode === this.planCacheMode || this.getTransactionStatus() !== 'I') return send();
    this.planCacheMode = mode;
    // Both at once: what is sent after this call must not come between them, nor before.
    const set: unknown = Reflect.apply(Client.prototype.query, this, [`SET plan_cache_mode = ${mode}`]);
    return Promise.all([set, send()]).then(([, result]) => result);
  },
);

/** Null for a statement that is not planned, or has nothing that a plan could be made for. */
function modeOfUnnamed(text: unknown, parameters: unknown): PlanCacheMode | null {
  if (typeof text !== 'string') return null;
  if (text.startsWith('START TRANSACTION')) return 'force_generic_plan';
  return Array.isArray(parameters) && parameters.length > 0 ? 'auto' : null;
}
