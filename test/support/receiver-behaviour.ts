/**
 * How a {@link import('./receiver.js').Receiver} treats one request. Plain JSON, so that it can also be sent to a
 * receiver that runs as a process of its own. The request's body is always read to its end and recorded first.
 */
export type Behaviour =
  /** Answers. `delayMs` passes before the status line is written. */
  | { kind: 'respond'; status?: number; headers?: Record<string, string | string[]>; body?: string; delayMs?: number }
  /** Redirects with 302 or the given status. */
  | { kind: 'redirect'; location: string; status?: number }
  /** Reads the request and never answers; the connection stays open until the other side or the test closes it. */
  | { kind: 'never' }
  /**
   * Cuts the connection: `before-headers` by a TCP reset with no byte of an answer, `after-headers` after the head and
   * some of the body, whose announced length is never reached.
   */
  | { kind: 'drop'; when: 'before-headers' | 'after-headers' }
  /** Ends the connection in the orderly way (FIN) without an answer, as a server does that shuts down. */
  | { kind: 'close' }
  /** Answers with a body that never ends: `chunk` every `everyMs`; 0 means as fast as it is read. */
  | { kind: 'stream'; status?: number; chunk?: string; everyMs?: number }
  /** Writes these characters to the socket instead of an HTTP answer, and closes. */
  | { kind: 'raw'; text: string }
  /** Holds the request until the test calls `release` for this path, then does `then`. @default then 200 */
  | { kind: 'gate'; then?: Behaviour };

export const OK: Behaviour = { kind: 'respond', status: 200 };
export const FAILING: Behaviour = { kind: 'respond', status: 500 };
export const GATE: Behaviour = { kind: 'gate' };
/** Fails once it is released. */
// oxlint-disable-next-line unicorn/no-thenable -- a word of the receiver's vocabulary; nobody awaits it
export const FAILING_GATE: Behaviour = { kind: 'gate', then: FAILING };

/** A request as it came in. */
export interface RecordedRequest {
  /** When its body was complete, milliseconds since 1970. */
  at: number;
  method: string;
  /** Path with query, as on the request line. */
  path: string;
  /** Lower-case names; a repeated header is joined by `, `. */
  headers: Record<string, string>;
  /** The body decoded as UTF-8. */
  body: string;
  /** The body's very bytes. */
  rawBody: Buffer;
  /** Counts the connections of this receiver from 1: two requests with the same number came over one socket. */
  connection: number;
  /** The server name that the client asked for (SNI), where there was TLS and a name. */
  servername?: string;
}
