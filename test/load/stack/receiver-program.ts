import { createServer, type ServerResponse } from 'node:http';
import { nowMs } from '../measure/clock.js';

/**
 * How an endpoint of the receiver behaves; its URL is `/<behaviour>/<name>`. `ok` answers 200 at once; `tenth` answers
 * 500 to the first attempt of every tenth event; `slow` answers 200 after {@link SLOW_ANSWER_MS}; `down` answers 500
 * always; `quiet` is `ok` and tells nobody.
 */
export type Behaviour = 'ok' | 'tenth' | 'slow' | 'down' | 'quiet';

/** How long a `slow` endpoint takes to answer. */
export const SLOW_ANSWER_MS = 2_000;

/**
 * What the receiver tells: where it listens; then what it has answered 200 as `[<event id>/<name>, when it was read in
 * full (ms)]`, and what it has refused as `<event id>/<name>`.
 */
export type ReceiverMessage = { port: number } | { arrived: [key: string, atMs: number][]; refused: string[] };

// It does as little as can be, because it shares the machine with what is measured.

const OK = { 'content-length': '2' };
const FAILED = { 'content-length': '6' };
const FAIL_EVERY = 10;

let arrived: [key: string, atMs: number][] = [];
let refused: string[] = [];
/** What `tenth` endpoints have had an attempt of. */
const seenOfTenth = new Set<string>();

function tell(message: ReceiverMessage): void {
  process.send?.(message);
}

/** One message for all that came in this turn of the event loop. */
function tellLater(): void {
  if (arrived.length + refused.length > 0) return;
  setImmediate(() => {
    tell({ arrived, refused });
    arrived = [];
    refused = [];
  });
}

function accept(response: ServerResponse): void {
  response.writeHead(200, OK).end('ok');
}

function take(key: string, response: ServerResponse, answer: (response: ServerResponse) => void): void {
  const atMs = nowMs();
  tellLater();
  arrived.push([key, atMs]);
  answer(response);
}

function refuse(key: string, response: ServerResponse): void {
  tellLater();
  refused.push(key);
  response.writeHead(500, FAILED).end('failed');
}

/** Whether this is the first attempt of every tenth delivery. */
function failsNow(key: string): boolean {
  const seen = seenOfTenth.size;
  return seenOfTenth.add(key).size > seen && seenOfTenth.size % FAIL_EVERY === 0;
}

function handle(url: string, eventId: string, response: ServerResponse): void {
  const slash = url.indexOf('/', 1);
  const key = eventId + url.slice(slash);
  switch (url.slice(1, slash) as Behaviour) {
    case 'ok':
      return take(key, response, accept);
    case 'quiet':
      return accept(response);
    case 'tenth':
      return failsNow(key) ? refuse(key, response) : take(key, response, accept);
    case 'slow':
      return take(key, response, (late) => setTimeout(() => accept(late), SLOW_ANSWER_MS));
    case 'down':
      return refuse(key, response);
  }
}

const server = createServer((request, response) => {
  request.resume().once('end', () => handle(request.url ?? '', String(request.headers['webhook-id']), response));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver does not listen');
  tell({ port: address.port });
});
process.once('disconnect', () => process.exit(0));
