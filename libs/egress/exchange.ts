import type { Dispatcher } from 'undici';
import { BoundedBody, storable } from './bounded-body.js';
import type { Connection } from './connection.js';
import { EgressError } from './egress-error.js';
import type { EgressResult } from './egress-result.js';
import { exchangeError } from './exchange-error.js';

/** The parts of an exchange that its caller knows. */
export interface ExchangeSetup {
  /** Host and port, for messages. */
  authority: string;
  /** Covers everything from now on: waiting for a connection, DNS, connect, TLS, headers, body. Milliseconds. */
  timeoutMs: number;
}

type ResponseStart = { statusCode: number; headers: Record<string, string> };

/**
 * One request and its answer, as undici's dispatcher reports it. Settles exactly once; from then on whatever the
 * connection still does is of no interest, and a connection whose answer was not read to the end is destroyed.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly result: Promise<EgressResult>;
  readonly #setup: ExchangeSetup;
  readonly #startedAt = performance.now();
  readonly #timer: NodeJS.Timeout;
  readonly #body = new BoundedBody();
  #resolve: ((result: EgressResult) => void) | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #connection: Connection | undefined;
  #start: ResponseStart | undefined;

  constructor(setup: ExchangeSetup) {
    this.#setup = setup;
    this.result = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#timer = setTimeout(() => this.#onTimeout(), setup.timeoutMs);
  }

  /** Whether the result is out. */
  get settled(): boolean {
    return this.#resolve === undefined;
  }

  /** The pool has chosen a connection, which may still have to be made. */
  assign(connection: Connection): void {
    this.#connection = connection;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Timed out while it waited: nothing has been written yet, and nothing will be.
    if (this.settled) this.#release();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    statusCode: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // 1xx announces an answer and is none (RFC 9110, 15.2).
    if (statusCode < 200) return;
    this.#start = {
      statusCode,
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, storable([value ?? ''].flat().join(', '))]),
      ),
    };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#body.push(chunk);
    if (this.#body.overflowed) this.#respond({ truncated: true });
  }

  onResponseEnd(): void {
    this.#respond({ truncated: false });
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    if (this.#body.full) {
      this.#respond({ truncated: true });
      return;
    }
    this.fail(exchangeError(error, { authority: this.#setup.authority, answered: this.#start !== undefined }));
  }

  /** Ends the exchange with an error. */
  fail(error: EgressError): void {
    const remoteAddress = error.remoteAddress ?? this.#connection?.remoteAddress;
    this.#settle({
      kind: 'error',
      errorKind: error.kind,
      error: storable(error.message),
      durationMs: this.#elapsedMs(),
      ...(this.#start ? { ...this.#start, body: this.#body.text() } : {}),
      ...(remoteAddress === undefined || error.kind === 'blocked-address' ? {} : { remoteAddress }),
    });
  }

  #respond({ truncated }: { truncated: boolean }): void {
    if (!this.#start) {
      this.fail(new EgressError('internal', `${this.#setup.authority} sent a body without a status`));
      return;
    }
    const remoteAddress = this.#connection?.remoteAddress;
    const result: EgressResult = {
      kind: 'response',
      ...this.#start,
      body: this.#body.text(),
      truncated,
      durationMs: this.#elapsedMs(),
      ...(remoteAddress === undefined ? {} : { remoteAddress }),
    };
    this.#settle(result, { connectionIsFree: !truncated });
  }

  #onTimeout(): void {
    // 64 KiB are read, only the end was not seen: that is all we want to know (api.md, the outgoing request).
    if (this.#body.full) {
      this.#respond({ truncated: true });
      return;
    }
    const { authority, timeoutMs } = this.#setup;
    this.fail(new EgressError('timeout', `${authority}: ${this.#waitedFor()} within ${timeoutMs} ms`));
  }

  #waitedFor(): string {
    if (this.#start) return 'its answer did not end';
    if (!this.#connection) return 'no connection became free';
    switch (this.#connection.phase) {
      case 'idle':
        return 'no connection was made';
      case 'dns':
        return 'its name was not resolved';
      case 'connect':
        return 'no TCP connection was made';
      case 'tls':
        return 'the TLS handshake did not end';
      case 'open':
        return 'it did not answer';
      default:
        return this.#connection.phase satisfies never;
    }
  }

  #settle(result: EgressResult, { connectionIsFree = false } = {}): void {
    if (!this.#resolve) return;
    clearTimeout(this.#timer);
    const resolve = this.#resolve;
    this.#resolve = undefined;
    if (connectionIsFree) {
      // undici takes the connection back in an immediate that it sets once this call has returned. The result follows
      // in the next one, so that a caller who posts again at once finds the connection free, and opens no second one.
      queueMicrotask(() => setImmediate(resolve, result));
      return;
    }
    resolve(result);
    this.#release();
  }

  /** Lets go of a connection whose answer was not read to its end. */
  #release(): void {
    const reason = new EgressError('internal', 'the exchange is over');
    if (this.#controller) this.#controller.abort(reason);
    else this.#connection?.abandon(reason);
  }

  #elapsedMs(): number {
    return Math.round(performance.now() - this.#startedAt);
  }
}
