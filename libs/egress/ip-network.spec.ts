import { describe, expect, it } from 'vitest';
import { cidrProblem, parseAddress, parseNetwork } from './ip-network.js';

describe('cidrProblem', () => {
  it.each([
    '0.0.0.0/0',
    '10.0.0.0/8',
    '10.1.2.3/8',
    '203.0.113.7',
    '203.0.113.7/32',
    '::/0',
    '2001:db8::/32',
    '2001:db8::1',
    '::ffff:10.0.0.0/104',
  ])('accepts %s', (cidr) => {
    expect(cidrProblem(cidr)).toBeNull();
  });

  it.each([
    '',
    '/8',
    'example.com',
    '10.0.0/8',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0.0/ 8',
    '010.0.0.0/8',
    '0x0a.0.0.0/8',
    '10.0.0.256/8',
    '10.0.0.0/255.0.0.0',
    '2001:db8::/129',
    '[::1]/128',
    'fe80::1%eth0/64',
  ])('refuses %j and says what it was given', (cidr) => {
    expect(cidrProblem(cidr)).toContain(`"${cidr}"`);
    expect(() => parseNetwork(cidr)).toThrow(cidrProblem(cidr) ?? 'no problem');
  });
});

describe('parseNetwork', () => {
  const contains = (cidr: string, address: string) => {
    const parsed = parseAddress(address);
    return parsed !== null && parseNetwork(cidr).contains(parsed);
  };

  it('ignores host bits and knows its edges', () => {
    expect(parseNetwork('10.1.2.3/8').text).toBe('10.0.0.0/8');
    expect(parseNetwork('2001:DB8:0::7/32').text).toBe('2001:db8::/32');
    expect(contains('10.1.2.3/8', '10.0.0.0')).toBe(true);
    expect(contains('10.1.2.3/8', '10.255.255.255')).toBe(true);
    expect(contains('10.1.2.3/8', '11.0.0.0')).toBe(false);
    expect(contains('203.0.113.7', '203.0.113.7')).toBe(true);
    expect(contains('203.0.113.7', '203.0.113.8')).toBe(false);
  });

  it('tells IPv4-compatible addresses from IPv4-mapped ones', () => {
    expect(parseAddress('::10.0.0.1')?.toString()).toBe('::a00:1');
    expect(parseAddress('::ffff:10.0.0.1')?.toString()).toBe('10.0.0.1');
    expect(parseAddress('64:ff9b::10.0.0.1')?.toString()).toBe('64:ff9b::a00:1');
    expect(parseAddress('::ffff:010.0.0.1')).toBeNull();
    expect(parseNetwork('::10.0.0.0/104').text).toBe('::a00:0/104');
  });

  it('keeps the families apart, but takes mapped ranges for IPv4', () => {
    expect(contains('::/0', '10.0.0.1')).toBe(false);
    expect(contains('0.0.0.0/0', '2001:db8::1')).toBe(false);
    expect(parseNetwork('::ffff:10.0.0.0/104').text).toBe('10.0.0.0/8');
    expect(contains('::ffff:10.0.0.0/104', '::ffff:10.9.9.9')).toBe(true);
  });
});
