import { Client } from 'pg';

const SETTLE_TIMEOUT_MS = 60_000;
const POLL_MS = 50;

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
   * Waits until no delivery is left to do, so that what is still being written is not counted to the next part.
   * @returns deliveries that did not end as succeeded, a minute later at most
   */
  async settled(): Promise<number> {
    const deadline = Date.now() + SETTLE_TIMEOUT_MS;
    for (;;) {
      const { rows } = await this.client.query<{ open: number; failed: number }>(
        `SELECT (SELECT count(*) FROM integration_outbox)::integer
              + count(*) FILTER (WHERE completed_at IS NULL)::integer AS open,
                count(*) FILTER (WHERE completed_at IS NOT NULL AND status <> 'succeeded')::integer AS failed
           FROM webhook_deliveries`,
      );
      const { open = 0, failed = 0 } = rows[0] ?? {};
      if (open === 0 || Date.now() > deadline) return open + failed;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
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
              round(mean_exec_time::numeric, 3)::float AS mean_ms, rows::integer, wal_records::integer,
              regexp_replace(query, '\\s+', ' ', 'g') AS query
         FROM pg_stat_statements ORDER BY total_exec_time DESC LIMIT 30`,
    );
    return rows;
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
