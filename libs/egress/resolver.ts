import { lookup } from 'node:dns/promises';

/** One address of a host. */
export interface ResolvedAddress {
  address: string;
  family: number;
}

/**
 * Finds all addresses of a host name, in the order in which they are to be tried. Rejects with an error that has a
 * `code` (`ENOTFOUND`, `EAI_AGAIN`, …) when there is none.
 */
export type Resolver = (hostname: string) => Promise<ResolvedAddress[]>;

/**
 * The operating system's resolver, with its hosts file and search rules. Questions for a name that is being looked up
 * already join that look-up: `getaddrinfo` holds one of libuv's few threads while it waits, and so a host with a dead
 * name server can hold at most one of them, however many deliveries it has.
 */
export function systemResolver(): Resolver {
  const running = new Map<string, Promise<ResolvedAddress[]>>();
  return (hostname) => {
    const joined = running.get(hostname);
    if (joined) return joined;
    const started = lookup(hostname, { all: true, verbatim: true }).finally(() => running.delete(hostname));
    running.set(hostname, started);
    return started;
  };
}
