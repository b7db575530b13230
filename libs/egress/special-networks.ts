import { type IpNetwork, parseNetwork } from './ip-network.js';

/** A range that is not the public internet, with the words for it in messages. */
export interface SpecialNetwork {
  network: IpNetwork;
  /** Completes "… is a". */
  description: string;
}

/**
 * Single addresses at which clouds serve credentials and instance data. Most lie in ranges that are closed anyway; they
 * stand first so that the message says what was about to be reached.
 */
const METADATA: [string, string][] = [
  ['169.254.169.254/32', 'cloud metadata address'],
  // AWS container credentials
  ['169.254.170.2/32', 'cloud metadata address'],
  ['169.254.170.23/32', 'cloud metadata address'],
  // Alibaba Cloud
  ['100.100.100.200/32', 'cloud metadata address'],
  // Oracle Cloud
  ['192.0.0.192/32', 'cloud metadata address'],
  // Azure's platform address, which looks public
  ['168.63.129.16/32', 'cloud metadata address'],
  // AWS, over IPv6
  ['fd00:ec2::254/128', 'cloud metadata address'],
  ['fd00:ec2::23/128', 'cloud metadata address'],
  // Google Cloud, over IPv6
  ['fd20:ce::254/128', 'cloud metadata address'],
];

/**
 * IANA's IPv4 Special-Purpose Address Registry (RFC 6890), and multicast.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const IPV4: [string, string][] = [
  ['0.0.0.0/32', 'unspecified address'],
  ['0.0.0.0/8', 'reserved address ("this network")'],
  ['10.0.0.0/8', 'private address'],
  ['100.64.0.0/10', 'shared address of a carrier (CGNAT)'],
  ['127.0.0.0/8', 'loopback address'],
  ['169.254.0.0/16', 'link-local address'],
  ['172.16.0.0/12', 'private address'],
  ['192.0.0.0/24', 'reserved address (IETF protocol assignments)'],
  ['192.0.2.0/24', 'documentation address'],
  ['192.88.99.0/24', 'reserved address (6to4 relay)'],
  ['192.168.0.0/16', 'private address'],
  ['198.18.0.0/15', 'benchmarking address'],
  ['198.51.100.0/24', 'documentation address'],
  ['203.0.113.0/24', 'documentation address'],
  ['224.0.0.0/4', 'multicast address'],
  ['255.255.255.255/32', 'broadcast address'],
  ['240.0.0.0/4', 'reserved address'],
];

/**
 * The same for IPv6, and every block outside 2000::/3, the only one from which public addresses are given out. What
 * embeds IPv4 addresses (NAT64, 6to4, Teredo, IPv4-compatible) is closed as a whole.
 *
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 * @see https://www.iana.org/assignments/ipv6-address-space
 */
const IPV6: [string, string][] = [
  ['::/128', 'unspecified address'],
  ['::1/128', 'loopback address'],
  ['64:ff9b::/96', 'NAT64 address'],
  ['64:ff9b:1::/48', 'NAT64 address'],
  ['::/96', 'reserved address (IPv4-compatible)'],
  ['100::/64', 'discard address'],
  ['2001::/32', 'Teredo address'],
  ['2001:2::/48', 'benchmarking address'],
  ['2001::/23', 'reserved address (IETF protocol assignments)'],
  ['2001:db8::/32', 'documentation address'],
  ['2002::/16', '6to4 address'],
  ['3fff::/20', 'documentation address'],
  ['fc00::/7', 'private (unique local) address'],
  ['fe80::/10', 'link-local address'],
  ['fec0::/10', 'private (site-local) address'],
  ['ff00::/8', 'multicast address'],
  // What 2000::/3 leaves over, in the fewest blocks.
  ['::/3', 'reserved address'],
  ['4000::/2', 'reserved address'],
  ['8000::/1', 'reserved address'],
];

/** Every closed range; the first that contains an address describes it best. */
export const SPECIAL_NETWORKS: readonly SpecialNetwork[] = [...METADATA, ...IPV4, ...IPV6].map(
  ([cidr, description]) => ({ network: parseNetwork(cidr), description }),
);
