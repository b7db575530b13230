import { afterEach, beforeEach, expect, it } from 'vitest';
import { Receiver } from '../../test/support/receiver.js';
import { waitFor } from '../../test/support/wait-for.js';
import { AddressGuard } from './address-guard.js';
import { ConnectionPools } from './connection-pools.js';
import { Exchange } from './exchange.js';
import { systemResolver } from './resolver.js';
import { createTrust } from './trust-anchors.js';

let receiver: Receiver;
let pools: ConnectionPools;

beforeEach(async () => {
  receiver = await Receiver.start();
  pools = new ConnectionPools({
    guard: new AddressGuard(['127.0.0.0/8']),
    resolver: systemResolver(),
    trust: createTrust(),
    maxConnectionsPerOrigin: 8,
    keepAliveMs: 4_000,
  });
});

afterEach(async () => {
  await pools.destroy();
  await receiver.close();
});

async function post(url: string, ipAllowList?: string[]) {
  const exchange = new Exchange({ authority: 'test', timeoutMs: 5_000 });
  pools.dispatch(new URL(url), { headers: {}, body: '{}', ipAllowList }, exchange);
  return exchange.result;
}

it('keeps a pool for each origin and allow-list, and forgets it with its last connection', async () => {
  receiver.on('/last', { kind: 'respond', headers: { connection: 'close' } });
  await post(receiver.url('/'));
  await post(receiver.url('/'), ['127.0.0.1']);
  expect(pools.size).toBe(2);
  await post(receiver.url('/last'));
  await waitFor('the first pool to be forgotten', () => pools.size === 1);
  await post(receiver.url('/last'), ['127.0.0.1/32']);
  await waitFor('the second pool to be forgotten', () => pools.size === 0);
  expect(await post(receiver.url('/'))).toMatchObject({ kind: 'response' });
});

it('forgets a pool that never had a connection', async () => {
  const closed = receiver.url('/');
  await receiver.close();
  const results = await Promise.all(Array.from({ length: 20 }, () => post(closed)));
  expect(results.map((result) => result.kind === 'error' && result.errorKind)).toEqual(Array(20).fill('connect'));
  await waitFor('the pool to be forgotten', () => pools.size === 0);
  receiver = await Receiver.start();
});
