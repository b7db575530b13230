import { Client, type Dispatcher, Pool } from 'undici';
import type { AddressGuard } from './address-guard.js';
import { Connection } from './connection.js';
import type { Exchange } from './exchange.js';
import { createGuardedConnector } from './guarded-connector.js';
import { type IpNetwork, parseNetwork } from './ip-network.js';
import type { Resolver } from './resolver.js';
import type { SecureContext } from 'node:tls';

/** What all connections have in common. */
export interface PoolsSetup {
  guard: AddressGuard;
  resolver: Resolver;
  trust: SecureContext;
  maxConnectionsPerOrigin: number;
  keepAliveMs: number;
}

/** Longest head of an answer that is read, in bytes; Node's own limit. */
const MAX_HEADER_BYTES = 16 * 1024;

/** A receiver may ask by `Keep-Alive: timeout=…` for more than our idle time, but for no more than this. */
const LONGEST_KEEP_ALIVE_MS = 60_000;

/** A POST on its way through the pool, with the exchange that waits for it. */
class PostOptions implements Dispatcher.DispatchOptions {
  readonly method = 'POST';
  constructor(
    readonly path: string,
    readonly headers: Record<string, string>,
    readonly body: string | Buffer,
    readonly exchange: Exchange,
  ) {}
}

/** A client of the pool (one connection at a time), which tells the exchange what connection it got. */
class TrackedClient extends Client {
  readonly #connection: Connection;

  constructor(origin: URL, connection: Connection, options: Client.Options) {
    super(origin, options);
    this.#connection = connection;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (options instanceof PostOptions) {
      // It timed out in the pool's queue: no connection is made for it. True means: ready for the next.
      const { exchange } = options;
      if (exchange.settled) return true;
      exchange.assign(this.#connection);
      this.#connection.isWanted = () => !exchange.settled;
    }
    return super.dispatch(options, handler);
  }
}

/**
 * Keep-alive connections, one pool for each origin *and* IP allow-list: a connection that one endpoint's list permits
 * is not lent to an endpoint whose list may not. A pool without connections is forgotten.
 */
export class ConnectionPools {
  readonly #setup: PoolsSetup;
  readonly #pools = new Map<string, Pool>();

  constructor(setup: PoolsSetup) {
    this.#setup = setup;
  }

  /** How many pools there are. */
  get size(): number {
    return this.#pools.size;
  }

  /**
   * Sends a POST over a free connection, a new one, or, with all connections busy, the first that becomes free.
   *
   * @throws RangeError when the allow-list holds something that is no range.
   */
  dispatch(
    url: URL,
    request: { headers: Record<string, string>; body: string | Buffer; ipAllowList: string[] | undefined },
    exchange: Exchange,
  ): void {
    const networks = request.ipAllowList?.map(parseNetwork);
    const options = new PostOptions(`${url.pathname}${url.search}`, request.headers, request.body, exchange);
    this.#poolFor(url.origin, networks).dispatch(options, exchange);
  }

  /** Closes every connection, at once. */
  async destroy(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  #poolFor(origin: string, ipAllowList: IpNetwork[] | undefined): Pool {
    const key = [origin, ...(ipAllowList ? ['only', ...ipAllowList.map(({ text }) => text).toSorted()] : [])].join(' ');
    const known = this.#pools.get(key);
    if (known) return known;
    const pool = this.#createPool(origin, ipAllowList);
    const forgetWhenUnused = () => {
      const { connected, size } = pool.stats;
      if (connected > 0 || size > 0 || this.#pools.get(key) !== pool) return;
      this.#pools.delete(key);
      void pool.close();
    };
    pool.on('disconnect', forgetWhenUnused);
    pool.on('connectionError', forgetWhenUnused);
    this.#pools.set(key, pool);
    return pool;
  }

  #createPool(origin: string, ipAllowList: IpNetwork[] | undefined): Pool {
    const { guard, resolver, trust, maxConnectionsPerOrigin, keepAliveMs } = this.#setup;
    return new Pool(origin, {
      connections: maxConnectionsPerOrigin,
      factory: (url) => {
        const connection = new Connection();
        return new TrackedClient(url, connection, {
          connect: createGuardedConnector({ guard, ipAllowList, resolver, trust }, connection),
          pipelining: 1,
          allowH2: false,
          maxHeaderSize: MAX_HEADER_BYTES,
          keepAliveTimeout: keepAliveMs,
          keepAliveMaxTimeout: Math.max(keepAliveMs, LONGEST_KEEP_ALIVE_MS),
          // The exchange's own timer covers everything.
          headersTimeout: 0,
          bodyTimeout: 0,
        });
      },
    });
  }
}
