import createClient, { type Middleware } from 'openapi-fetch';
import { currentTenant } from './current-tenant.js';
import { problemOf, ProblemError } from './problem-error.js';
import type { components, paths } from './schema.generated.js';

/** A schema of the API by its name in docs/openapi.json. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

const headers: Middleware = {
  onRequest({ request }) {
    // No other site can make a browser send it: shows the API that the request is the console's own.
    request.headers.set('x-everhook-console', '1');
    const tenantId = currentTenant();
    if (tenantId !== null) request.headers.set('x-tenant-id', tenantId);
  },
};

/** The API, typed from docs/openapi.json. Call it through {@link answer}. */
export const api = createClient<paths>({ credentials: 'same-origin' });
api.use(headers);

type Answered<Data> =
  { data: Data; error?: never; response: Response } | { data?: never; error: unknown; response: Response };

/**
 * Waits for a call of {@link api}.
 * @returns the body of a successful answer
 * @throws {ProblemError} what the API says, or that it cannot be reached
 */
export async function answer<Data>(call: Promise<Answered<Data>>): Promise<NonNullable<Data>> {
  let answered: Answered<Data>;
  try {
    answered = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ProblemError({
      type: 'about:blank',
      title: 'Everhook cannot be reached',
      status: 0,
      detail: 'There was no answer. Check the connection; the console tries again by itself.',
    });
  }
  if (answered.error !== undefined || !answered.response.ok) {
    throw new ProblemError(problemOf(answered.error, answered.response.status));
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a successful answer has the type of its body
  return answered.data as NonNullable<Data>;
}
