import { randomUUID } from 'node:crypto';
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '#libs/observability';
import { PROBLEM_TYPE } from './openapi-document.js';
import { ProblemException } from './problem.exception.js';
import { toProblem } from './to-problem.js';

/**
 * Turns everything that is thrown into a problem document. An error that is nobody's fault but ours is logged under an
 * id, and the client learns that id and nothing else.
 */
// A Buffer, since Fastify appends "; charset=utf-8" to the content type of a string.
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    if (reply.sent) return;
    const { problem, headers } = this.describe(error, http.getRequest<FastifyRequest>());
    void reply
      .status(problem.status)
      .headers({ ...headers, 'content-type': PROBLEM_TYPE })
      .send(Buffer.from(JSON.stringify(problem)));
  }

  private describe(error: unknown, request: FastifyRequest): ProblemException {
    const known = toProblem(error);
    const where = { method: request.method, route: request.routeOptions?.url };
    if (known !== null) {
      if (known.getStatus() >= 500) this.logger.warn({ ...where, err: error }, 'request not served');
      return known;
    }
    const errorId = randomUUID();
    this.logger.error({ ...where, errorId, err: error }, 'request failed');
    return new ProblemException('internal', `This is our fault. It is logged under ${errorId}.`);
  }
}
