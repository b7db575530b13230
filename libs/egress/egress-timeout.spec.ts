import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Receiver } from '../../test/support/receiver.js';
import { waitFor } from '../../test/support/wait-for.js';
import { EgressClient, type EgressOptions } from './egress-client.js';
import type { EgressFailure, EgressResult } from './egress-result.js';

const OPTIONS: EgressOptions = { allowHttp: true, allowedNetworks: ['127.0.0.0/8'], userAgent: 'Everhook/test' };
const TIMEOUT_MS = 300;

let receiver: Receiver;
let client: EgressClient;

beforeEach(async () => {
  receiver = await Receiver.start();
  client = new EgressClient(OPTIONS);
});

afterEach(async () => {
  await client.close();
  await receiver.close();
});

async function postFor(url: string, through = client): Promise<EgressResult> {
  return through.post({ url, headers: {}, body: '{}', timeoutMs: TIMEOUT_MS });
}

/** The failure, after a check that it came when the time was up and not much later. */
function timedOut(result: EgressResult): EgressFailure {
  if (result.kind !== 'error') throw new Error(`a response: ${JSON.stringify(result)}`);
  expect(result.errorKind).toBe('timeout');
  expect(result.error).toContain(`within ${TIMEOUT_MS} ms`);
  expect(result.durationMs).toBeGreaterThanOrEqual(TIMEOUT_MS - 5);
  expect(result.durationMs).toBeLessThan(TIMEOUT_MS + 2_000);
  return result;
}

describe('the one time-out', () => {
  it('covers the look-up of the name', async () => {
    const lost = new EgressClient({ ...OPTIONS, resolver: () => new Promise(() => undefined) });
    expect(timedOut(await postFor('https://shop.example/', lost)).error).toContain('its name was not resolved');
    await lost.close();
  });

  it('covers the TCP connection', async () => {
    const full = await listenerThatAcceptsNothing();
    try {
      const result = timedOut(await postFor(`http://127.0.0.1:${full.port}/`));
      expect(result.error).toContain('no TCP connection was made');
      expect(result.remoteAddress).toBe('127.0.0.1');
    } finally {
      await full.stop();
    }
  });

  it('covers the TLS handshake, and gives the connection up', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
      socket.resume();
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const result = timedOut(await postFor(`https://127.0.0.1:${address.port}/`));
    expect(result.error).toContain('the TLS handshake did not end');
    await waitFor('the connection to be closed', () => sockets.size === 0);
    await new Promise((resolve) => silent.close(resolve));
  });

  it('covers the wait for the status line, and closes the connection', async () => {
    receiver.on('/', { kind: 'never' });
    const result = timedOut(await postFor(receiver.url()));
    expect(result.error).toContain('it did not answer');
    expect(result).not.toHaveProperty('statusCode');
    expect(result.remoteAddress).toBe('127.0.0.1');
    await waitFor('the connection to be closed', () => receiver.openConnections === 0);
  });

  it('leaves the receiver alone afterwards: no connection is made for a request that was given up', async () => {
    const other = await Receiver.start();
    receiver.on('/', { kind: 'never' });
    timedOut(await postFor(receiver.url()));
    await waitFor('the connection to be closed', () => receiver.openConnections === 0);
    expect((await postFor(other.url())).kind).toBe('response');
    expect(receiver.connectionCount).toBe(1);
    await other.close();
  });

  it('covers a receiver that answers too late', async () => {
    receiver.on('/', { kind: 'respond', delayMs: 60_000 });
    timedOut(await postFor(receiver.url()));
  });

  it('covers a body that drips, although every drop comes in time', async () => {
    receiver.on('/', { kind: 'stream', status: 202, chunk: 'drop ', everyMs: 20 });
    const result = timedOut(await postFor(receiver.url()));
    expect(result).toMatchObject({ statusCode: 202 });
    expect(result.error).toContain('its answer did not end');
    expect(result.body).toMatch(/^(drop )+$/);
    await waitFor('the connection to be closed', () => receiver.openConnections === 0);
  });

  it('covers interim answers without end', async () => {
    const interim = createServer((socket) => {
      const timer = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 20);
      socket.on('error', () => undefined).on('close', () => clearInterval(timer));
      socket.resume();
    });
    await new Promise<void>((resolve) => interim.listen(0, '127.0.0.1', resolve));
    const address = interim.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    timedOut(await postFor(`http://127.0.0.1:${address.port}/`));
    await new Promise((resolve) => interim.close(resolve));
  });

  it('covers the wait for a connection; what timed out in the queue is never sent', async () => {
    const narrow = new EgressClient({ ...OPTIONS, maxConnectionsPerOrigin: 1 });
    receiver.on('/held', { kind: 'gate' });
    const first = narrow.post({ url: receiver.url('/held'), headers: {}, body: '{}', timeoutMs: 10_000 });
    await waitFor('the first request', () => receiver.heldAt('/held') === 1);
    const queued = timedOut(await postFor(receiver.url('/queued'), narrow));
    expect(queued.error).toContain('no connection became free');
    receiver.release('/held');
    expect((await first).kind).toBe('response');
    expect((await postFor(receiver.url('/after'), narrow)).kind).toBe('response');
    expect(receiver.requests.map(({ path, connection }) => [path, connection])).toEqual([
      ['/held', 1],
      ['/after', 1],
    ]);
    await narrow.close();
  });

  it('is no failure once 64 KiB have come, also when the end stays out', async () => {
    const body = 'w'.repeat(65_536);
    const server = createServer((socket) => {
      socket.on('error', () => undefined).resume();
      socket.write(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const result = await postFor(`http://127.0.0.1:${address.port}/`);
    expect(result).toMatchObject({ kind: 'response', statusCode: 200, truncated: true });
    expect(result.body === body).toBe(true);
    await new Promise((resolve) => server.close(resolve));
  });
});

/** A stopped process whose queue of connections is full: the kernel leaves further ones unanswered, as a firewall does. */
async function listenerThatAcceptsNothing(): Promise<{ port: number; stop: () => Promise<void> }> {
  const program = `const s = require('node:net').createServer();
    s.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => console.log(s.address().port));`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const port = Number(line);
  child.kill('SIGSTOP');
  const fillers: Socket[] = [];
  // Once one of them is left hanging the queue is full, and stays so.
  const isFull = async () => {
    const filler = connect(port, '127.0.0.1').on('error', () => undefined);
    fillers.push(filler);
    const outcome = await Promise.race([
      once(filler, 'connect').then(() => 'connected'),
      new Promise((resolve) => setTimeout(resolve, 250, 'hanging')),
    ]);
    return outcome === 'hanging';
  };
  await waitFor('the queue of connections to be full', isFull);
  return {
    port,
    stop: async () => {
      for (const filler of fillers) filler.destroy();
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}
