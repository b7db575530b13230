import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

/** A JSON Schema and where it comes from: the three names tell whether a compiled one is still good. */
export interface StoredSchema {
  tenantId: string;
  /** The event type. */
  name: string;
  updatedAt: Date;
  schema: Record<string, unknown>;
}

/** Something that a schema does not allow. */
export interface SchemaViolation {
  /** Where in the data, such as `items.0.price`; empty for the whole. */
  path: string;
  message: string;
}

/** Compiled schemas that are kept. Each takes some 10 to 100 KB. */
const MAXIMUM_COMPILED = 500;

/** Values that a usable schema can be applied to, whatever it says of them. */
const PROBES: readonly unknown[] = [null, true, 0, '', [], {}];

// Unknown keywords are allowed: schemas come out of OpenAPI documents, which have their own. Only the first violation
// is looked for, since data and schema both come from outside and all of them may be very many.
const OPTIONS: Options = { strict: false, allErrors: false, logger: false };

/** Compiles JSON Schemas and applies them to the data of events. */
export class SchemaValidator {
  /** In the order of their last use, oldest first. */
  private readonly compiled = new Map<string, ValidateFunction>();

  /**
   * Why a JSON Schema cannot be used; null when it can.
   * @param schema as a user gave it
   */
  problem(schema: Record<string, unknown>): string | null {
    try {
      const validate = compile(schema);
      for (const probe of PROBES) void validate(probe);
      return null;
    } catch (error) {
      return reasonOf(error);
    }
  }

  /**
   * Applies a stored schema.
   * @param data as `JSON.parse` gives it
   * @returns what the schema does not allow, at most one; empty when all is well
   */
  validate(stored: StoredSchema, data: unknown): SchemaViolation[] {
    try {
      const validate = this.compiledFor(stored);
      return validate(data) ? [] : (validate.errors ?? []).slice(0, 1).map(violation);
    } catch (error) {
      // It could be compiled when it was stored; what fails now is applying it, to data that nests too deeply for it.
      return [{ path: '', message: `the schema cannot be applied: ${reasonOf(error)}` }];
    }
  }

  /**
   * Applies a schema that is not stored.
   * @returns as {@link validate}
   */
  validateOnce(schema: Record<string, unknown>, data: unknown): SchemaViolation[] {
    const validate = compile(schema);
    return validate(data) ? [] : (validate.errors ?? []).slice(0, 1).map(violation);
  }

  private compiledFor({ tenantId, name, updatedAt, schema }: StoredSchema): ValidateFunction {
    const key = `${tenantId} ${name} ${updatedAt.getTime()}`;
    const validate = this.compiled.get(key) ?? compile(schema);
    this.compiled.delete(key);
    this.compiled.set(key, validate);
    if (this.compiled.size > MAXIMUM_COMPILED) {
      const [oldest = key] = this.compiled.keys();
      this.compiled.delete(oldest);
    }
    return validate;
  }
}

/** Keywords by which a schema leaves a name behind in the Ajv that compiles it. */
const NAMING_KEYWORD = /"\$(?:id|anchor|dynamicAnchor|recursiveAnchor)"/;

const DIALECTS = [
  { pattern: /^https:\/\/json-schema\.org\/draft\/2020-12\/schema$/, Validator: Ajv2020 },
  { pattern: /^https:\/\/json-schema\.org\/draft\/2019-09\/schema$/, Validator: Ajv2019 },
  { pattern: /^https?:\/\/json-schema\.org\/draft-07\/schema$/, Validator: Ajv },
] as const;

type ValidatorClass = (typeof DIALECTS)[number]['Validator'];

/** To make an Ajv takes 20 times as long as to compile a usual schema. */
const shared = new Map<ValidatorClass, Ajv>();

function compile(schema: Record<string, unknown>): ValidateFunction {
  if (schema.$async !== undefined) throw new Error('"$async" is not allowed');
  const Validator = validatorFor(schema.$schema);
  // What one tenant's schema is called must not be seen by another's: such a schema gets an Ajv of its own.
  const ajv = NAMING_KEYWORD.test(JSON.stringify(schema)) ? newAjv(Validator) : sharedAjv(Validator);
  try {
    return ajv.compile(schema);
  } finally {
    ajv.removeSchema(schema);
  }
}

function validatorFor(dialect: unknown): ValidatorClass {
  if (dialect === undefined) return Ajv2020;
  const text = typeof dialect === 'string' ? dialect.replace(/#$/, '') : '';
  const found = DIALECTS.find(({ pattern }) => pattern.test(text));
  if (found !== undefined) return found.Validator;
  throw new Error(`"$schema" must be draft 2020-12, 2019-09 or 07, not ${JSON.stringify(dialect)}`);
}

function sharedAjv(Validator: ValidatorClass): Ajv {
  const ajv = shared.get(Validator) ?? newAjv(Validator);
  shared.set(Validator, ajv);
  return ajv;
}

function newAjv(Validator: ValidatorClass): Ajv {
  const ajv = new Validator(OPTIONS);
  formats.default(ajv);
  return ajv;
}

function violation(error: ErrorObject): SchemaViolation {
  const { instancePath, keyword, message = 'does not fit the schema' } = error;
  const params: Record<string, unknown> = error.params;
  const path = instancePath.split('/').slice(1).map(unescape);
  if (keyword === 'required')
    return { path: [...path, String(params.missingProperty)].join('.'), message: 'is required' };
  if (keyword === 'additionalProperties') {
    return { path: [...path, String(params.additionalProperty)].join('.'), message: 'is not allowed by the schema' };
  }
  const allowed = params.allowedValues ?? params.allowedValue;
  const values = allowed === undefined ? '' : `: ${JSON.stringify(allowed).slice(0, 500)}`;
  return { path: path.join('.'), message: message + values };
}

/** RFC 6901, section 4. */
function unescape(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}

function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return 'it refers to itself without end';
  return error instanceof Error ? error.message : String(error);
}
