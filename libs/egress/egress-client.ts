import { AddressGuard } from './address-guard.js';
import { portProblem } from './blocked-ports.js';
import { ConnectionPools } from './connection-pools.js';
import { EgressError } from './egress-error.js';
import type { EgressResult } from './egress-result.js';
import { Exchange } from './exchange.js';
import { type Resolver, systemResolver } from './resolver.js';
import { createTrust } from './trust-anchors.js';
import { formProblem, schemeProblem } from './url-problem.js';

/** How requests leave this process. */
export interface EgressOptions {
  /** Whether `http:` URLs are called; otherwise they end as `blocked-address`. */
  allowHttp: boolean;
  /** Address ranges opened beyond the public internet, e.g. `127.0.0.0/8`. */
  allowedNetworks: string[];
  /** Certificates in PEM that are trusted beside the usual roots. @default none */
  extraCaPem?: string;
  /** Sent as `user-agent` where the request does not bring its own. */
  userAgent: string;
  /** Connections to one origin at a time; more requests wait, and their time-out runs. @default 64 */
  maxConnectionsPerOrigin?: number;
  /**
   * How long an idle connection is kept, in milliseconds, unless the receiver names its own limit (`Keep-Alive:
   * timeout=…`, obeyed up to a minute). Should stay below what servers use, or requests meet connections that are just
   * being closed; 5 s is common. @default 4000
   */
  keepAliveMs?: number;
  /**
   * Finds the addresses of a name. What it gives is checked like any other address. For tests and for special networks.
   *
   * @default the operating system's resolver
   */
  resolver?: Resolver;
}

/** One POST. */
export interface EgressRequest {
  /** `https:`, or `http:` where allowed. */
  url: string;
  /** All headers but those of the connection and of the body's length, which are the client's. */
  headers: Record<string, string>;
  /** Sent as it is; a string as UTF-8. */
  body: string | Buffer;
  /** The only time-out, in milliseconds: it covers waiting for a connection, DNS, connect, TLS, headers and body. */
  timeoutMs: number;
  /** Ranges in which the dialled address must lie as well; it never opens a closed one. @default no such rule */
  ipAllowList?: string[];
}

/** Headers that belong to the connection (RFC 9110, 7.6.1) or that the client makes from URL and body. */
const OWN_HEADERS = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * The one way out: posts to receivers over keep-alive connections, dials only addresses that the guard lets through,
 * follows no redirect, verifies TLS, reads at most 64 KiB of the answer and never decompresses it.
 *
 * Nothing is retried here, also not when a kept connection turns out to be closed: whether the receiver saw the request
 * cannot be known, and the retry policy above decides.
 */
export class EgressClient {
  readonly #options: EgressOptions;
  readonly #pools: ConnectionPools;
  readonly #inFlight = new Set<Promise<EgressResult>>();
  #closed = false;

  /**
   * @throws RangeError for an entry of `allowedNetworks` that is no range, or a limit that is not positive.
   * @throws Error when `extraCaPem` cannot be read.
   */
  constructor(options: EgressOptions) {
    const { maxConnectionsPerOrigin = 64, keepAliveMs = 4_000 } = options;
    if (!Number.isInteger(maxConnectionsPerOrigin) || maxConnectionsPerOrigin < 1 || !(keepAliveMs > 0)) {
      throw new RangeError('maxConnectionsPerOrigin and keepAliveMs must be positive');
    }
    this.#options = options;
    this.#pools = new ConnectionPools({
      guard: new AddressGuard(options.allowedNetworks),
      resolver: options.resolver ?? systemResolver(),
      trust: createTrust(options.extraCaPem),
      maxConnectionsPerOrigin,
      keepAliveMs,
    });
  }

  /** Sends the request. Never rejects: whatever goes wrong is a result of kind `error`. */
  async post(request: EgressRequest): Promise<EgressResult> {
    const startedAt = performance.now();
    const exchangeOrError = this.#start(request);
    if (exchangeOrError instanceof EgressError) {
      const { kind, message } = exchangeOrError;
      return { kind: 'error', errorKind: kind, error: message, durationMs: Math.round(performance.now() - startedAt) };
    }
    const { result } = exchangeOrError;
    this.#inFlight.add(result);
    try {
      return await result;
    } finally {
      this.#inFlight.delete(result);
    }
  }

  /** Takes no more requests, waits for those in flight (each has its time-out), then closes every connection. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#inFlight);
    await this.#pools.destroy();
  }

  #start(request: EgressRequest): Exchange | EgressError {
    if (this.#closed) return new EgressError('internal', 'the egress client is closed');
    const url = URL.canParse(request.url) ? new URL(request.url) : null;
    if (!url) return new EgressError('internal', 'the endpoint’s URL cannot be read');
    const refused = schemeProblem(url, this.#options.allowHttp) ?? portProblem(url.port);
    if (refused !== null) return new EgressError('blocked-address', `${url.host} was not called: ${refused}`);
    const problem = formProblem(url) ?? headersProblem(request.headers) ?? timeoutProblem(request.timeoutMs);
    if (problem !== null) return new EgressError('internal', `${url.host} was not called: ${problem}`);

    const exchange = new Exchange({ authority: authorityOf(url), timeoutMs: request.timeoutMs });
    try {
      const headers = withUserAgent(request.headers, this.#options.userAgent);
      this.#pools.dispatch(url, { headers, body: request.body, ipAllowList: request.ipAllowList }, exchange);
    } catch (cause) {
      const reason = cause instanceof RangeError ? cause.message : 'unexpected error';
      exchange.fail(new EgressError('internal', `${url.host} was not called: ${reason}`, { cause }));
    }
    return exchange;
  }
}

function authorityOf(url: URL): string {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return `${url.hostname.replace(/\.$/, '')}:${port}`;
}

function headersProblem(headers: Record<string, string>): string | null {
  const own = Object.keys(headers).find((name) => OWN_HEADERS.has(name.toLowerCase()));
  if (own !== undefined) return `the header ${own} cannot be set`;
  const bad = Object.keys(headers).find((name) => !isValidHeader(name, headers[name] ?? ''));
  return bad === undefined ? null : `the header ${JSON.stringify(bad)} has characters that HTTP does not allow`;
}

function isValidHeader(name: string, value: string): boolean {
  // RFC 9110, 5.1 and 5.5
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

function timeoutProblem(timeoutMs: number): string | null {
  return timeoutMs > 0 && timeoutMs <= LONGEST_TIMEOUT_MS ? null : `${timeoutMs} ms is not a time-out`;
}

function withUserAgent(headers: Record<string, string>, userAgent: string): Record<string, string> {
  const brought = Object.keys(headers).some((name) => name.toLowerCase() === 'user-agent');
  return brought ? headers : { 'user-agent': userAgent, ...headers };
}
