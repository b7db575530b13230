import net, { isIP, type LookupFunction, type Socket } from 'node:net';
import tls from 'node:tls';
import { callbackify } from 'node:util';
import type { buildConnector } from 'undici';
import type { AddressGuard } from './address-guard.js';
import type { Connection, ConnectionAttempt } from './connection.js';
import { connectError } from './connect-error.js';
import { EgressError } from './egress-error.js';
import type { IpNetwork } from './ip-network.js';
import type { Resolver } from './resolver.js';

/** What a connector needs to know. */
export interface ConnectorSetup {
  guard: AddressGuard;
  ipAllowList: readonly IpNetwork[] | undefined;
  resolver: Resolver;
  trust: tls.SecureContext;
}

/** Time for one address before the next is tried beside it (RFC 8305); Node's 250 ms is short for another continent. */
const NEXT_ADDRESS_AFTER_MS = 1_000;

/** TCP keep-alive probes begin after this much silence, so that a middlebox does not forget a long request. */
const TCP_KEEP_ALIVE_MS = 60_000;

/**
 * Makes the function with which undici opens connections. The addresses that a name has are checked between the look-up
 * and the dialling, in one step, so there is no second look-up that could give another answer (DNS rebinding); closed
 * addresses are left out, and if none is left the connection fails. Where the host is an address, which is never looked
 * up, it is checked before. Once connected, the socket's own remote address is checked again, before a byte is sent.
 *
 * There is no time-out here: the exchange that waits for the connection has one for everything and abandons it.
 */
export function createGuardedConnector(setup: ConnectorSetup, connection: Connection): buildConnector.connector {
  return (target, callback) => {
    const host = target.hostname.replace(/\.$/, '');
    const secure = target.protocol === 'https:';
    const port = Number(target.port) || (secure ? 443 : 80);
    const isAddress = isIP(host) !== 0;
    const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const refusal = refuse(setup, connection, { address: isAddress ? host : undefined, authority });
    if (refusal) {
      // Like every other outcome, not before this call has returned.
      queueMicrotask(() => callback(refusal, null));
      return;
    }
    const attempt: ConnectionAttempt = isAddress ? { phase: 'connect', remoteAddress: host } : { phase: 'dns' };
    const options = {
      host,
      port,
      lookup: guardedLookup(setup, attempt, authority),
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER_MS,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
    };
    const socket: Socket = secure
      ? tls.connect({
          ...options,
          // SNI is for names only (RFC 6066, 3); for an address the certificate is checked against the address.
          servername: isAddress ? '' : host,
          secureContext: setup.trust,
          // Said aloud, because the default can be switched off by the environment (NODE_TLS_REJECT_UNAUTHORIZED).
          rejectUnauthorized: true,
          ALPNProtocols: ['http/1.1'],
        })
      : net.connect(options);
    attempt.socket = socket;
    connection.begin(attempt);
    let settled = false;
    const fail = (error: Error) => {
      if (settled) return;
      settled = true;
      callback(connectError(error, { phase: attempt.phase, authority, dialled: attempt.remoteAddress }), null);
    };
    // Stays for the socket's life: an error after this has no other listener until undici adds its own.
    socket.on('error', fail);
    socket.once('close', () => fail(new Error('the connection was closed')));
    socket.on('connectionAttempt', (address: string) => {
      attempt.remoteAddress = address;
    });
    socket.once('connect', () => {
      const { remoteAddress } = socket;
      const problem = setup.guard.problem(remoteAddress ?? 'an unknown address', setup.ipAllowList);
      if (problem !== null) {
        socket.destroy(new EgressError('blocked-address', `${authority} was not called: ${problem}`));
        return;
      }
      attempt.remoteAddress = remoteAddress;
      attempt.phase = secure ? 'tls' : 'open';
    });
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      if (settled || socket.destroyed) return;
      settled = true;
      attempt.phase = 'open';
      callback(null, socket);
    });
  };
}

function refuse(
  { guard, ipAllowList }: ConnectorSetup,
  connection: Connection,
  { address, authority }: { address: string | undefined; authority: string },
): EgressError | null {
  if (!connection.isWanted()) return new EgressError('internal', `nobody waits for ${authority} any more`);
  const problem = address === undefined ? null : guard.problem(address, ipAllowList);
  return problem === null ? null : new EgressError('blocked-address', `${authority} was not called: ${problem}`);
}

/** Look-up and check in one: gives `node:net` only addresses that may be dialled. */
function guardedLookup(setup: ConnectorSetup, attempt: ConnectionAttempt, authority: string): LookupFunction {
  const openAddresses = callbackify(async (hostname: string) => {
    const addresses = await setup.resolver(hostname);
    attempt.phase = 'connect';
    const open = addresses.filter(({ address }) => setup.guard.problem(address, setup.ipAllowList) === null);
    const [first] = open;
    if (!first) throw blockedAddresses(setup, addresses, authority);
    return { open, first };
  });
  return (hostname, options, callback) => {
    openAddresses(hostname, (error, found) => {
      if (error) callback(error, []);
      else if (options.all) callback(null, found.open);
      else callback(null, found.first.address, found.first.family);
    });
  };
}

function blockedAddresses(setup: ConnectorSetup, addresses: { address: string }[], authority: string): EgressError {
  const [first] = addresses;
  if (!first) return new EgressError('dns', `${authority} was not called: its name has no address`);
  const problem = setup.guard.problem(first.address, setup.ipAllowList) ?? '';
  return new EgressError('blocked-address', `${authority} was not called: ${problem}`);
}
