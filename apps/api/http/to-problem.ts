import { HttpException } from '@nestjs/common';
import { PROBLEMS, type ProblemName } from '#libs/contracts/http';
import { ProblemException } from './problem.exception.js';

/** What Fastify throws before a handler runs, by its error code; the rest goes by status. */
const FASTIFY_CODES: Readonly<Record<string, ProblemName>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad-request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_BAD_URL: 'bad-request',
};

const STATUS_PROBLEMS: Readonly<Record<number, ProblemName>> = {
  400: 'bad-request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'route-not-found',
  408: 'request-timeout',
  413: 'too-large',
  414: 'uri-too-long',
  415: 'unsupported-media-type',
  422: 'validation-failed',
  431: 'headers-too-large',
};

/** SQLSTATEs of text that Postgres cannot store: a schema let it through that should not have. */
const UNSTORABLE_TEXT = new Set(['22021', '22P05', '22P02']);

/** SQLSTATE classes and codes, and Node's, of a database that cannot be reached at the moment. */
const UNREACHABLE = /^(08...|57P0[1-3]|53300|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE)$/;

/**
 * The problem that an error means for the client; null for one that is our own fault.
 * @param error whatever was thrown while a request was handled
 */
export function toProblem(error: unknown): ProblemException | null {
  if (error instanceof ProblemException) return error;
  const code = codeOf(error);
  if (code !== undefined && UNSTORABLE_TEXT.has(code)) {
    return new ProblemException('validation-failed', 'The request contains text that cannot be stored.', {
      cause: error,
    });
  }
  if (isUnreachable(error, code)) {
    return new ProblemException('unavailable', 'The database cannot be reached. Try again in a moment.', {
      headers: { 'retry-after': '1' },
      cause: error,
    });
  }
  return fromFramework(error, code);
}

function fromFramework(error: unknown, code: string | undefined): ProblemException | null {
  const status = statusOf(error);
  const name = FASTIFY_CODES[code ?? ''] ?? STATUS_PROBLEMS[status ?? 0];
  if (name === undefined) {
    return status !== undefined && status >= 400 && status < 500
      ? new ProblemException('bad-request', messageOf(error), { cause: error })
      : null;
  }
  return new ProblemException(name, detailOf(name, error), { cause: error });
}

function detailOf(name: ProblemName, error: unknown): string {
  if (name === 'unsupported-media-type') return 'Send the body as "content-type: application/json".';
  return messageOf(error);
}

function isUnreachable(error: unknown, code: string | undefined): boolean {
  if (code !== undefined && UNREACHABLE.test(code)) return true;
  // What pg says, without a code, when no connection could be had or one broke.
  return (
    error instanceof Error && /^(Connection terminated|timeout exceeded when trying to connect)/.test(error.message)
  );
}

/** The code of a Fastify, Node or Postgres error, also where Nest or TypeORM wrapped it. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('driverError' in error) return codeOf(error.driverError);
  return codeOf(error.cause);
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : PROBLEMS['bad-request'].title;
}
