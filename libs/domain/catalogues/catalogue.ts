/** A JSON value, as `JSON.parse` gives it. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object, as `JSON.parse` gives it. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** One event type of a catalogue. */
export interface CatalogueEntry {
  /** Name of the event type. */
  readonly name: string;
  /** When the event happens, for people who choose subscriptions. */
  readonly description: string;
  /** JSON Schema, draft 2020-12, of the event's data. */
  readonly schema: JsonObject;
  /** Data that satisfies the schema; sent by test events. */
  readonly example: JsonObject;
}

/** The event types of one programme. */
export type Catalogue = readonly CatalogueEntry[];

/** A property of an object in a schema. */
export type Property = JsonObject;

/**
 * One event type. The programmes publish the names of their events, not the schemas of their data: the schema describes
 * the usual fields and their types, and requires only what identifies the thing that the event is about. Further fields
 * are allowed.
 *
 * @param required names of the properties that the data must have
 */
export function entry(
  name: string,
  description: string,
  properties: Readonly<Record<string, Property>>,
  required: readonly string[],
  example: JsonObject,
): CatalogueEntry {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: name,
    ...object(properties, required),
  };
  return { name, description, schema, example };
}

/** An object; further members are allowed. */
export function object(properties: Readonly<Record<string, Property>>, required: readonly string[] = []): Property {
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }) };
}

/** A list. */
export function list(items: Property, description?: string): Property {
  return { type: 'array', items, ...(description === undefined ? {} : { description }) };
}

/** A text. */
export function text(description: string): Property {
  return { type: 'string', description };
}

/** One of a few texts. */
export function oneOf(values: readonly string[], description: string): Property {
  return { type: 'string', enum: values, description };
}

/** An identifier: a text that is not empty, or a whole number. */
export function identifier(description: string): Property {
  return { type: ['string', 'integer'], minLength: 1, description };
}

/** A number. */
export function number(description: string, limits: { minimum?: number; maximum?: number } = {}): Property {
  return { type: 'number', description, ...limits };
}

/** A whole number that is not negative. */
export function count(description: string): Property {
  return { type: 'integer', minimum: 0, description };
}

/** True or false. */
export function flag(description: string): Property {
  return { type: 'boolean', description };
}

/** A time, RFC 3339. */
export function time(description: string): Property {
  return { type: 'string', format: 'date-time', description };
}

/** An e-mail address. */
export function email(description: string): Property {
  return { type: 'string', format: 'email', description };
}

/** An absolute URL. */
export function url(description: string): Property {
  return { type: 'string', format: 'uri', description };
}

/** An ISO 4217 code. */
export function currency(): Property {
  return { type: 'string', pattern: '^[A-Z]{3}$', description: 'Currency, ISO 4217.' };
}

/** The same property, or null where it is not known. */
export function nullable(property: Property): Property {
  return { anyOf: [property, { type: 'null' }] };
}
