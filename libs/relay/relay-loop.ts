import { Client } from 'pg';
import type { Logger } from '#libs/observability';

/** What the loop drives. */
export interface RelayLoopOptions {
  /** A connection string on which LISTEN works; absent behind a transaction pooler, and the poll alone must do. */
  listenUrl?: string;
  /** The longest pause between two rounds, in milliseconds. */
  pollMs: number;
  /**
   * The kinds of work, by the table whose notification calls for them. Each does one round and answers true when there
   * may be more at once.
   */
  rounds: Readonly<Record<RelayWork, () => Promise<boolean>>>;
  logger: Logger;
}

/** Work is named after the table that it looks at. */
const RELAY_WORK = ['workflow_commands', 'wake_ups', 'integration_outbox', 'webhook_deliveries', 'alerts'] as const;
type RelayWork = (typeof RELAY_WORK)[number];

/** Without notifications new events would wait for the poll, so it is this short then. */
const POLL_WITHOUT_LISTEN_MS = 200;
const RECONNECT_MS = 1_000;
const CHANNEL = 'everhook_relay';

/**
 * Runs rounds of work: at once when Postgres says that something came or when {@link wake} is called, and all of them
 * every `pollMs`, because a notification can be lost with its connection.
 */
export class RelayLoop {
  private stopping = false;
  private readonly due = new Set<RelayWork>(RELAY_WORK);
  private wakeUp: () => void = () => undefined;
  private listener: Client | null = null;
  private reconnect: NodeJS.Timeout | null = null;
  private poll: NodeJS.Timeout | null = null;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: RelayLoopOptions) {}

  start(): void {
    void this.listen();
    this.schedulePoll();
    this.running = this.run();
  }

  /** Makes rounds begin at once. */
  wake(...work: RelayWork[]): void {
    for (const name of work) this.due.add(name);
    this.wakeUp();
  }

  /** Ends after the round that is under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.reconnect !== null) clearTimeout(this.reconnect);
    if (this.poll !== null) clearTimeout(this.poll);
    this.wake();
    await this.running;
    await this.listener?.end().catch(() => undefined);
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      for (const work of RELAY_WORK) if (this.due.delete(work) && (await this.round(work))) this.due.add(work);
      if (this.due.size === 0) await this.pause();
    }
  }

  private async round(work: RelayWork): Promise<boolean> {
    try {
      return await this.options.rounds[work]();
    } catch (error) {
      this.options.logger.error({ err: error, work }, 'a round of the relay failed; it is tried again');
      return false;
    }
  }

  private async pause(): Promise<void> {
    if (this.stopping) return;
    await new Promise<void>((resolve) => {
      this.wakeUp = resolve;
    });
  }

  /** Beside the pauses, so that steady notifications of one kind of work do not keep the others from their turn. */
  private schedulePoll(): void {
    if (this.poll !== null) clearTimeout(this.poll);
    if (this.stopping) return;
    const { pollMs } = this.options;
    this.poll = setTimeout(
      () => {
        this.wake(...RELAY_WORK);
        this.schedulePoll();
      },
      this.listener === null ? Math.min(POLL_WITHOUT_LISTEN_MS, pollMs) : pollMs,
    );
  }

  private async listen(): Promise<void> {
    const { listenUrl, logger } = this.options;
    if (listenUrl === undefined || this.stopping) return;
    const client = new Client({ connectionString: listenUrl, application_name: 'everhook-relay-listen' });
    let gone = false;
    const lost = (error?: Error): void => {
      // Told in several ways: by the connection's error and end, and by the statement that it interrupted.
      if (gone) return;
      gone = true;
      if (this.listener === client) this.listener = null;
      if (this.stopping) return;
      logger.warn({ err: error }, 'notifications are lost; polling until they are back');
      this.reconnect = setTimeout(() => void this.listen(), RECONNECT_MS);
      // The poll under way may be the long one, which counts on notifications.
      this.schedulePoll();
      this.wake(...RELAY_WORK);
    };
    client.on('notification', ({ payload }) => {
      // Sent by hand it names no table, and may mean any.
      const named = RELAY_WORK.filter((work) => work === payload);
      this.wake(...(named.length > 0 ? named : RELAY_WORK));
    });
    client.on('error', lost);
    client.on('end', () => lost());
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      if (this.stopping) return await client.end();
      this.listener = client;
      // What was notified while nobody listened.
      this.wake(...RELAY_WORK);
    } catch (error) {
      await client.end().catch(() => undefined);
      lost(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
