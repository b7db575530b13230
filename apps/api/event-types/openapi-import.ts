import { eventTypeNameSchema } from '#libs/contracts/http';
import type { ImportedEntry } from '#libs/persistence';

/** The document cannot be imported; the message says where and why. */
export class OpenApiImportError extends Error {
  override name = 'OpenApiImportError';

  /** @param path where in the document, such as `webhooks.order.created` */
  constructor(
    readonly path: string,
    message: string,
  ) {
    super(message);
  }
}

type JsonObject = Record<string, unknown>;

const METHODS = ['post', 'put', 'patch', 'get', 'delete'];

/** The most event types that one import brings. */
const MAXIMUM_ENTRIES = 500;

/**
 * Reads event types out of an OpenAPI document: `webhooks` (3.1, section 4.8.1.1) or `x-webhooks` (a convention of 3.0
 * documents). The name of a webhook is the event type, the schema of its JSON body is the schema of `data`; all that
 * it refers to comes along under `$defs`. References to other documents are not followed.
 * @throws OpenApiImportError
 */
export function readOpenApi(document: JsonObject): ImportedEntry[] {
  const key = document.webhooks === undefined ? 'x-webhooks' : 'webhooks';
  const webhooks = document[key];
  if (!isObject(webhooks) || Object.keys(webhooks).length === 0) {
    throw new OpenApiImportError('', 'has no "webhooks" (OpenAPI 3.1) and no "x-webhooks"');
  }
  const count = Object.keys(webhooks).length;
  if (count > MAXIMUM_ENTRIES)
    throw new OpenApiImportError(key, `has ${count} entries; at most ${MAXIMUM_ENTRIES} are taken`);
  return Object.entries(webhooks).map(([name, item]) => readWebhook(document, name, item, `${key}.${name}`));
}

function readWebhook(document: JsonObject, name: string, item: unknown, path: string): ImportedEntry {
  const checkedName = eventTypeNameSchema.safeParse(name);
  if (!checkedName.success) {
    throw new OpenApiImportError(path, `is no name for an event type: ${checkedName.error.issues[0]?.message ?? ''}`);
  }
  const pathItem = resolve(document, item, path);
  const method = METHODS.find((candidate) => isObject(pathItem[candidate]));
  if (method === undefined) throw new OpenApiImportError(path, 'has no operation');
  const operation = resolve(document, pathItem[method], `${path}.${method}`);
  const media = readMedia(document, operation, `${path}.${method}`);
  const schema = media === null ? null : readSchema(document, media.schema, path);
  const example = media === null ? undefined : readExample(document, media, path);
  return {
    name,
    description: firstText(operation.description, operation.summary, pathItem.description).slice(0, 4000),
    schema,
    example: example === undefined ? null : JSON.stringify(example),
  };
}

function firstText(...candidates: unknown[]): string {
  return candidates.find((candidate) => typeof candidate === 'string') ?? '';
}

/** The JSON form of the body; null where the webhook has none. */
function readMedia(document: JsonObject, operation: JsonObject, path: string): JsonObject | null {
  if (operation.requestBody === undefined) return null;
  const body = resolve(document, operation.requestBody, `${path}.requestBody`);
  if (!isObject(body.content)) return null;
  const json = Object.entries(body.content).find(([type]) => /^application\/(?:[\w.+-]+\+)?json\b/.test(type));
  return json !== undefined && isObject(json[1]) ? json[1] : null;
}

function readExample(document: JsonObject, media: JsonObject, path: string): unknown {
  if (media.example !== undefined) return media.example;
  if (isObject(media.examples)) {
    const [first] = Object.values(media.examples);
    if (first !== undefined) return resolve(document, first, `${path}.examples`).value;
  }
  if (!isObject(media.schema)) return undefined;
  const schema = resolve(document, media.schema, path);
  return schema.example ?? (Array.isArray(schema.examples) ? schema.examples[0] : undefined);
}

/** Members of a schema that are maps from names to schemas, and members that are plain values. */
const SCHEMA_MAPS = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);
const PLAIN_VALUES = new Set(['example', 'examples', 'default', 'const', 'enum', 'required']);

/** A schema that stands on its own: references to the document's components become references to its `$defs`. */
function readSchema(document: JsonObject, schema: unknown, path: string): JsonObject | null {
  if (!isObject(schema)) return null;
  const isOpenApi30 = String(document.openapi).startsWith('3.0');
  const waiting: string[] = [];
  const seen = new Set<string>();
  const convertReference = (reference: string): string => {
    const name = /^#\/components\/schemas\/([^/]+)$/.exec(reference)?.[1];
    if (name === undefined) {
      throw new OpenApiImportError(path, `refers to ${reference}: only #/components/schemas/… is followed`);
    }
    if (!seen.has(name)) waiting.push(name);
    seen.add(name);
    return `#/$defs/${name}`;
  };
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert);
    if (!isObject(value)) return value;
    const converted: JsonObject = {};
    for (const [key, member] of Object.entries(isOpenApi30 ? fromOpenApi30(value) : value)) {
      if (key === '$ref' && typeof member === 'string') converted.$ref = convertReference(member);
      else if (PLAIN_VALUES.has(key)) converted[key] = member;
      else if (SCHEMA_MAPS.has(key) && isObject(member)) converted[key] = mapValues(member, convert);
      else converted[key] = convert(member);
    }
    return converted;
  };
  const root = convert(schema);
  const definitions: JsonObject = {};
  // A list, not recursion: a chain of references may be as long as the document.
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    definitions[name] = convert(lookUp(document, `#/components/schemas/${name}`, path));
  }
  if (!isObject(root)) return null;
  return seen.size === 0 ? root : { ...root, $defs: { ...(isObject(root.$defs) && root.$defs), ...definitions } };
}

function mapValues(record: JsonObject, map: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/** OpenAPI 3.0 has its own words where JSON Schema says `null` in `type` and numbers in exclusive bounds. */
function fromOpenApi30({ nullable, ...schema }: JsonObject): JsonObject {
  for (const [flag, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (typeof schema[flag] !== 'boolean') continue;
    if (schema[flag]) schema[flag] = schema[bound];
    else delete schema[flag];
    if (schema[flag] !== undefined) delete schema[bound];
  }
  if (nullable !== true) return schema;
  if (typeof schema.$ref === 'string') return { anyOf: [schema, { type: 'null' }] };
  return {
    ...schema,
    ...(typeof schema.type === 'string' && { type: [schema.type, 'null'] }),
    ...(Array.isArray(schema.enum) && { enum: [...schema.enum, null] }),
  };
}

/** Follows `$ref` of a path item, operation, body or example. */
function resolve(document: JsonObject, value: unknown, path: string): JsonObject {
  const followed = new Set<string>();
  let current = value;
  while (isObject(current) && typeof current.$ref === 'string') {
    if (followed.has(current.$ref)) throw new OpenApiImportError(path, 'refers to itself without end');
    followed.add(current.$ref);
    current = lookUp(document, current.$ref, path);
  }
  if (!isObject(current)) throw new OpenApiImportError(path, 'must be an object');
  return current;
}

/** RFC 6901 inside this document. */
function lookUp(document: JsonObject, reference: string, path: string): unknown {
  if (!reference.startsWith('#/')) {
    throw new OpenApiImportError(path, `refers to ${reference}: other documents are not followed`);
  }
  let current: unknown = document;
  for (const segment of reference.slice(2).split('/')) {
    const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    current = isObject(current) && Object.hasOwn(current, key) ? current[key] : undefined;
  }
  if (current === undefined) throw new OpenApiImportError(path, `refers to ${reference}, which does not exist`);
  return current;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
