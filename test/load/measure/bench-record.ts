import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

const SETTLE_TIMEOUT_MS = 120_000;
const POLL_MS = 200;

/** How the deliveries of a tenant stand. */
export interface RecordedState {
  /** Rows of the outbox not yet fanned out, without rejected ones. */
  inOutbox: number;
  /** Deliveries of each status and wait reason, as `held paused` or `succeeded`. */
  deliveries: Readonly<Record<string, number>>;
}

/** What Postgres, the record, says of the deliveries: the benchmark does not believe the receiver alone. */
export class BenchRecord {
  private constructor(private readonly client: Client) {}

  static async open(databaseUrl: string): Promise<BenchRecord> {
    const client = new Client({ connectionString: databaseUrl });
    // Interrupted, the benchmark stops Postgres while this is still connected.
    client.on('error', () => undefined);
    await client.connect();
    return new BenchRecord(client);
  }

  /**
   * Waits until the tenant's deliveries are as `isDone` wants them: at most two minutes in which nothing moves.
   * @returns how they stand then
   */
  async waitFor(tenantId: string, isDone: (state: RecordedState) => boolean): Promise<RecordedState> {
    let seen = '';
    let movedMs = Date.now();
    for (;;) {
      const state = await this.stateOf(tenantId);
      const look = JSON.stringify(state);
      if (look !== seen) movedMs = Date.now();
      seen = look;
      if (isDone(state) || Date.now() - movedMs > SETTLE_TIMEOUT_MS) return state;
      await delay(POLL_MS);
    }
  }

  /**
   * Waits until nothing of the tenant is left to do, so that what is still being written is not counted to the next part.
   * @returns how many deliveries did not end as succeeded, and rows of the outbox that nobody took
   */
  async settled(tenantId: string): Promise<number> {
    const isOpen = (status: string): boolean => !/^(succeeded|failed|cancelled)$/.test(status);
    const { inOutbox, deliveries } = await this.waitFor(
      tenantId,
      (state) => state.inOutbox === 0 && !Object.keys(state.deliveries).some(isOpen),
    );
    return countOf(deliveries, (status) => status !== 'succeeded') + inOutbox;
  }

  private async stateOf(tenantId: string): Promise<RecordedState> {
    const { rows } = await this.client.query<{ outbox: number; deliveries: Record<string, number> | null }>({
      name: 'bench-state',
      text: `
        SELECT (SELECT count(*)::integer FROM integration_outbox WHERE tenant_id = $1 AND rejected_at IS NULL) AS outbox,
               (SELECT jsonb_object_agg(state, number)
                  FROM (SELECT concat_ws(' ', status, CASE WHEN completed_at IS NULL THEN wait_reason END) AS state,
                               count(*)::integer AS number
                          FROM webhook_deliveries WHERE tenant_id = $1 GROUP BY 1) AS states) AS deliveries`,
      values: [tenantId],
    });
    return { inOutbox: rows[0]?.outbox ?? 0, deliveries: rows[0]?.deliveries ?? {} };
  }

  /** Begins to count statements; Postgres must have been started for it. */
  async countStatements(): Promise<void> {
    await this.client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    await this.client.query('SELECT pg_stat_statements_reset()');
  }

  /** The statements that took most of Postgres' time since then, the dearest first. */
  async dearestStatements(): Promise<unknown[]> {
    const { rows } = await this.client.query<Record<string, unknown>>(
      `SELECT calls::integer, round(total_exec_time::numeric, 1)::float AS total_ms,
              round(mean_exec_time::numeric, 3)::float AS mean_ms, rows::integer, wal_records::integer, plans::integer, total_plan_time::float AS plan_ms,
              regexp_replace(query, '\\s+', ' ', 'g') AS query
         FROM pg_stat_statements ORDER BY total_exec_time DESC LIMIT 30`,
    );
    return rows;
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}

/** How many deliveries are in a state that `matches`. */
export function countOf(deliveries: RecordedState['deliveries'], matches: (state: string) => boolean): number {
  return Object.entries(deliveries).reduce((sum, [state, number]) => sum + (matches(state) ? number : 0), 0);
}
