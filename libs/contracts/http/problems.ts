import { z } from 'zod';

/** Where the `type` of every problem document begins; docs/problems.md has one heading for each. */
export const PROBLEM_BASE = 'https://everhook.dev/problems/';

/**
 * Every kind of problem document that the API answers. The name is the last part of `type` and never changes its
 * meaning; status and title belong to it (RFC 9457, section 3.1).
 */
export const PROBLEMS = {
  'malformed-json': { status: 400, title: 'The body is not valid JSON' },
  'invalid-utf8': { status: 400, title: 'The body is not valid UTF-8' },
  'duplicate-key': { status: 400, title: 'An object of the body names a key twice' },
  'bad-request': { status: 400, title: 'The request cannot be understood' },
  'tenant-required': { status: 400, title: 'The request must name its tenant' },
  unauthorized: { status: 401, title: 'A valid API key is needed' },
  forbidden: { status: 403, title: 'The role of this API key does not allow it' },
  'not-found': { status: 404, title: 'There is no such resource' },
  'route-not-found': { status: 404, title: 'There is no such route' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'already-exists': { status: 409, title: 'The name or id is already taken' },
  'tenant-busy': { status: 409, title: 'The tenant has unfinished deliveries' },
  'rotation-in-progress': { status: 409, title: 'The overlap of an earlier rotation has not ended' },
  'no-rotation': { status: 409, title: 'There is no rotation to end' },
  'event-conflict': { status: 409, title: 'The id or key was used for another request' },
  'endpoint-disabled': { status: 409, title: 'The endpoint is disabled' },
  'command-refused': { status: 409, title: 'The delivery is not in a state for this' },
  'too-large': { status: 413, title: 'The body is too large' },
  'uri-too-long': { status: 414, title: 'The URL is too long' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  'validation-failed': { status: 422, title: 'The request does not fit its schema' },
  'too-deep': { status: 422, title: 'The body is nested too deeply' },
  'invalid-cursor': { status: 422, title: 'The cursor is not one of this list' },
  'invalid-url': { status: 422, title: 'The URL is not allowed as an endpoint' },
  'invalid-secret': { status: 422, title: 'The secret does not fit the profile' },
  'invalid-schema': { status: 422, title: 'The JSON Schema cannot be used' },
  'schema-violation': { status: 422, title: 'The data violates the JSON Schema of its event type' },
  'event-not-allowed': { status: 422, title: 'The event type is not allowed' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'The database cannot be reached' },
} as const satisfies Record<string, { status: number; title: string }>;

/** The name of a kind of problem: a key of {@link PROBLEMS}. */
export type ProblemName = keyof typeof PROBLEMS;

/** A problem document (RFC 9457), served as `application/problem+json`. */
export const problemSchema = z
  .strictObject({
    type: z.string().meta({ description: 'A stable URI that names the kind of problem; see docs/problems.md.' }),
    title: z.string().meta({ description: 'What the kind of problem is, the same for every occurrence.' }),
    status: z.int().meta({ description: 'The HTTP status.' }),
    detail: z.string().meta({ description: 'What is wrong with this very request, and what would be right.' }),
    errors: z
      .array(
        z.strictObject({
          path: z.string().meta({ description: 'Where, such as `events.0`; empty for the whole.' }),
          message: z.string(),
        }),
      )
      .optional()
      .meta({ description: 'The fields that are wrong.' }),
  })
  .meta({ id: 'Problem' });
/** A problem document. */
export type Problem = z.infer<typeof problemSchema>;

/** One wrong field of a request. */
export type ProblemField = NonNullable<Problem['errors']>[number];
