import { toClientOptions, type ClientConfigTLS } from '@temporalio/envconfig';
import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';

/** Where Temporal is and how to speak to it. */
export interface TemporalOptions {
  /** host:port */
  address: string;
  namespace: string;
  apiKey?: string;
  /** Default: TLS where an API key is given, else none. */
  tls?: ClientConfigTLS;
}

/** A call that takes longer is given up and made again later: nothing waits for Temporal with a lock in its hand. */
const CALL_TIMEOUT_MS = 10_000;

/**
 * The one connection of a process to Temporal, which may not be there yet: until it is, calls fail as they do when
 * Temporal goes away later. Client and Workers share it, which is what makes eager starts possible.
 */
export class TemporalLink {
  private session: { connection: NativeConnection; client: Client } | null = null;

  constructor(private readonly options: TemporalOptions) {}

  get namespace(): string {
    return this.options.namespace;
  }

  /**
   * Connects.
   * @throws Error when Temporal does not answer
   */
  async connect(): Promise<NativeConnection> {
    const { connectionOptions } = toClientOptions(this.options);
    const connection = await NativeConnection.connect(connectionOptions);
    this.session = { connection, client: new Client({ connection, namespace: this.namespace }) };
    return connection;
  }

  /**
   * Makes a call, for ten seconds at most.
   * @throws Error when Temporal was not reached yet, or does not answer in time
   */
  async call<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    if (this.session === null) throw new Error(`Temporal at ${this.options.address} was not reached yet`);
    const { connection, client } = this.session;
    return connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () => work(client));
  }

  async close(): Promise<void> {
    const connection = this.session?.connection;
    this.session = null;
    await connection?.close();
  }
}
