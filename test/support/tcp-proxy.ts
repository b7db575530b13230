import { connect, createServer, type Server, type Socket } from 'node:net';

/** Where a {@link TcpProxy} leads. */
export interface TcpTarget {
  host: string;
  port: number;
}

/** A line to a server that a test can cut, mute and mend: how a database or a Temporal that goes away looks. */
export class TcpProxy {
  readonly #target: TcpTarget;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #server: Server | null = null;
  #port = 0;
  #muted = false;
  #muteAt: string | null = null;

  private constructor(target: TcpTarget) {
    this.#target = target;
  }

  /** Starts a proxy on a free port of 127.0.0.1. */
  static async start(target: TcpTarget): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await proxy.restore();
    return proxy;
  }

  /** Starts a proxy to where a URL leads. */
  static async toUrl(url: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(url);
    return TcpProxy.start({ host: hostname, port: Number(port) });
  }

  /** `host:port` of the proxy; the same after {@link restore}. */
  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** How many connections go through it now. */
  get openConnections(): number {
    return this.#pairs.size;
  }

  /** The same URL with the proxy's host and port. */
  through(url: string): string {
    const changed = new URL(url);
    changed.host = this.address;
    return changed.href;
  }

  /** Cuts every connection and refuses new ones. */
  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    const closed = new Promise<void>((resolve) => {
      if (server === null) resolve();
      else server.close(() => resolve());
    });
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
    await closed;
  }

  /**
   * From when a client says this, the server hears everything and nothing of its answers comes back, until
   * {@link restore}.
   */
  muteAt(text: string): void {
    this.#muteAt = text;
  }

  /** True when no answers come back. */
  get isMuted(): boolean {
    return this.#muted;
  }

  /** Listens (again), and lets answers through. */
  async restore(): Promise<void> {
    this.#muted = false;
    this.#muteAt = null;
    if (this.#server !== null) return;
    const server = createServer((client) => this.#join(client));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#server = server;
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
    this.#port = address.port;
  }

  #join(client: Socket): void {
    const server = connect(this.#target);
    const pair = [client, server] as const;
    this.#pairs.add(pair);
    const end = (): void => {
      this.#pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of pair) {
      socket.on('error', end);
      socket.on('close', end);
      socket.setNoDelay(true);
    }
    client.on('data', (chunk: Buffer) => {
      if (this.#muteAt !== null && chunk.includes(this.#muteAt)) this.#muted = true;
      server.write(chunk);
    });
    server.on('data', (chunk) => {
      if (!this.#muted) client.write(chunk);
    });
  }
}
