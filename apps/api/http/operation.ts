import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { ProblemName } from '#libs/contracts/http';
import { PROBLEMS_EXTENSION, REQUEST_EXAMPLE_EXTENSION } from './openapi-document.js';

/** What the OpenAPI document says about one operation, and which status a success has. */
export interface OperationOptions {
  /** `operationId`: the name of the method in generated clients. */
  id: string;
  /** The noun in the list of operations. */
  tag: string;
  /** One line. */
  summary: string;
  /** Markdown. */
  description?: string;
  /** The status of a success; default 200. */
  status?: number;
  /** The body of a success; none where there is no content. */
  response?: z.ZodType;
  /** The media type of a success; default `application/json`. */
  mediaType?: string;
  /** What a success is. */
  responseDescription?: string;
  /** An example of the body of a success. */
  example?: unknown;
  /** An example of the request's body; its presence says that the operation has one. */
  requestExample?: unknown;
  /** Further successes, such as 200 beside 202. */
  otherResponses?: { status: number; description: string; response: z.ZodType; example: unknown }[];
  /** Problems that this operation may answer, beside those of its access rule and of having a body. */
  problems?: ProblemName[];
}

/** Every operation with a body can be refused for these. */
const BODY_PROBLEMS: readonly ProblemName[] = [
  'malformed-json',
  'invalid-utf8',
  'duplicate-key',
  'too-large',
  'unsupported-media-type',
  'validation-failed',
];

/** Documents an operation, and sets the status of its success. */
export function Operation(options: OperationOptions): MethodDecorator {
  const { status = 200, response, example, requestExample } = options;
  const decorators: MethodDecorator[] = [
    HttpCode(status),
    ApiTags(options.tag),
    ApiOperation({ operationId: options.id, summary: options.summary, description: options.description }),
    ApiResponse({
      status,
      description: options.responseDescription ?? 'Done.',
      ...(response && { standardSchema: response, example }),
    }),
  ];
  if (options.mediaType !== undefined) decorators.push(ApiProduces(options.mediaType));
  for (const other of options.otherResponses ?? []) {
    const { response: standardSchema, ...rest } = other;
    decorators.push(ApiResponse({ ...rest, standardSchema }));
  }
  const problems = new Set(options.problems);
  if (requestExample !== undefined) {
    for (const name of BODY_PROBLEMS) problems.add(name);
    decorators.push(ApiExtension(REQUEST_EXAMPLE_EXTENSION, requestExample));
  }
  decorators.push(ApiExtension(PROBLEMS_EXTENSION, [...problems]));
  return applyDecorators(...decorators);
}
