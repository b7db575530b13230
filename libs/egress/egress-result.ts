import type { EgressErrorKind } from './egress-error.js';

/** The receiver answered; whether that is a success is for others to say. A redirect is an answer like any other. */
export interface EgressResponse {
  kind: 'response';
  statusCode: number;
  /** Lower-case names; a repeated header is joined by `, `. */
  headers: Record<string, string>;
  /** At most 64 KiB, as text: UTF-8 with U+FFFD for undecodable bytes and for NUL, which Postgres cannot hold. */
  body: string;
  /** Whether there was more, or may have been more, that was not read. */
  truncated: boolean;
  /** From the call to the end of the answer. */
  durationMs: number;
  /** The address that answered. */
  remoteAddress?: string;
}

/** There was no answer, or it did not come to its end. */
export interface EgressFailure {
  kind: 'error';
  errorKind: EgressErrorKind;
  /** For operators: names host, port and address, never path, query, headers or body. */
  error: string;
  durationMs: number;
  /** What had arrived of the answer, where its status line had. */
  statusCode?: number;
  headers?: Record<string, string>;
  body?: string;
  /** The address that was dialled last. */
  remoteAddress?: string;
}

/** How a request ended. */
export type EgressResult = EgressResponse | EgressFailure;
