import { errors } from 'undici';
import { codeOf } from './connect-error.js';
import { EgressError } from './egress-error.js';

/** Where an exchange stood when it failed. */
export interface ExchangeFailure {
  /** Host and port, for the message. */
  authority: string;
  /** Whether the status line had arrived. */
  answered: boolean;
}

const BROKEN_CONNECTION = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_INFO']);

/** Gives an error that came after the connection stood, or from undici itself, its kind. */
export function exchangeError(error: Error, { authority, answered }: ExchangeFailure): EgressError {
  if (error instanceof EgressError) return error;
  const code = codeOf(error) ?? error.name;
  const at = answered ? 'before the end of its answer' : 'before it answered';
  if (BROKEN_CONNECTION.has(code)) {
    return new EgressError('reset', `${authority} closed the connection ${at}: ${code}`, { cause: error });
  }
  if (code === 'ETIMEDOUT') {
    return new EgressError('timeout', `${authority} fell silent ${at}: ${code}`, { cause: error });
  }
  // With TLS 1.3 a receiver refuses us (no client certificate, say) only after the handshake is over for our side.
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return new EgressError('tls', `${authority} ended TLS ${at}: ${code}`, { cause: error });
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return new EgressError('reset', `${authority} answered with more headers than are read`, { cause: error });
  }
  if (error instanceof errors.HTTPParserError || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') {
    // The parser's messages are fixed texts, without anything of the answer.
    return new EgressError('reset', `${authority} did not answer in valid HTTP: ${error.message}`, { cause: error });
  }
  return new EgressError('internal', `the request to ${authority} could not be made: ${code}`, { cause: error });
}
