import { z } from 'zod';

/** Where the `type` of every problem document begins; docs/problems.md has one heading for each. */
export const PROBLEM_BASE = 'https://everhook.dev/problems/';

/**
 * Every kind of problem document that the API answers. The name is the last part of `type` and never changes its
 * meaning; status and title belong to it (RFC 9457, section 3.1). The
 * advice is for docs/problems.md.
 */
export const PROBLEMS = {
  'malformed-json': {
    status: 400,
    title: 'The body is not valid JSON',
    advice: 'The text of the body is not JSON. Where the parser says so, the detail gives the position.',
  },
  'invalid-utf8': {
    status: 400,
    title: 'The body is not valid UTF-8',
    advice: 'Some bytes of the body are not UTF-8. Check the encoding of the program that posts.',
  },
  'duplicate-key': {
    status: 400,
    title: 'An object of the body names a key twice',
    advice: 'Which of the two values is meant cannot be told, so neither is taken.',
  },
  'bad-request': {
    status: 400,
    title: 'The request cannot be understood',
    advice: 'The request is not what HTTP or its headers allow; the detail says more.',
  },
  'tenant-required': {
    status: 400,
    title: 'The request must name its tenant',
    advice: 'An admin key belongs to no tenant: send the header `X-Tenant-Id`.',
  },
  unauthorized: {
    status: 401,
    title: 'A valid API key is needed',
    advice:
      'No key was sent, or one that is unknown or was revoked, or whose tenant was deleted. Send `Authorization: Bearer <key>`.',
  },
  forbidden: {
    status: 403,
    title: 'The role of this API key does not allow it',
    advice: 'The key is good, but its role may not use this route; the detail names the roles that may.',
  },
  'cross-site-request': {
    status: 403,
    title: 'The request does not come from the console',
    advice:
      'A session of the console is only good for the console itself: a request with its cookie that changes something must come from the same origin and carry the header `x-everhook-console: 1`. Programs send `Authorization: Bearer <key>` instead.',
  },
  'not-found': {
    status: 404,
    title: 'There is no such resource',
    advice:
      'What the path or `X-Tenant-Id` names does not exist, or belongs to another tenant: the answer does not tell which.',
  },
  'route-not-found': {
    status: 404,
    title: 'There is no such route',
    advice: 'Method and path together are no route of this API; see `/openapi.json`.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request took too long to arrive',
    advice: 'Send the request again, on a faster connection.',
  },
  'already-exists': {
    status: 409,
    title: 'The name or id is already taken',
    advice: 'Choose another name or id, or change what exists with `PATCH`.',
  },
  'tenant-busy': {
    status: 409,
    title: 'The tenant has unfinished deliveries',
    advice: 'Wait until its deliveries have ended, or delete it with `?force=true`, which cancels them.',
  },
  'rotation-in-progress': {
    status: 409,
    title: 'The overlap of an earlier rotation has not ended',
    advice: 'End the overlap with `POST …/secret/promote`, or rotate with `"replace": true`.',
  },
  'no-rotation': {
    status: 409,
    title: 'There is no rotation to end',
    advice: 'Only one secret is valid, so there is no overlap to end.',
  },
  'event-conflict': {
    status: 409,
    title: 'The id or key was used for another request',
    advice:
      'An event was accepted under this id or `Idempotency-Key` before, and this request differs from it; the detail says in what. A true repeat is answered 200.',
  },
  'endpoint-disabled': {
    status: 409,
    title: 'The endpoint is disabled',
    advice: 'Enable the endpoint first, with `POST …/enable`, or with `PATCH` and `"status": "active"`.',
  },
  'endpoint-not-paused': {
    status: 409,
    title: 'The endpoint is not paused',
    advice:
      'There is nothing to resume. A throttled or broken endpoint goes on by itself; one whose tenant is stopped goes on with `POST /api/v1/tenants/{id}/start`.',
  },
  'command-refused': {
    status: 409,
    title: 'The delivery is not in a state for this',
    advice:
      'The delivery is in a state in which the command means nothing, or something else holds it; the detail says which. `redeliver` with `"force": true` passes pause, line and rate limit.',
  },
  'operation-refused': {
    status: 409,
    title: 'The bulk operation is not in a state for this',
    advice:
      'Only a running operation can be paused, only a paused one resumed, and one that has ended cannot be aborted; the detail says where it stands.',
  },
  'too-large': {
    status: 413,
    title: 'The body is too large',
    advice: 'The body is larger than the limit of this route. For events it is `EVERHOOK_MAX_EVENT_BYTES`.',
  },
  'uri-too-long': {
    status: 414,
    title: 'The URL is too long',
    advice: 'Shorten the query.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body must be application/json',
    advice: 'Every body is JSON: send `content-type: application/json`.',
  },
  'validation-failed': {
    status: 422,
    title: 'The request does not fit its schema',
    advice:
      '`errors` lists each wrong field. Unknown fields are refused too, so that a misspelt one does not go unnoticed.',
  },
  'too-deep': {
    status: 422,
    title: 'The body is nested too deeply',
    advice: 'Flatten the body.',
  },
  'invalid-cursor': {
    status: 422,
    title: 'The cursor is not one of this list',
    advice: 'Cursors come from `nextCursor` of the same list and cannot be made by hand.',
  },
  'invalid-url': {
    status: 422,
    title: 'The URL is not allowed as an endpoint',
    advice:
      'Endpoints must be HTTPS at public addresses; `EVERHOOK_ALLOW_HTTP` and `EVERHOOK_ALLOWED_NETWORKS` open more.',
  },
  'invalid-secret': {
    status: 422,
    title: 'The secret does not fit the profile',
    advice: 'Each profile has its form of secret, see docs/receivers.md. Leave it out to get one made.',
  },
  'invalid-schema': {
    status: 422,
    title: 'The JSON Schema cannot be used',
    advice: 'The JSON Schema does not compile, or refers to another document; the detail says why.',
  },
  'schema-violation': {
    status: 422,
    title: 'The data violates the JSON Schema of its event type',
    advice: '`errors` says where the data departs from the schema of its event type.',
  },
  'event-not-allowed': {
    status: 422,
    title: 'The event type is not allowed',
    advice: 'The `allowedEvents` of the tenant do not cover this event type.',
  },
  'tenant-limit': {
    status: 429,
    title: 'A limit of the tenant is reached',
    advice:
      'Events: try again after as many seconds as `Retry-After` says; nothing was accepted. Endpoints: delete one that is no longer needed. An admin can raise the `limits` of the tenant.',
  },
  'too-many-sign-ins': {
    status: 429,
    title: 'Too many sign-ins with wrong keys',
    advice:
      'Wait as many seconds as `Retry-After` says. Keys that are sent as `Authorization: Bearer` are not concerned.',
  },
  'too-many-streams': {
    status: 429,
    title: 'Too many streams are open',
    advice: 'End streams of the tenant that nobody reads any more, or try again after `Retry-After` seconds.',
  },
  'headers-too-large': {
    status: 431,
    title: 'The headers are too large',
    advice: 'All headers together may have 16 KiB.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    advice:
      'The detail has the id under which the fault was logged. With an id or an `Idempotency-Key` the request can be repeated safely.',
  },
  unavailable: {
    status: 503,
    title: 'The database cannot be reached',
    advice:
      'Repeat the request after `Retry-After` seconds; with an id or an `Idempotency-Key` nothing is accepted twice.',
  },
} as const satisfies Record<string, { status: number; title: string; advice: string }>;

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
