import { Client } from 'pg';
import type { Logger } from '#libs/observability';

/** What the loop drives. */
export interface RelayLoopOptions {
  /** A connection string on which LISTEN works; absent behind a transaction pooler, and the poll alone must do. */
  listenUrl?: string;
  /** The longest pause between two rounds, in milliseconds. */
  pollMs: number;
  /** One round of each kind of work; true means that there may be more at once. */
  rounds: readonly (() => Promise<boolean>)[];
  logger: Logger;
}

/** Without notifications new events would wait for the poll, so it is this short then. */
const POLL_WITHOUT_LISTEN_MS = 200;
const RECONNECT_MS = 1_000;
const CHANNEL = 'everhook_relay';

/**
 * Runs rounds of work: at once when Postgres says that something came or when {@link wake} is called, and every
 * `pollMs` in any case, because a notification can be lost with its connection.
 */
export class RelayLoop {
  private stopping = false;
  private woken = false;
  private wakeUp: () => void = () => undefined;
  private listener: Client | null = null;
  private reconnect: NodeJS.Timeout | null = null;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: RelayLoopOptions) {}

  start(): void {
    void this.listen();
    this.running = this.run();
  }

  /** Makes the next round begin at once. */
  wake(): void {
    this.woken = true;
    this.wakeUp();
  }

  /** Ends after the round that is under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.reconnect !== null) clearTimeout(this.reconnect);
    this.wake();
    await this.running;
    await this.listener?.end().catch(() => undefined);
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      this.woken = false;
      let more = false;
      for (const round of this.options.rounds) {
        try {
          more = (await round()) || more;
        } catch (error) {
          this.options.logger.error({ err: error }, 'a round of the relay failed; it is tried again');
        }
      }
      if (!more) await this.pause();
    }
  }

  private async pause(): Promise<void> {
    if (this.woken || this.stopping) return;
    const pauseMs =
      this.listener === null ? Math.min(POLL_WITHOUT_LISTEN_MS, this.options.pollMs) : this.options.pollMs;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pauseMs);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async listen(): Promise<void> {
    const { listenUrl, logger } = this.options;
    if (listenUrl === undefined || this.stopping) return;
    const client = new Client({ connectionString: listenUrl, application_name: 'everhook-relay-listen' });
    const lost = (error?: Error): void => {
      if (this.listener !== client && error === undefined) return;
      this.listener = null;
      if (this.stopping) return;
      if (error !== undefined) logger.warn({ err: error }, 'notifications are lost; polling until they are back');
      this.reconnect = setTimeout(() => void this.listen(), RECONNECT_MS);
    };
    client.on('notification', () => this.wake());
    client.on('error', lost);
    client.on('end', () => lost());
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.listener = client;
      this.wake();
    } catch (error) {
      await client.end().catch(() => undefined);
      lost(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
