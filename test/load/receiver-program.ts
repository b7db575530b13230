import { createServer } from 'node:http';
import { nowMs } from './clock.js';

/** What the receiver tells: where it listens, then every arrival as `[event id, when it was read in full (ms)]`. */
export type ReceiverMessage = { port: number } | { arrivals: [string, number][] };

/**
 * The receiver of the benchmark: answers 200 at once and tells the load generator what arrived and when. It does as
 * little as can be, because it shares the machine with what is measured.
 */
const arrivals: [string, number][] = [];

function tell(message: ReceiverMessage): void {
  process.send?.(message);
}

const server = createServer((request, response) => {
  request.resume().once('end', () => {
    // One message for all that arrived in this turn of the event loop.
    if (arrivals.push([String(request.headers['webhook-id']), nowMs()]) === 1) {
      setImmediate(() => tell({ arrivals: arrivals.splice(0) }));
    }
    response.writeHead(200, { 'content-length': '2' }).end('ok');
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver does not listen');
  tell({ port: address.port });
});
process.once('disconnect', () => process.exit(0));
