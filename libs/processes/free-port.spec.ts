import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { freePort, releasePort } from './free-port.js';

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listen(port: number): Promise<void> {
  const server = createServer();
  servers.push(server);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

describe('freePort', () => {
  test('gives the preferred port when it is free, and again after it was given back', async () => {
    const port = await freePort();
    releasePort(port);
    expect(await freePort(port)).toBe(port);
    releasePort(port);
    expect(await freePort(port)).toBe(port);
    await listen(port);
  });

  test('gives another one when the preferred port is in use', async () => {
    const taken = await freePort();
    await listen(taken);
    releasePort(taken);
    const other = await freePort(taken);
    expect(other).not.toBe(taken);
    await listen(other);
  });

  test('does not give one port to two callers', async () => {
    const wanted = await freePort();
    releasePort(wanted);
    const ports = await Promise.all([freePort(wanted), freePort(wanted), freePort(), freePort()]);
    expect(new Set(ports).size).toBe(4);
  });
});
