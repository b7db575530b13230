import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { PROBLEM_BASE, PROBLEMS, problemSchema, type ProblemName } from '#libs/contracts/http';
import { VERSION } from '#libs/config';

/** The media type of every error answer (RFC 9457, section 3). */
export const PROBLEM_TYPE = 'application/problem+json';

// What the decorators leave on an operation; `createOpenApiDocument` turns it into responses and examples.
export const ACCESS_PROBLEMS_EXTENSION = 'x-everhook-access-problems';
export const PROBLEMS_EXTENSION = 'x-everhook-problems';
export const REQUEST_EXAMPLE_EXTENSION = 'x-everhook-request-example';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;
type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const DESCRIPTION = `Everhook delivers events to webhooks. Authenticate with \`Authorization: Bearer <key>\`.

Every error is a problem document (RFC 9457); \`docs/problems.md\` lists the types. Lists are paged: pass \`nextCursor\`
back as \`cursor\`.`;

/**
 * The OpenAPI document of an application, made from the zod schemas and decorators of its controllers. Needs no
 * database: the application need not have been initialised.
 */
export function createOpenApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Everhook')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key.' })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: convertSchema,
    autoTagControllers: false,
  });
  const schemas = { ...document.components?.schemas };
  Object.assign(schemas, convertSchema(problemSchema, { schemaType: 'output' })?.components);
  document.components = { ...document.components, schemas: sortKeys(schemas), examples: problemExamples() };
  document.paths = sortKeys(document.paths);
  for (const path of Object.values(document.paths)) finishPath(path, schemas);
  return document;
}

/** Draft 2020-12, which OpenAPI 3.1 speaks; Nest would ask zod for OpenAPI 3.0. */
function convertSchema(schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }) {
  if (!(schema instanceof z.ZodType)) return undefined;
  const { $defs, $schema: _, ...rest } = z.toJSONSchema(schema, { io: schemaType, target: 'draft-2020-12' });
  return { schema: rest, components: $defs ?? {} };
}

function finishPath(path: PathItem, schemas: Schemas): void {
  for (const method of METHODS) {
    const operation = path[method];
    if (operation !== undefined) finishOperation(operation, schemas);
  }
}

function finishOperation(operation: Operation, schemas: Schemas): void {
  const names = [ACCESS_PROBLEMS_EXTENSION, PROBLEMS_EXTENSION].flatMap((key) => problemNames(take(operation, key)));
  const example = take(operation, REQUEST_EXAMPLE_EXTENSION);
  addProblems(operation, [...new Set(names)]);
  addRequestExample(operation, example);
  relaxOptionalBody(operation, schemas);
}

/** Removes an extension and returns what it held. */
function take(operation: Operation, extension: string): unknown {
  const value: unknown = Reflect.get(operation, extension);
  Reflect.deleteProperty(operation, extension);
  return value;
}

function problemNames(value: unknown): ProblemName[] {
  return Array.isArray(value) ? value.filter((name): name is ProblemName => name in PROBLEMS) : [];
}

/** One response per status; kinds that share a status are examples of it. */
function addProblems(operation: Operation, names: ProblemName[]): void {
  for (const status of new Set(names.map((name) => PROBLEMS[name].status))) {
    const kinds = names.filter((name) => PROBLEMS[name].status === status);
    operation.responses[String(status)] = {
      description: kinds.map((name) => `\`${name}\`: ${PROBLEMS[name].title}.`).join(' '),
      content: {
        [PROBLEM_TYPE]: {
          schema: { $ref: '#/components/schemas/Problem' },
          examples: Object.fromEntries(kinds.map((name) => [name, { $ref: `#/components/examples/${name}` }])),
        },
      },
    };
  }
}

/** One example per kind of problem; operations refer to them. */
function problemExamples() {
  return Object.fromEntries(
    Object.entries(PROBLEMS).map(([name, { status, title, advice }]) => [
      name,
      { summary: title, description: advice, value: { type: PROBLEM_BASE + name, title, status, detail: `${title}.` } },
    ]),
  );
}

function addRequestExample(operation: Operation, example: unknown): void {
  const { requestBody } = operation;
  if (example === undefined || requestBody === undefined || !('content' in requestBody)) return;
  for (const media of Object.values(requestBody.content)) media.example = example;
}

/** A body whose schema has a default may be left out; Nest calls every body required. */
function relaxOptionalBody({ requestBody }: Operation, schemas: Schemas): void {
  if (requestBody === undefined || !('content' in requestBody)) return;
  for (const { schema } of Object.values(requestBody.content)) {
    const named = schema !== undefined && '$ref' in schema ? schemas[schema.$ref.split('/').at(-1) ?? ''] : schema;
    if (named !== undefined && 'default' in named) requestBody.required = false;
  }
}

function sortKeys<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
