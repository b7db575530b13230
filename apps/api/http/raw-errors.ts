import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemName } from '#libs/contracts/http';
import { PROBLEM_TYPE } from './openapi-document.js';
import { ProblemException } from './problem.exception.js';
import { toProblem } from './to-problem.js';

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/** Answers what is not even an HTTP request: there is no request object yet, only a socket. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const [name, detail] = clientProblem(error.code);
  const { problem } = new ProblemException(name, detail);
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${REASONS[problem.status] ?? ''}\r\ncontent-type: ${PROBLEM_TYPE}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function clientProblem(code: string | undefined): [ProblemName, string] {
  if (code === 'HPE_HEADER_OVERFLOW') return ['headers-too-large', 'The headers are longer than 16 KiB.'];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return ['request-timeout', 'The request did not arrive in time.'];
  return ['bad-request', 'This is not a valid HTTP request.'];
}

/** Answers what Fastify refuses before it looks for a route, such as a path with a broken escape. */
export function answerFrameworkError(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const { problem } = toProblem(error) ?? new ProblemException('bad-request', 'The path cannot be understood.');
  void reply
    .status(problem.status)
    .header('content-type', PROBLEM_TYPE)
    .send(Buffer.from(JSON.stringify(problem)));
}
