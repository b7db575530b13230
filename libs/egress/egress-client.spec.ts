import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Receiver } from '../../test/support/receiver.js';
import { waitFor } from '../../test/support/wait-for.js';
import { EgressClient, type EgressOptions, type EgressRequest } from './egress-client.js';
import type { EgressResponse, EgressResult } from './egress-result.js';

const OPTIONS: EgressOptions = { allowHttp: true, allowedNetworks: ['127.0.0.0/8'], userAgent: 'Everhook/test' };
const LIMIT = 65_536;

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

function request(path: string, more: Partial<EgressRequest> = {}): EgressRequest {
  return { url: receiver.url(path), headers: {}, body: '{}', timeoutMs: 5_000, ...more };
}

function response(result: EgressResult): EgressResponse {
  if (result.kind !== 'response') throw new Error(`no response: ${JSON.stringify(result)}`);
  return result;
}

describe('EgressClient', () => {
  it('posts headers and body as given and brings back the whole answer', async () => {
    receiver.on('/hook', {
      kind: 'respond',
      status: 202,
      headers: { 'X-One': 'a', 'set-cookie': ['a=1', 'b=2'] },
      body: 'grüße',
    });
    const body = '{"n":12345678901234567890,"s":"\\u00e9é"}';
    const headers = { 'content-type': 'application/json', 'X-Signature': 'abc' };
    const result = response(await client.post(request('/hook?token=1', { headers, body })));

    expect(result).toMatchObject({
      statusCode: 202,
      headers: { 'x-one': 'a', 'set-cookie': 'a=1, b=2' },
      body: 'grüße',
      truncated: false,
      remoteAddress: '127.0.0.1',
    });
    expect(result.durationMs).toBeGreaterThanOrEqual(0);
    const [received] = receiver.requests;
    expect(received).toMatchObject({ method: 'POST', path: '/hook?token=1', body });
    expect(received?.headers).toMatchObject({
      host: `127.0.0.1:${receiver.port}`,
      'content-type': 'application/json',
      'x-signature': 'abc',
      'user-agent': 'Everhook/test',
      'content-length': String(Buffer.byteLength(body)),
    });
    // Nothing asks for compression, so nothing has to be decompressed.
    expect(received?.headers).not.toHaveProperty('accept-encoding');
  });

  it('sends a Buffer byte by byte, and an empty body with its length', async () => {
    const bytes = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
    await client.post(request('/a', { body: bytes, headers: { 'User-Agent': 'mine' } }));
    await client.post(request('/a', { body: '' }));
    expect(receiver.requests[0]?.rawBody).toEqual(bytes);
    expect(receiver.requests[0]?.headers['user-agent']).toBe('mine');
    expect(receiver.requests[1]?.headers['content-length']).toBe('0');
  });

  it.each([301, 302, 303, 307, 308])('does not follow a %d', async (status) => {
    receiver.on('/from', { kind: 'redirect', status, location: receiver.url('/to') });
    const result = response(await client.post(request('/from')));
    expect(result.statusCode).toBe(status);
    expect(result.headers.location).toBe(receiver.url('/to'));
    // A second request on the same connection: had the first been followed, it would stand before this one.
    await client.post(request('/after'));
    expect(receiver.requests.map(({ path }) => path)).toEqual(['/from', '/after']);
  });

  it.each([400, 404, 410, 429, 500, 503])('brings back a %d as an answer', async (status) => {
    receiver.on('/', { kind: 'respond', status, headers: { 'retry-after': '7' }, body: 'no' });
    expect(response(await client.post(request('/')))).toMatchObject({
      statusCode: status,
      body: 'no',
      headers: { 'retry-after': '7' },
    });
  });

  it('reuses one socket for one request after the other', async () => {
    for (let index = 0; index < 5; index += 1) await client.post(request('/'));
    expect(receiver.requests).toHaveLength(5);
    expect(new Set(receiver.requests.map(({ connection }) => connection)).size).toBe(1);
    expect(receiver.connectionCount).toBe(1);
  });

  it('opens no more connections to one origin than allowed; the rest wait their turn', async () => {
    const narrow = new EgressClient({ ...OPTIONS, maxConnectionsPerOrigin: 2 });
    receiver.on('/', { kind: 'gate' });
    const posts = Array.from({ length: 6 }, () => narrow.post(request('/')));
    await waitFor('two requests behind the gate', () => receiver.heldAt('/') === 2);
    receiver.release('/');
    const results = await Promise.all(posts);
    expect(results.map((result) => response(result).statusCode)).toEqual(Array(6).fill(200));
    expect(receiver.connectionCount).toBe(2);
    await narrow.close();
  });

  it('closes an idle connection after keepAliveMs', async () => {
    const brief = new EgressClient({ ...OPTIONS, keepAliveMs: 200 });
    await brief.post(request('/'));
    expect(receiver.openConnections).toBe(1);
    await waitFor('the idle connection to be closed', () => receiver.openConnections === 0, { timeoutMs: 4_000 });
    await brief.close();
  });

  it('survives a receiver that closes the connection after each answer', async () => {
    receiver.on('/', { kind: 'respond', headers: { connection: 'close' } });
    for (let index = 0; index < 3; index += 1) {
      expect(response(await client.post(request('/'))).statusCode).toBe(200);
    }
    expect(receiver.connectionCount).toBe(3);
  });

  it('reads 64 KiB of an endless answer, says so, and closes the connection', async () => {
    receiver.on('/', { kind: 'stream', chunk: 'y'.repeat(10_000) });
    const result = response(await client.post(request('/')));
    expect(result).toMatchObject({ statusCode: 200, truncated: true });
    expect(result.body).toBe('y'.repeat(LIMIT));
    await waitFor('the connection to be closed', () => receiver.openConnections === 0);
  });

  it('knows an answer of exactly 64 KiB from a longer one', async () => {
    receiver.on('/exact', { kind: 'respond', body: 'z'.repeat(LIMIT) });
    receiver.on('/more', { kind: 'respond', body: 'z'.repeat(LIMIT + 1) });
    const exact = response(await client.post(request('/exact')));
    const more = response(await client.post(request('/more')));
    expect([exact.body.length, exact.truncated]).toEqual([LIMIT, false]);
    expect([more.body.length, more.truncated]).toEqual([LIMIT, true]);
  });

  it('does not decompress what it did not ask for', async () => {
    receiver.on('/', { kind: 'respond', headers: { 'content-encoding': 'gzip' }, body: 'not gzip at all' });
    expect(response(await client.post(request('/'))).body).toBe('not gzip at all');
  });

  it('waits for the final status after an interim one', async () => {
    receiver.on('/', {
      kind: 'raw',
      text: 'HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\nHTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\nok',
    });
    expect(response(await client.post(request('/')))).toMatchObject({ statusCode: 201, body: 'ok' });
  });

  it('takes an answer whose end is the end of the connection', async () => {
    receiver.on('/', { kind: 'raw', text: 'HTTP/1.0 200 OK\r\n\r\nold school' });
    expect(response(await client.post(request('/')))).toMatchObject({ statusCode: 200, body: 'old school' });
  });

  it('close() lets requests in flight end, and takes no more', async () => {
    receiver.on('/', { kind: 'gate' });
    const inFlight = client.post(request('/'));
    await waitFor('the request to arrive', () => receiver.heldAt('/') === 1);
    const closed = client.close();
    expect(await client.post(request('/'))).toMatchObject({ kind: 'error', errorKind: 'internal' });
    receiver.release('/');
    expect(response(await inFlight).statusCode).toBe(200);
    await closed;
    await waitFor('the connection to be closed', () => receiver.openConnections === 0);
    expect(receiver.requests).toHaveLength(1);
  });

  it.each([
    ['a broken range', { allowedNetworks: ['10.0.0.0/99'] }],
    ['no connections', { maxConnectionsPerOrigin: 0 }],
    ['no keep-alive time', { keepAliveMs: 0 }],
    ['a CA file without certificates', { extraCaPem: 'hello' }],
    [
      'a CA file with a broken certificate',
      { extraCaPem: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' },
    ],
  ])('does not start with %s', (_what, wrong) => {
    expect(() => new EgressClient({ ...OPTIONS, ...wrong })).toThrow(Error);
  });
});
