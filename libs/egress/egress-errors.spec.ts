import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Receiver } from '../../test/support/receiver.js';
import { RemoteReceiver } from '../../test/support/remote-receiver.js';
import { waitFor } from '../../test/support/wait-for.js';
import { EgressClient, type EgressOptions, type EgressRequest } from './egress-client.js';
import type { EgressFailure, EgressResult } from './egress-result.js';

const OPTIONS: EgressOptions = { allowHttp: true, allowedNetworks: ['127.0.0.0/8'], userAgent: 'Everhook/test' };
const SECRET = 's3cret';

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

function request(more: Partial<EgressRequest> = {}): EgressRequest {
  return {
    url: receiver.url(`/hook/${SECRET}?token=${SECRET}`),
    headers: { 'x-token': SECRET },
    body: `{"body":"${SECRET}"}`,
    timeoutMs: 5_000,
    ...more,
  };
}

/** The failure, after a check that its message gives nothing away. */
function failure(result: EgressResult): EgressFailure {
  if (result.kind !== 'error') throw new Error(`a response: ${JSON.stringify(result)}`);
  expect(result.error).not.toContain(SECRET);
  expect(result.error).not.toContain('/hook');
  return result;
}

function withResolver(code: string, message: string): EgressClient {
  return new EgressClient({
    ...OPTIONS,
    resolver: () => Promise.reject(Object.assign(new Error(message), { code })),
  });
}

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('errorKind', () => {
  it.each(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'ESERVFAIL'])('dns: the resolver says %s', async (code) => {
    const deaf = withResolver(code, `getaddrinfo ${code}`);
    const result = failure(await deaf.post(request({ url: `https://shop.example/hook/${SECRET}` })));
    expect(result).toMatchObject({ errorKind: 'dns', error: `no address was found for shop.example:443: ${code}` });
    expect(result).not.toHaveProperty('remoteAddress');
    await deaf.close();
  });

  it('dns: the operating system does not know the name', async () => {
    // RFC 6761, 6.4: .invalid never exists.
    const result = failure(await client.post(request({ url: 'http://receiver.invalid/' })));
    expect(result.errorKind).toBe('dns');
    expect(result.error).toContain('receiver.invalid:80');
  });

  it('dns: the resolver gives no address', async () => {
    const empty = new EgressClient({ ...OPTIONS, resolver: () => Promise.resolve([]) });
    expect(failure(await empty.post(request({ url: 'https://shop.example/' }))).errorKind).toBe('dns');
    await empty.close();
  });

  it('connect: the port is closed', async () => {
    const port = await unusedPort();
    const result = failure(await client.post(request({ url: `http://127.0.0.1:${port}/hook/${SECRET}` })));
    expect(result).toMatchObject({
      errorKind: 'connect',
      error: `could not connect to 127.0.0.1:${port}: ECONNREFUSED`,
      remoteAddress: '127.0.0.1',
    });
  });

  it('connect: every address of the name is closed', async () => {
    const port = await unusedPort();
    const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
    const several = new EgressClient({ ...OPTIONS, resolver: () => Promise.resolve(addresses) });
    const result = failure(await several.post(request({ url: `http://shop.example:${port}/` })));
    expect(result).toMatchObject({ errorKind: 'connect', remoteAddress: '127.0.0.2' });
    expect(result.error).toContain('ECONNREFUSED');
    await several.close();
  });

  it('tls: https to a port that speaks plain HTTP', async () => {
    const result = failure(await client.post(request({ url: receiver.url('/').replace('http:', 'https:') })));
    expect(result).toMatchObject({ errorKind: 'tls', remoteAddress: '127.0.0.1' });
  });

  it('tls: the connection is cut during the handshake', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.end()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const result = failure(await client.post(request({ url: `https://127.0.0.1:${address.port}/` })));
    expect(result.errorKind).toBe('tls');
    await new Promise((resolve) => server.close(resolve));
  });

  it('reset: the receiver resets the connection before it answers', async () => {
    receiver.on(`/hook/${SECRET}`, { kind: 'drop', when: 'before-headers' });
    const result = failure(await client.post(request()));
    expect(result).toMatchObject({ errorKind: 'reset', remoteAddress: '127.0.0.1' });
    expect(result.error).toContain('before it answered');
    expect(result).not.toHaveProperty('statusCode');
  });

  it('reset: the receiver closes the connection in good order without an answer', async () => {
    receiver.on(`/hook/${SECRET}`, { kind: 'close' });
    expect(failure(await client.post(request())).errorKind).toBe('reset');
  });

  it('reset: the answer breaks off; what had come is kept', async () => {
    receiver.on(`/hook/${SECRET}`, { kind: 'drop', when: 'after-headers' });
    const result = failure(await client.post(request()));
    expect(result).toMatchObject({
      errorKind: 'reset',
      statusCode: 200,
      headers: { 'content-length': '1000' },
      body: 'only the beginning',
    });
    expect(result.error).toContain('before the end of its answer');
  });

  it('reset: a kept connection is cut at the next request, which is not sent a second time', async () => {
    receiver.on(`/hook/${SECRET}`, { kind: 'respond' }, { kind: 'drop', when: 'before-headers' }, { kind: 'respond' });
    expect((await client.post(request())).kind).toBe('response');
    expect(failure(await client.post(request())).errorKind).toBe('reset');
    expect(receiver.requests.map(({ connection }) => connection)).toEqual([1, 1]);
    expect((await client.post(request())).kind).toBe('response');
    expect(receiver.connectionCount).toBe(2);
  });

  it.each([
    ['no HTTP', '220 mail.example ESMTP\r\n'],
    ['a broken header', 'HTTP/1.1 200 OK\r\nbad header\r\n\r\n'],
    ['a body longer than announced and then garbage', 'HTTP/1.1 abc OK\r\n\r\n'],
    ['more headers than are read', `HTTP/1.1 200 OK\r\n${'x-filler: 0123456789\r\n'.repeat(2_000)}\r\n`],
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'],
  ])('reset: the receiver answers with %s', async (_what, text) => {
    receiver.on(`/hook/${SECRET}`, { kind: 'raw', text });
    expect(failure(await client.post(request())).errorKind).toBe('reset');
  });

  it('reset, then connect: the receiver is killed while it holds a request', { timeout: 30_000 }, async () => {
    const remote = await RemoteReceiver.start();
    try {
      await remote.on('/', { kind: 'never' });
      const pending = client.post(request({ url: remote.url('/') }));
      await remote.waitForRequests(1);
      await remote.kill();
      expect(failure(await pending).errorKind).toBe('reset');
      expect(failure(await client.post(request({ url: remote.url('/') }))).errorKind).toBe('connect');
      const again = await RemoteReceiver.start({ port: remote.port });
      expect((await client.post(request({ url: again.url('/') }))).kind).toBe('response');
      expect((await again.requests())[0]?.body).toContain(SECRET);
      await again.kill();
    } finally {
      await remote.kill();
    }
  });

  it.each([
    ['http: where it is not allowed', 'http://8.8.8.8/', 'http: is not allowed'],
    ['another scheme', 'ftp://8.8.8.8/', 'not a scheme'],
    ['a port of another protocol', 'https://8.8.8.8:25/', 'another protocol'],
  ])('blocked-address: %s', async (_what, url, why) => {
    const strict = new EgressClient({ ...OPTIONS, allowHttp: false });
    const result = failure(await strict.post(request({ url })));
    expect(result.errorKind).toBe('blocked-address');
    expect(result.error).toContain(why);
    await strict.close();
  });

  it.each<[string, Partial<EgressRequest>]>([
    ['a URL that is none', { url: `not a url ${SECRET}` }],
    ['credentials in the URL', { url: `https://user:${SECRET}@shop.example/` }],
    ['a fragment in the URL', { url: `https://shop.example/#${SECRET}` }],
    ['a header of the connection', { headers: { Host: SECRET } }],
    ['a length of its own', { headers: { 'Content-Length': '2' } }],
    ['a header value with a line break', { headers: { 'x-a': `${SECRET}\r\nx-b: 1` } }],
    ['a header value outside of Latin-1', { headers: { 'x-a': `${SECRET}€` } }],
    ['a header name with a space', { headers: { 'x a': SECRET } }],
    ['a time-out of nothing', { timeoutMs: 0 }],
    ['a time-out that is no number', { timeoutMs: Number.NaN }],
    ['a range in the allow-list that is none', { ipAllowList: ['nonsense'] }],
  ])('internal: %s', async (_what, wrong) => {
    expect(failure(await client.post(request(wrong))).errorKind).toBe('internal');
    expect(receiver.requests).toHaveLength(0);
  });

  it('is the same for requests that had to wait for a connection', async () => {
    const narrow = new EgressClient({ ...OPTIONS, maxConnectionsPerOrigin: 2 });
    const closed = `http://127.0.0.1:${await unusedPort()}/`;
    const kindsOf = async (url: string) => {
      const results = await Promise.all(Array.from({ length: 7 }, () => narrow.post(request({ url }))));
      return results.map((result) => failure(result).errorKind);
    };
    expect(await kindsOf(closed)).toEqual(Array(7).fill('connect'));
    expect(await kindsOf('http://10.0.0.1/')).toEqual(Array(7).fill('blocked-address'));
    expect(await kindsOf(receiver.url('/').replace('http:', 'https:'))).toEqual(Array(7).fill('tls'));
    receiver.on('/', { kind: 'drop', when: 'before-headers' });
    expect(await kindsOf(receiver.url('/'))).toEqual(Array(7).fill('reset'));
    await narrow.close();
  });

  it('leaves the client fit for use after each of them', async () => {
    receiver.on(
      '/bad',
      { kind: 'drop', when: 'before-headers' },
      { kind: 'drop', when: 'after-headers' },
      { kind: 'close' },
    );
    for (let index = 0; index < 3; index += 1) failure(await client.post(request({ url: receiver.url('/bad') })));
    expect((await client.post(request({ url: receiver.url('/good') }))).kind).toBe('response');
    await waitFor('at most one connection', () => receiver.openConnections <= 1);
  });
});
