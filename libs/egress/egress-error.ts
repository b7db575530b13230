import type { ErrorKind } from '#libs/contracts';

/**
 * Why an exchange with a receiver came to nothing. A status, be it 3xx or 5xx, is not among them: that is an answer.
 *
 * - `dns`: the host's name could not be resolved
 * - `connect`: no TCP connection (refused, no route)
 * - `tls`: the certificate is not valid for the host, or the handshake failed
 * - `timeout`: the total time-out passed before the end of the answer (or 64 KiB of it)
 * - `reset`: the connection broke, or what came over it was not HTTP
 * - `blocked-address`: the guard refused: address, port or scheme is not allowed here
 * - `internal`: the request could not be made at all, through no doing of the receiver
 */
export type EgressErrorKind = Exclude<ErrorKind, 'http' | 'redirect'>;

/**
 * A fault whose kind is known where it happens. The message is for operators; it names the receiver's host and port,
 * never path, query or headers, which may carry credentials.
 */
export class EgressError extends Error {
  override readonly name = 'EgressError';
  readonly kind: EgressErrorKind;
  /** The address that was dialled, where one was. */
  readonly remoteAddress: string | undefined;

  constructor(kind: EgressErrorKind, message: string, options: { remoteAddress?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.remoteAddress = options.remoteAddress;
  }
}
