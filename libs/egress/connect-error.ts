import type { ConnectionPhase } from './connection.js';
import { EgressError, type EgressErrorKind } from './egress-error.js';

/** What was being done when a connection could not be made. */
export interface ConnectFailure {
  phase: ConnectionPhase;
  /** Host and port, for the message. */
  authority: string;
  /** The address that was dialled last. */
  dialled: string | undefined;
}

const LONGEST_REASON = 300;

/**
 * Gives an error of the connection's making its kind, by the step at which it came: a reset during the handshake is a
 * fault of TLS, whatever its code says.
 */
export function connectError(error: Error, { phase, authority, dialled }: ConnectFailure): EgressError {
  if (error instanceof EgressError) return error;
  const root = lastOf(error);
  const reason = [codeOf(root), phase === 'tls' ? shorten(root.message) : undefined].filter(Boolean).join(': ');
  const remoteAddress = phase === 'connect' || phase === 'tls' ? dialled : undefined;
  const at = remoteAddress === undefined || authority.includes(remoteAddress) ? '' : ` (${remoteAddress})`;
  const [kind, what] = describe(phase, codeOf(root));
  return new EgressError(kind, `${what} ${authority}${at}${reason === '' ? '' : `: ${reason}`}`, {
    cause: error,
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
  });
}

function describe(phase: ConnectionPhase, code: string | undefined): [EgressErrorKind, string] {
  switch (phase) {
    case 'idle':
    case 'dns':
      return ['dns', 'no address was found for'];
    case 'connect':
      // The kernel's own time-out, where it is shorter than ours.
      return code === 'ETIMEDOUT' ? ['timeout', 'no connection in time to'] : ['connect', 'could not connect to'];
    case 'tls':
      return ['tls', 'no trusted TLS connection to'];
    case 'open':
      return ['reset', 'the connection broke to'];
    default:
      return phase satisfies never;
  }
}

/** Where several addresses were tried, Node gives all errors in one; the last says how it ended. */
function lastOf(error: Error): Error {
  const last: unknown = error instanceof AggregateError ? error.errors.at(-1) : undefined;
  return last instanceof Error ? last : error;
}

/** The `code` of a system, OpenSSL or undici error. */
export function codeOf(error: Error): string | undefined {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : undefined;
}

function shorten(message: string): string {
  return message.length > LONGEST_REASON ? `${message.slice(0, LONGEST_REASON)}…` : message;
}
