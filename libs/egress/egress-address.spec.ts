import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Receiver } from '../../test/support/receiver.js';
import { waitFor } from '../../test/support/wait-for.js';
import { EgressClient } from './egress-client.js';
import type { ResolvedAddress, Resolver } from './resolver.js';

const SETTINGS = { allowHttp: true, userAgent: 'Everhook/test' };

let receiver: Receiver;
const clients: EgressClient[] = [];

beforeEach(async () => {
  receiver = await Receiver.start();
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await receiver.close();
});

function createClient(allowedNetworks: string[], resolver?: Resolver): EgressClient {
  const client = new EgressClient({ ...SETTINGS, allowedNetworks, ...(resolver ? { resolver } : {}) });
  clients.push(client);
  return client;
}

/** A name server that gives the next answer at each question, and the last one for ever. */
function nameServer(...answers: string[][]): Resolver & { questions: string[] } {
  const questions: string[] = [];
  const resolver = (hostname: string): Promise<ResolvedAddress[]> => {
    questions.push(hostname);
    const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    return Promise.resolve(answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  };
  return Object.assign(resolver, { questions });
}

function post(client: EgressClient, url: string, ipAllowList?: string[]) {
  return client.post({ url, headers: {}, body: '{}', timeoutMs: 5_000, ...(ipAllowList ? { ipAllowList } : {}) });
}

describe('the address that is dialled', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '0.0.0.0',
    'localhost',
  ])('is refused when it is loopback, written %s', async (host) => {
    const result = await post(createClient([]), `http://${host}:${receiver.port}/`);
    expect(result).toMatchObject({ kind: 'error', errorKind: 'blocked-address' });
    expect(result).not.toHaveProperty('remoteAddress');
    expect(receiver.connectionCount).toBe(0);
  });

  it.each(['169.254.169.254', '[fd00:ec2::254]', '[64:ff9b::a00:1]', '10.0.0.1', '[2002:7f00:1::1]'])(
    'is refused for %s, over http and https',
    async (host) => {
      const client = createClient(['127.0.0.0/8']);
      for (const scheme of ['http', 'https']) {
        expect(await post(client, `${scheme}://${host}/`)).toMatchObject({ errorKind: 'blocked-address' });
      }
    },
  );

  it('is checked in what the resolver says, and named with the reason', async () => {
    const result = await post(createClient([], nameServer(['10.1.2.3'])), 'http://shop.example/secret?token=1');
    expect(result).toMatchObject({
      errorKind: 'blocked-address',
      error: 'shop.example:80 was not called: 10.1.2.3 is a private address',
    });
  });

  it('is checked again at every connection: a name that turns to loopback later is refused (DNS rebinding)', async () => {
    // Only 127.0.0.1 is open and stands for the public address; 127.0.0.2 is as closed as any private one.
    const resolver = nameServer(['127.0.0.1'], ['127.0.0.2']);
    const client = createClient(['127.0.0.1/32'], resolver);
    const url = receiver.url('/', 'shop.example');
    receiver.on('/', { kind: 'respond', headers: { connection: 'close' } });
    expect(await post(client, url)).toMatchObject({ kind: 'response', remoteAddress: '127.0.0.1' });
    expect(await post(client, url)).toMatchObject({ kind: 'error', errorKind: 'blocked-address' });
    expect(resolver.questions).toEqual(['shop.example', 'shop.example']);
    expect(receiver.requests).toHaveLength(1);
  });

  it('comes from one look-up: there is no second one between check and connection', async () => {
    const resolver = nameServer(['127.0.0.1'], ['127.0.0.2']);
    const client = createClient(['127.0.0.1/32'], resolver);
    expect(await post(client, receiver.url('/', 'shop.example'))).toMatchObject({ remoteAddress: '127.0.0.1' });
    expect(resolver.questions).toHaveLength(1);
  });

  it('is one of the open ones where a name has closed ones too', async () => {
    const resolver = nameServer(['10.0.0.1', '::1', '127.0.0.2', 'garbage', '127.0.0.1']);
    const client = createClient(['127.0.0.1/32'], resolver);
    expect(await post(client, receiver.url('/', 'shop.example'))).toMatchObject({
      kind: 'response',
      remoteAddress: '127.0.0.1',
    });
    expect(receiver.requests[0]?.headers.host).toBe(`shop.example:${receiver.port}`);
  });

  it('is refused when the resolver gives something that is no address', async () => {
    const client = createClient(['127.0.0.0/8'], nameServer(['localhost']));
    expect(await post(client, receiver.url('/', 'shop.example'))).toMatchObject({ errorKind: 'blocked-address' });
    expect(receiver.connectionCount).toBe(0);
  });

  it('is checked once more on the connected socket, before anything is sent', async () => {
    // 0.0.0.0 is opened, but the kernel takes it for this machine: the socket's other end is 127.0.0.1, which is not.
    const result = await post(createClient(['0.0.0.0/32']), `http://0.0.0.0:${receiver.port}/`);
    expect(result).toMatchObject({ kind: 'error', errorKind: 'blocked-address' });
    expect(result.kind === 'error' && result.error).toContain('127.0.0.1 is a loopback address');
    await waitFor('the connection to be closed', () => receiver.openConnections === 0);
    expect(receiver.requests).toHaveLength(0);
  });

  it('is looked up by the operating system by default', async () => {
    const client = createClient(['127.0.0.0/8', '::1']);
    expect(await post(client, receiver.url('/', 'localhost'))).toMatchObject({ kind: 'response' });
  });
});

describe('ipAllowList', () => {
  it('lets only listed addresses through', async () => {
    const client = createClient(['127.0.0.0/8']);
    expect(await post(client, receiver.url(), ['127.0.0.0/30'])).toMatchObject({ kind: 'response' });
    const refused = await post(client, receiver.url(), ['203.0.113.0/24']);
    expect(refused).toMatchObject({ kind: 'error', errorKind: 'blocked-address' });
    expect(refused.kind === 'error' && refused.error).toContain('allow-list');
    expect(await post(client, receiver.url(), [])).toMatchObject({ errorKind: 'blocked-address' });
    expect(receiver.requests).toHaveLength(1);
  });

  it('picks the listed ones of a name’s addresses', async () => {
    const client = createClient(['127.0.0.0/8'], nameServer(['127.0.0.9', '127.0.0.1']));
    const result = await post(client, receiver.url('/', 'shop.example'), ['127.0.0.1/32']);
    expect(result).toMatchObject({ kind: 'response', remoteAddress: '127.0.0.1' });
  });

  it('never opens a closed range', async () => {
    expect(await post(createClient([]), receiver.url(), ['127.0.0.0/8'])).toMatchObject({
      errorKind: 'blocked-address',
    });
    expect(receiver.connectionCount).toBe(0);
  });

  it('is not got round by a connection that an endpoint without the list keeps open', async () => {
    const client = createClient(['127.0.0.0/8']);
    expect(await post(client, receiver.url())).toMatchObject({ kind: 'response' });
    await waitFor('a kept connection', () => receiver.openConnections === 1);
    expect(await post(client, receiver.url(), ['203.0.113.0/24'])).toMatchObject({ errorKind: 'blocked-address' });
    expect(receiver.requests).toHaveLength(1);
  });

  it('shares a connection between lists that say the same, and no others', async () => {
    const client = createClient(['127.0.0.0/8']);
    const lists = [undefined, ['127.0.0.1', '10.0.0.0/8'], ['10.9.9.9/8', '127.0.0.1/32'], ['127.0.0.1'], undefined];
    for (const list of lists) await post(client, receiver.url(), list);
    expect(receiver.requests.map(({ connection }) => connection)).toEqual([1, 2, 2, 3, 1]);
  });
});
