import { expect, it } from 'vitest';
import { systemResolver } from './resolver.js';

it('asks once for a name that several wait for, and again the next time', async () => {
  const resolve = systemResolver();
  const first = resolve('localhost');
  expect(resolve('localhost')).toBe(first);
  const addresses = await first;
  expect(addresses.map(({ address }) => address)).toContain('127.0.0.1');
  const again = resolve('localhost');
  expect(again).not.toBe(first);
  expect(await again).toEqual(addresses);
});

it('does not remember a failure', async () => {
  const resolve = systemResolver();
  const first = resolve('receiver.invalid');
  await expect(first).rejects.toHaveProperty('code');
  const again = resolve('receiver.invalid');
  expect(again).not.toBe(first);
  await expect(again).rejects.toHaveProperty('code');
});
