import { describe, expect, it } from 'vitest';
import { OpenApiImportError, readOpenApi } from './openapi-import.js';
import { SchemaValidator } from '#libs/admission';

const validator = new SchemaValidator();

function webhook(schema: unknown, rest: object = {}): object {
  return { post: { requestBody: { content: { 'application/json': { schema, ...rest } } } } };
}

describe('reading event types out of an OpenAPI document', () => {
  it('takes name, description, schema and example of every webhook', () => {
    const entries = readOpenApi({
      openapi: '3.1.0',
      webhooks: {
        'order.created': {
          post: {
            summary: 'An order was placed',
            requestBody: {
              content: { 'application/json; charset=utf-8': { schema: { type: 'object' }, example: { id: 1 } } },
            },
          },
        },
        ping: { post: { description: 'Nothing' } },
      },
    });
    expect(entries).toEqual([
      { name: 'order.created', description: 'An order was placed', schema: { type: 'object' }, example: '{"id":1}' },
      { name: 'ping', description: 'Nothing', schema: null, example: null },
    ]);
  });

  it('brings along what a schema refers to, however far', () => {
    const [entry] = readOpenApi({
      openapi: '3.1.0',
      webhooks: { 'tree.grown': { $ref: '#/components/pathItems/Tree' } },
      components: {
        pathItems: { Tree: webhook({ $ref: '#/components/schemas/Node' }) },
        schemas: {
          Node: {
            type: 'object',
            properties: {
              value: { $ref: '#/components/schemas/Value' },
              children: { type: 'array', items: { $ref: '#/components/schemas/Node' } },
            },
            required: ['value'],
          },
          Value: { type: 'integer' },
          Unused: { type: 'null' },
        },
      },
    });
    const schema = entry?.schema ?? {};
    expect(Object.keys(schema.$defs ?? {}).toSorted()).toEqual(['Node', 'Value']);
    expect(validator.problem(schema)).toBeNull();
    expect(validator.validateOnce(schema, { value: 1, children: [{ value: 2 }] })).toEqual([]);
    expect(validator.validateOnce(schema, { value: 1, children: [{ value: 'x' }] })).toMatchObject([
      { path: 'children.0.value' },
    ]);
  });

  it('reads x-webhooks of 3.0 and its own words for null and exclusive bounds', () => {
    const [entry] = readOpenApi({
      openapi: '3.0.3',
      'x-webhooks': {
        paid: webhook({
          type: 'object',
          properties: {
            nullable: { type: 'string', nullable: true },
            total: { type: 'number', minimum: 0, exclusiveMinimum: true },
            plan: { $ref: '#/components/schemas/Plan', nullable: true },
          },
          example: { nullable: true },
        }),
      },
      components: { schemas: { Plan: { type: 'string', enum: ['a', 'b'], nullable: true } } },
    });
    const schema = entry?.schema ?? {};
    expect(entry?.example).toBe('{"nullable":true}');
    expect(validator.problem(schema)).toBeNull();
    expect(validator.validateOnce(schema, { nullable: null, total: 1, plan: null })).toEqual([]);
    expect(validator.validateOnce(schema, { nullable: 1 })).toHaveLength(1);
    expect(validator.validateOnce(schema, { total: 0 })).toHaveLength(1);
    expect(validator.validateOnce(schema, { plan: 'c' })).toHaveLength(1);
  });

  it('follows a chain of references as long as a document can hold', () => {
    const length = 20_000;
    const schemas = Object.fromEntries(
      Array.from({ length }, (_, i) => [`S${i}`, { $ref: `#/components/schemas/S${i + 1}` }]),
    );
    const [entry] = readOpenApi({
      openapi: '3.1.0',
      webhooks: { a: webhook({ $ref: '#/components/schemas/S0' }) },
      components: { schemas: { ...schemas, [`S${length}`]: { example: 'found' } } },
    });
    expect(Object.keys(entry?.schema?.$defs ?? {})).toHaveLength(length + 1);
    expect(entry?.example).toBe('"found"');
  });

  it.each([
    ['without webhooks', { openapi: '3.1.0' }, '', /has no "webhooks"/],
    ['with none', { webhooks: {} }, '', /has no "webhooks"/],
    ['with a bad name', { webhooks: { 'a b': {} } }, 'webhooks.a b', /no name/],
    ['without an operation', { webhooks: { a: {} } }, 'webhooks.a', /no operation/],
    ['with a null', { webhooks: { a: null } }, 'webhooks.a', /must be an object/],
    ['with an outside reference', { webhooks: { a: { $ref: 'other.yaml' } } }, 'webhooks.a', /not followed/],
    ['with a loop', { webhooks: { a: { $ref: '#/webhooks/a' } } }, 'webhooks.a', /without end/],
    [
      'with a dangling reference',
      { webhooks: { a: webhook({ $ref: '#/components/schemas/X' }) } },
      'webhooks.a',
      /exist/,
    ],
    ['with a prototype', { webhooks: { a: { $ref: '#/__proto__' } } }, 'webhooks.a', /exist/],
    [
      'with too many',
      { webhooks: Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`e${i}`, {}])) },
      'webhooks',
      /501/,
    ],
  ])('refuses a document %s', (_, document, path, message) => {
    let caught: unknown;
    try {
      readOpenApi(document);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(OpenApiImportError);
    expect(caught).toMatchObject({ path, message: expect.stringMatching(message) });
  });
});
