import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AddressGuard } from './address-guard.js';
import { parseNetwork } from './ip-network.js';

const closed = new AddressGuard([]);

describe('AddressGuard', () => {
  it.each([
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'this network'],
    ['10.0.0.1', 'private'],
    ['100.64.0.1', 'CGNAT'],
    ['100.127.255.255', 'CGNAT'],
    ['100.100.100.200', 'cloud metadata'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['168.63.129.16', 'cloud metadata'],
    ['169.254.1.1', 'link-local'],
    ['169.254.169.254', 'cloud metadata'],
    ['169.254.170.2', 'cloud metadata'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.0.0.1', 'reserved'],
    ['192.0.0.192', 'cloud metadata'],
    ['192.0.2.1', 'documentation'],
    ['192.88.99.1', '6to4 relay'],
    ['192.168.255.255', 'private'],
    ['198.18.0.1', 'benchmarking'],
    ['198.19.255.255', 'benchmarking'],
    ['198.51.100.1', 'documentation'],
    ['203.0.113.1', 'documentation'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['0:0:0:0:0:ffff:a00:1', 'private'],
    ['::ffff:169.254.169.254', 'cloud metadata'],
    ['::127.0.0.1', 'IPv4-compatible'],
    ['::8.8.8.8', 'IPv4-compatible'],
    ['::ffff:0:127.0.0.1', 'reserved'],
    ['64:ff9b::10.0.0.1', 'NAT64'],
    ['64:ff9b::8.8.8.8', 'NAT64'],
    ['64:ff9b:1::1', 'NAT64'],
    ['100::1', 'discard'],
    ['2001::1', 'Teredo'],
    ['2001:2::1', 'benchmarking'],
    ['2001:10::1', 'IETF protocol'],
    ['2001:db8::1', 'documentation'],
    ['2002:7f00:1::', '6to4'],
    ['2002:808:808::1', '6to4'],
    ['3fff::1', 'documentation'],
    ['4000::1', 'reserved'],
    ['5f00::1', 'reserved'],
    ['fc00::1', 'unique local'],
    ['fd00:ec2::254', 'cloud metadata'],
    ['fd12:3456::1', 'unique local'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['febf::1', 'link-local'],
    ['fec0::1', 'site-local'],
    ['ff02::1', 'multicast'],
  ])('closes %s (%s)', (address, why) => {
    expect(closed.problem(address)).toContain(why);
  });

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.255.255',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.1.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '::ffff:8.8.8.8',
    '2001:200::1',
    '2606:4700::1111',
    '2a00:1450:4001::200e',
    '3ffe:ffff::1',
  ])('lets the public address %s through', (address) => {
    expect(closed.problem(address)).toBeNull();
  });

  it.each(['', 'localhost', '127.1', '0x7f.0.0.1', '0177.0.0.1', '2130706433', '1.2.3.4.5', '256.1.1.1', '[::1]'])(
    'refuses %j, which is no address in its ordinary spelling',
    (text) => {
      expect(closed.problem(text)).toContain('not an address that can be checked');
    },
  );

  it('judges an IPv4-mapped address as the IPv4 address inside', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(closed.problem(`::ffff:${address}`)).toBe(closed.problem(address));
      }),
    );
  });

  it('opens what allowedNetworks names, and nothing beside it', () => {
    const guard = new AddressGuard(['127.0.0.0/8', 'fd12::/16', '::1']);
    expect(guard.problem('127.0.0.1')).toBeNull();
    expect(guard.problem('::ffff:127.0.0.1')).toBeNull();
    expect(guard.problem('fd12::1')).toBeNull();
    expect(guard.problem('::1')).toBeNull();
    expect(guard.problem('128.0.0.1')).toBeNull();
    expect(guard.problem('10.0.0.1')).toContain('private');
    expect(guard.problem('fd13::1')).toContain('unique local');
  });

  it('checks the address inside where an opened range embeds IPv4', () => {
    const guard = new AddressGuard(['64:ff9b::/96', '64:ff9b:1::/48', '2002::/16', '2001::/32', '::/96']);
    expect(guard.problem('64:ff9b::8.8.8.8')).toBeNull();
    expect(guard.problem('64:ff9b::10.0.0.1')).toContain('leads to 10.0.0.1');
    expect(guard.problem('64:ff9b::169.254.169.254')).toContain('cloud metadata');
    expect(guard.problem('64:ff9b:1::192.168.0.1')).toContain('leads to 192.168.0.1');
    expect(guard.problem('2002:808:808::1')).toBeNull();
    expect(guard.problem('2002:7f00:1::1')).toContain('leads to 127.0.0.1');
    // Server 8.8.8.8, client 10.0.0.1 with its bits turned round.
    expect(guard.problem('2001:0:808:808::f5ff:fffe')).toContain('leads to 10.0.0.1');
    expect(guard.problem('2001:0:808:808::f7f7:f7f7')).toBeNull();
    expect(guard.problem('2001:0:7f00:1::f7f7:f7f7')).toContain('leads to 127.0.0.1');
    expect(guard.problem('::10.0.0.1')).toContain('leads to 10.0.0.1');
    expect(guard.problem('::8.8.8.8')).toBeNull();
    expect(guard.problem('::1')).toBeNull();
  });

  it('demands the allow-list as well, which opens nothing', () => {
    const list = [parseNetwork('8.8.8.0/24'), parseNetwork('10.0.0.0/8')];
    expect(closed.problem('8.8.8.8', list)).toBeNull();
    expect(closed.problem('::ffff:8.8.8.8', list)).toBeNull();
    expect(closed.problem('8.8.4.4', list)).toContain('allow-list');
    expect(closed.problem('10.0.0.1', list)).toContain('private');
    expect(closed.problem('8.8.8.8', [])).toContain('allow-list');
  });

  it('does not start with a range that is none', () => {
    expect(() => new AddressGuard(['10.0.0.0/33'])).toThrow(RangeError);
  });
});
