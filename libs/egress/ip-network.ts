import ipaddr from 'ipaddr.js';

/** An address of either family. */
export type IpAddress = ipaddr.IPv4 | ipaddr.IPv6;

/** A range of addresses. */
export interface IpNetwork {
  /** Whether the address lies in it. Addresses of the other family never do. */
  contains(address: IpAddress): boolean;
  /** The range in one canonical spelling, e.g. `10.0.0.0/8`. */
  readonly text: string;
}

const MAPPED_PREFIX_BITS = 96;

/**
 * Reads an address in its ordinary spelling. An IPv4-mapped IPv6 address (`::ffff:a.b.c.d`, RFC 4291, 2.5.5.2) becomes
 * the IPv4 address, for that is what the kernel dials.
 *
 * @returns null for anything else; among that IPv4 in octal, hexadecimal or short forms, which are not addresses here
 * (in URLs the URL parser has already turned them into four decimals).
 */
export function parseAddress(text: string): IpAddress | null {
  const address = rawAddress(text);
  return address && isIpv6(address) && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

function rawAddress(text: string): IpAddress | null {
  return ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text) : parseIpv6(text);
}

/**
 * The library takes `::a.b.c.d` (IPv4-compatible) for `::ffff:a.b.c.d` (IPv4-mapped), which is another address, so it is
 * given the last four bytes in hexadecimal.
 */
function parseIpv6(text: string): ipaddr.IPv6 | null {
  if (!text.includes(':') || !ipaddr.IPv6.isValid(text)) return null;
  const tail = /(?<=:)[^:]*\.[^:%]*/.exec(text)?.[0];
  if (tail === undefined) return ipaddr.IPv6.parse(text);
  if (!ipaddr.IPv4.isValidFourPartDecimal(tail)) return null;
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(tail).octets;
  return ipaddr.IPv6.parse(text.replace(tail, `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`));
}

/**
 * What is wrong with a range, in words; null when it is fine. A range is `address/prefix`, or an address alone, which
 * stands for itself. Host bits may be set (`10.1.2.3/8` means `10.0.0.0/8`).
 */
export function cidrProblem(cidr: string): string | null {
  return read(cidr).problem ?? null;
}

/**
 * Reads a range.
 *
 * @throws RangeError with the text of {@link cidrProblem}.
 */
export function parseNetwork(cidr: string): IpNetwork {
  const { network, problem } = read(cidr);
  if (!network) throw new RangeError(problem);
  return network;
}

type Read = { network: IpNetwork; problem?: undefined } | { network?: undefined; problem: string };

function read(cidr: string): Read {
  const [addressText = '', prefixText, ...rest] = cidr.split('/');
  const base = addressText.includes('%') ? null : rawAddress(addressText);
  if (!base || rest.length > 0) {
    return { problem: `"${cidr}" is not an address range such as 203.0.113.0/24 or 2001:db8::/32` };
  }
  const bits = isIpv6(base) ? 128 : 32;
  if (prefixText !== undefined && (!/^\d{1,3}$/.test(prefixText) || Number(prefixText) > bits)) {
    return { problem: `"${cidr}" has a bad prefix length: it must be 0 to ${bits}` };
  }
  return { network: networkOf(base, prefixText === undefined ? bits : Number(prefixText)) };
}

function networkOf(base: IpAddress, prefix: number): IpNetwork {
  if (isIpv6(base) && base.isIPv4MappedAddress() && prefix >= MAPPED_PREFIX_BITS) {
    return networkOf(base.toIPv4Address(), prefix - MAPPED_PREFIX_BITS);
  }
  const range: [IpAddress, number] = [base, prefix];
  return {
    contains: (address) => address.kind() === base.kind() && address.match(range),
    text: networkAddress(base, prefix),
  };
}

function networkAddress(base: IpAddress, prefix: number): string {
  const address = isIpv6(base)
    ? ipaddr.IPv6.networkAddressFromCIDR(`${base.toNormalizedString()}/${prefix}`)
    : ipaddr.IPv4.networkAddressFromCIDR(`${base.toString()}/${prefix}`);
  return `${address.toString()}/${prefix}`;
}

/** Narrows an address to IPv6. */
export function isIpv6(address: IpAddress): address is ipaddr.IPv6 {
  return address.kind() === 'ipv6';
}
