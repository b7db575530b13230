import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Behaviour, RecordedRequest } from './receiver-behaviour.js';
import type { TlsIdentity } from './tls.js';
import { waitFor, type WaitForOptions } from './wait-for.js';

/** How a {@link Receiver} listens. */
export interface ReceiverOptions {
  /** Port on 127.0.0.1. @default 0, which takes a free one */
  port?: number;
  /** Certificate and key: the receiver then speaks HTTPS. @default plain HTTP */
  tls?: TlsIdentity;
  /** What paths without a programme of their own do. @default 200 `ok` */
  fallback?: Behaviour;
  /** How long an idle connection is kept, in milliseconds. @default 5000, as Node does */
  keepAliveTimeoutMs?: number;
}

const OK: Behaviour = { kind: 'respond', status: 200, body: 'ok' };

/** A real webhook receiver on 127.0.0.1: records every request and behaves as the test tells it, path by path. */
export class Receiver {
  /** Every request whose body arrived in full, oldest first. */
  readonly requests: RecordedRequest[] = [];
  readonly #server: Server;
  readonly #fallback: Behaviour;
  readonly #scheme: 'http' | 'https';
  readonly #programmes = new Map<string, Behaviour[]>();
  readonly #held = new Map<string, (() => void)[]>();
  readonly #openGates = new Set<string>();
  readonly #connectionNumbers = new WeakMap<Socket, number>();
  readonly #sockets = new Set<Socket>();
  #connectionCount = 0;

  private constructor(options: ReceiverOptions) {
    this.#fallback = options.fallback ?? OK;
    this.#scheme = options.tls ? 'https' : 'http';
    const onRequest = (request: IncomingMessage, response: ServerResponse) => this.#serve(request, response);
    this.#server = options.tls ? createHttpsServer(options.tls, onRequest) : createHttpServer(onRequest);
    this.#server.keepAliveTimeout = options.keepAliveTimeoutMs ?? 5_000;
    this.#server.on(options.tls ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.#connectionCount += 1;
      this.#connectionNumbers.set(socket, this.#connectionCount);
    });
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      // A peer that cuts the line is part of the tests, not a fault of this program.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.#sockets.delete(socket));
    });
    // Failed handshakes are what the tests of bad certificates are about.
    this.#server.on('tlsClientError', (_error, socket: Socket) => socket.destroy());
  }

  /** Starts listening. Rejects when the port is taken. */
  static async start(options: ReceiverOptions = {}): Promise<Receiver> {
    const receiver = new Receiver(options);
    await new Promise<void>((resolve, reject) => {
      receiver.#server.once('error', reject);
      receiver.#server.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    return receiver;
  }

  /** The port it listens on. */
  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the receiver does not listen');
    return address.port;
  }

  /** How many connections were made to it so far; with TLS only those whose handshake succeeded. */
  get connectionCount(): number {
    return this.#connectionCount;
  }

  /** How many connections are open now. */
  get openConnections(): number {
    return this.#sockets.size;
  }

  /** The URL of a path here. `host` must lead to 127.0.0.1. @default host '127.0.0.1' */
  url(path = '/', host = '127.0.0.1'): string {
    return `${this.#scheme}://${host}:${this.port}${path}`;
  }

  /**
   * Programmes a path (without query): the first request gets the first behaviour, the next the second, and so on; the
   * last one stays. Replaces what was programmed before.
   */
  on(path: string, ...behaviours: Behaviour[]): this {
    this.#programmes.set(path, [...behaviours]);
    this.#openGates.delete(path);
    return this;
  }

  /** The requests of one path (without query), oldest first. */
  requestsTo(path: string): RecordedRequest[] {
    return this.requests.filter((request) => pathOnly(request.path) === path);
  }

  /** Forgets the recorded requests; programmes stay. */
  clear(): void {
    this.requests.length = 0;
  }

  /** How many requests of a path wait behind a `gate`. */
  heldAt(path: string): number {
    return this.#held.get(path)?.length ?? 0;
  }

  /** Opens the gate of a path: requests that wait there go on, later ones find it open until `on` is called again. */
  release(path: string): void {
    this.#openGates.add(path);
    const waiting = this.#held.get(path) ?? [];
    this.#held.delete(path);
    for (const goOn of waiting) goOn();
  }

  /** Waits until `count` requests (of one path, when given) were recorded, and returns them. */
  async waitForRequests(count: number, path?: string, options?: WaitForOptions): Promise<RecordedRequest[]> {
    const recorded = () => (path === undefined ? this.requests : this.requestsTo(path));
    return waitFor(
      `${count} request(s) at the receiver${path === undefined ? '' : `'s ${path}`}`,
      () => recorded().length >= count && [...recorded()],
      options,
    );
  }

  /** Stops listening and cuts every connection. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '/';
      this.#record(request, path, Buffer.concat(chunks));
      this.#behave(pathOnly(path), this.#next(pathOnly(path)), response);
    });
    // The client went away, which is one of the things that are tested.
    request.on('error', () => request.destroy());
    response.on('error', () => response.destroy());
  }

  #record(request: IncomingMessage, path: string, rawBody: Buffer): void {
    const { socket } = request;
    const servername = socket instanceof TLSSocket ? Reflect.get(socket, 'servername') : undefined;
    this.requests.push({
      at: Date.now(),
      method: request.method ?? '',
      path,
      headers: Object.fromEntries(
        Object.entries(request.headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')]),
      ),
      body: rawBody.toString('utf8'),
      rawBody,
      connection: this.#connectionNumbers.get(socket) ?? 0,
      ...(typeof servername === 'string' ? { servername } : {}),
    });
  }

  #next(path: string): Behaviour {
    const programme = this.#programmes.get(path);
    if (!programme) return this.#fallback;
    return (programme.length > 1 ? programme.shift() : programme[0]) ?? this.#fallback;
  }

  #behave(path: string, behaviour: Behaviour, response: ServerResponse): void {
    switch (behaviour.kind) {
      case 'respond':
        respond(behaviour, response);
        return;
      case 'redirect':
        respond(
          { kind: 'respond', status: behaviour.status ?? 302, headers: { location: behaviour.location } },
          response,
        );
        return;
      case 'never':
        return;
      case 'drop':
        drop(behaviour.when, response);
        return;
      case 'close':
        response.socket?.end();
        return;
      case 'stream':
        stream(behaviour, response);
        return;
      case 'raw':
        response.socket?.end(behaviour.text);
        return;
      case 'gate':
        this.#hold(path, behaviour.then ?? OK, response);
        return;
      default:
        throw new Error(`no such behaviour: ${JSON.stringify(behaviour satisfies never)}`);
    }
  }

  #hold(path: string, then: Behaviour, response: ServerResponse): void {
    const goOn = () => this.#behave(path, then, response);
    if (this.#openGates.has(path)) {
      goOn();
      return;
    }
    this.#held.set(path, [...(this.#held.get(path) ?? []), goOn]);
  }
}

function respond(behaviour: Extract<Behaviour, { kind: 'respond' }>, response: ServerResponse): void {
  const answer = () => response.writeHead(behaviour.status ?? 200, behaviour.headers).end(behaviour.body ?? '');
  if (behaviour.delayMs === undefined) {
    answer();
    return;
  }
  const timer = setTimeout(answer, behaviour.delayMs);
  response.on('close', () => clearTimeout(timer));
}

function drop(when: 'before-headers' | 'after-headers', response: ServerResponse): void {
  if (when === 'before-headers') {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(200, { 'content-length': '1000' });
  // Ended, not reset: a reset would throw away what the client's kernel has received but the client not yet read.
  response.write('only the beginning', () => response.socket?.destroy());
}

function stream(behaviour: Extract<Behaviour, { kind: 'stream' }>, response: ServerResponse): void {
  const { status = 200, chunk = 'x'.repeat(8_192), everyMs = 0 } = behaviour;
  response.writeHead(status);
  if (everyMs > 0) {
    const timer = setInterval(() => response.write(chunk), everyMs);
    response.on('close', () => clearInterval(timer));
    return;
  }
  const fill = () => {
    while (!response.destroyed && response.write(chunk)) {
      // until the socket's buffer is full; 'drain' goes on
    }
  };
  response.on('drain', fill);
  fill();
}

function pathOnly(path: string): string {
  return path.split('?', 1)[0] ?? path;
}
