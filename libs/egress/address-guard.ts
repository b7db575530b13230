import ipaddr from 'ipaddr.js';
import { type IpAddress, type IpNetwork, isIpv6, parseAddress, parseNetwork } from './ip-network.js';
import { SPECIAL_NETWORKS } from './special-networks.js';

const NAT64_NETWORKS = [parseNetwork('64:ff9b::/96'), parseNetwork('64:ff9b:1::/48')];
const SIX_TO_FOUR = parseNetwork('2002::/16');
const TEREDO = parseNetwork('2001::/32');
const IPV4_COMPATIBLE = parseNetwork('::/96');

/** Says which addresses may be dialled: public ones, and what configuration opens beyond them. */
export class AddressGuard {
  readonly #allowed: readonly IpNetwork[];

  /**
   * @param allowedNetworks ranges opened beyond the public internet, as {@link parseNetwork} reads them.
   * @throws RangeError for a range that is none.
   */
  constructor(allowedNetworks: readonly string[]) {
    this.#allowed = allowedNetworks.map(parseNetwork);
  }

  /**
   * Why this address may not be dialled, as the end of a sentence ("10.0.0.1 is a private address"); null when it may.
   * What cannot be read as an address is refused. Where an opened range carries IPv4 addresses inside IPv6 ones (NAT64,
   * 6to4, Teredo), the address inside must be allowed too: opening NAT64 does not open 10.0.0.0/8 behind it.
   *
   * @param ipAllowList where given, the address must also lie in one of these ranges. It never opens anything.
   */
  problem(addressText: string, ipAllowList?: readonly IpNetwork[]): string | null {
    const address = parseAddress(addressText);
    if (!address) return `${addressText} is not an address that can be checked`;
    const closed = this.#closedReason(address);
    if (closed !== null) return closed;
    if (ipAllowList && !ipAllowList.some((network) => network.contains(address))) {
      return `${address.toString()} is not in the endpoint's IP allow-list`;
    }
    return null;
  }

  #closedReason(address: IpAddress): string | null {
    const special = SPECIAL_NETWORKS.find(({ network }) => network.contains(address));
    if (!special) return null;
    if (!this.#allowed.some((network) => network.contains(address))) {
      return `${address.toString()} is a ${special.description}`;
    }
    for (const inner of embeddedAddresses(address)) {
      const reason = this.#closedReason(inner);
      if (reason !== null) return `${address.toString()} leads to ${reason}`;
    }
    return null;
  }
}

/** The IPv4 addresses to which a translator or tunnel on the way would turn this one. */
function embeddedAddresses(address: IpAddress): ipaddr.IPv4[] {
  if (!isIpv6(address)) return [];
  const bytes = address.toByteArray();
  const ipv4At = (offset: number) => new ipaddr.IPv4(bytes.slice(offset, offset + 4));
  // RFC 6052, 2.2. The local-use prefix of RFC 8215 is read as a /96, the length translators use with it.
  if (NAT64_NETWORKS.some((network) => network.contains(address))) return [ipv4At(12)];
  // RFC 3056, 2
  if (SIX_TO_FOUR.contains(address)) return [ipv4At(2)];
  // RFC 4380, 4: the server, and the client with every bit turned round
  if (TEREDO.contains(address)) {
    return [ipv4At(4), new ipaddr.IPv4(bytes.slice(12, 16).map((byte) => byte ^ 0xff))];
  }
  // RFC 4291, 2.5.5.1. `::` and `::1` lie in this block and are no embeddings.
  const isPlain = bytes.slice(0, 15).every((byte) => byte === 0);
  return IPV4_COMPATIBLE.contains(address) && !isPlain ? [ipv4At(12)] : [];
}
