import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Receiver } from '../../test/support/receiver.js';
import { createTestCa, type TestCa, type TlsIdentity } from '../../test/support/tls.js';
import { EgressClient } from './egress-client.js';

const SETTINGS = {
  allowHttp: false,
  allowedNetworks: ['127.0.0.0/8'],
  userAgent: 'Everhook/test',
  resolver: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
};

let ca: TestCa;
const openThings: { close: () => Promise<void> }[] = [];

beforeAll(async () => {
  ca = await createTestCa();
});

afterEach(async () => {
  for (const thing of openThings.splice(0)) await thing.close();
});

async function startReceiver(tls: TlsIdentity): Promise<Receiver> {
  const receiver = await Receiver.start({ tls });
  // Closed after the clients, which stand before it.
  openThings.push(receiver);
  return receiver;
}

function createClient(extraCaPem?: string): EgressClient {
  const client = new EgressClient({ ...SETTINGS, ...(extraCaPem === undefined ? {} : { extraCaPem }) });
  openThings.unshift(client);
  return client;
}

function post(client: EgressClient, url: string) {
  return client.post({ url, headers: {}, body: '{}', timeoutMs: 5_000 });
}

describe('TLS', () => {
  it('trusts the extra CA, for a name (with SNI) and for an address (without)', async () => {
    const receiver = await startReceiver(await ca.issue('good', ['shop.example', '127.0.0.1']));
    const client = createClient(ca.certPem);
    expect(await post(client, receiver.url('/', 'shop.example'))).toMatchObject({ kind: 'response', statusCode: 200 });
    expect(await post(client, receiver.url('/', 'shop.example.'))).toMatchObject({ kind: 'response' });
    expect(await post(client, receiver.url('/', '127.0.0.1'))).toMatchObject({ kind: 'response' });
    expect(receiver.requests.map(({ servername }) => servername)).toEqual(['shop.example', 'shop.example', undefined]);
  });

  it('keeps the connection for the next request', async () => {
    const receiver = await startReceiver(await ca.issue());
    const client = createClient(ca.certPem);
    for (let index = 0; index < 3; index += 1) await post(client, receiver.url('/', 'localhost'));
    expect(receiver.requests.map(({ connection }) => connection)).toEqual([1, 1, 1]);
  });

  it('does not trust the CA unless it is configured', async () => {
    const receiver = await startReceiver(await ca.issue());
    const result = await post(createClient(), receiver.url('/', 'localhost'));
    expect(result).toMatchObject({ kind: 'error', errorKind: 'tls', remoteAddress: '127.0.0.1' });
    expect(receiver.requests).toHaveLength(0);
  });

  it('does not trust another CA', async () => {
    const receiver = await startReceiver(await ca.issue());
    const other = await createTestCa();
    expect(await post(createClient(other.certPem), receiver.url('/', 'localhost'))).toMatchObject({ errorKind: 'tls' });
  });

  it.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['wrong-host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ] as const)('refuses a certificate that is %s, and says why', async (kind, code) => {
    const receiver = await startReceiver(await ca.issue(kind));
    const client = createClient(ca.certPem);
    // More than once: a failed connection must not leave the pool in a bad state.
    for (let index = 0; index < 3; index += 1) {
      const result = await post(client, receiver.url('/hook?token=s3cret', 'localhost'));
      expect(result).toMatchObject({ kind: 'error', errorKind: 'tls', remoteAddress: '127.0.0.1' });
      expect(result.kind === 'error' && result.error).toContain(code);
      expect(result.kind === 'error' && result.error).not.toContain('s3cret');
    }
    expect(receiver.requests).toHaveLength(0);
  });

  it('reaches a receiver again as soon as its certificate is good', async () => {
    const bad = await Receiver.start({ tls: await ca.issue('expired') });
    const client = createClient(ca.certPem);
    const url = bad.url('/', 'localhost');
    expect(await post(client, url)).toMatchObject({ errorKind: 'tls' });
    await bad.close();
    const good = await Receiver.start({ port: Number(new URL(url).port), tls: await ca.issue() });
    openThings.push(good);
    expect(await post(client, url)).toMatchObject({ kind: 'response' });
  });
});
