import { HttpException } from '@nestjs/common';
import { PROBLEM_BASE, PROBLEMS, type Problem, type ProblemField, type ProblemName } from '#libs/contracts/http';

/** What a problem document says beside its kind. */
export interface ProblemOptions {
  /** The fields that are wrong. */
  errors?: ProblemField[];
  /** More headers of the answer, such as `WWW-Authenticate`. */
  headers?: Record<string, string>;
  /** What led to it; logged, never sent. */
  cause?: unknown;
}

/** An answer other than success. Every one that the API gives on purpose is thrown as this. */
export class ProblemException extends HttpException {
  readonly problem: Problem;
  readonly headers: Record<string, string>;

  /**
   * @param kind which kind of problem: decides type, title and status
   * @param detail what is wrong with this request, for a person
   */
  constructor(kind: ProblemName, detail: string, { errors, headers = {}, cause }: ProblemOptions = {}) {
    const { status, title } = PROBLEMS[kind];
    const problem: Problem = { type: PROBLEM_BASE + kind, title, status, detail, ...(errors && { errors }) };
    super(problem, status, { cause });
    this.message = detail;
    this.problem = problem;
    this.headers = headers;
  }

  /**
   * A resource that does not exist, or belongs to another tenant: the caller cannot tell which.
   * @param what such as `endpoint`
   */
  static notFound(what: string, id: string): ProblemException {
    return new ProblemException('not-found', `There is no ${what} "${id.slice(0, 100)}".`);
  }

  /** An endpoint to which nothing is sent, and which is not to be paused or resumed, before it is enabled. */
  static endpointDisabled(id: string): ProblemException {
    return new ProblemException('endpoint-disabled', `Endpoint "${id}" is disabled; enable it first.`);
  }

  /** One wrong field, found by a rule that the schema cannot say. */
  static field(path: string, message: string, kind: ProblemName = 'validation-failed'): ProblemException {
    return new ProblemException(kind, `${path}: ${message}`, { errors: [{ path, message }] });
  }

  static unauthorized(detail: string): ProblemException {
    return new ProblemException('unauthorized', detail, { headers: { 'www-authenticate': 'Bearer' } });
  }
}
