import type { components } from './schema.generated.js';

/** A problem document: what the API answers when it does not do what was asked. */
export type Problem = components['schemas']['Problem'];

/** What a request met instead of an answer: the problem document of the API, or that it could not be reached. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(readonly problem: Problem) {
    super(problem.detail);
  }

  /** The HTTP status; 0 when there was no answer. */
  get status(): number {
    return this.problem.status;
  }
}

/** Whether the session may not do or see what was asked. */
export function isForbidden(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 403;
}

/** Whether nobody is signed in (any more). */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 401;
}

/** Whether there is no such thing, or it is another tenant's. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 404;
}

/** Any thrown value as a problem that can be shown. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return {
    type: 'about:blank',
    title: 'Something went wrong in the console',
    status: 0,
    detail: error instanceof Error ? error.message : String(error),
  };
}

/**
 * The body of a failed answer as a problem.
 * @param body what came, of whatever form: a proxy in between may answer with a page of its own
 */
export function problemOf(body: unknown, status: number): Problem {
  if (isProblem(body)) return body;
  return {
    type: 'about:blank',
    title: `The server answered ${status}`,
    status,
    detail: 'The answer is no problem document. Something between the browser and Everhook may have made it.',
  };
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'title' in body && 'detail' in body && 'status' in body;
}
