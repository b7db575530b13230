import { describe, expect, it } from 'vitest';
import { SchemaValidator, type StoredSchema } from './schema-validator.js';

const validator = new SchemaValidator();

function stored(schema: Record<string, unknown>, updatedAtMs = 0, tenantId = 'ten_1'): StoredSchema {
  return { tenantId, name: 'order.created', updatedAt: new Date(updatedAtMs), schema };
}

describe('whether a schema can be used', () => {
  it.each([
    [{}],
    [{ type: 'object', properties: { at: { type: 'string', format: 'date-time' } } }],
    [{ $schema: 'https://json-schema.org/draft/2020-12/schema', prefixItems: [{ type: 'string' }] }],
    [{ $schema: 'https://json-schema.org/draft/2019-09/schema', type: 'array' }],
    [{ $schema: 'http://json-schema.org/draft-07/schema#', definitions: { a: {} }, $ref: '#/definitions/a' }],
    [{ type: 'object', properties: { children: { type: 'array', items: { $ref: '#' } } } }],
    [{ type: 'object', xml: { name: 'order' }, example: {}, nullable: true, type2: 'unknown keywords' }],
    [{ $id: 'https://shop.example/order', $ref: '#/$defs/a', $defs: { a: { type: 'string' } } }],
  ])('%j can', (schema) => {
    expect(validator.problem(schema)).toBeNull();
  });

  it.each([
    [{ type: 'colour' }, /type/],
    [{ properties: [] }, /properties/],
    [{ pattern: '(' }, /regular expression/i],
    [{ $ref: 'https://elsewhere.example/schema' }, /can't resolve reference/],
    [{ $ref: '#/$defs/missing' }, /can't resolve reference/],
    [{ $schema: 'http://json-schema.org/draft-04/schema#' }, /draft 2020-12, 2019-09 or 07/],
    [{ $schema: 7 }, /draft 2020-12, 2019-09 or 07/],
    [{ $async: true }, /async/],
    [{ $ref: '#' }, /without end/],
    [{ allOf: [{ $ref: '#' }] }, /without end/],
  ])('%j cannot', (schema, reason) => {
    expect(validator.problem(schema)).toMatch(reason);
  });
});

describe('applying a schema', () => {
  const schema = {
    type: 'object',
    properties: { 'a/b': { type: 'array', items: { type: 'number' } }, kind: { enum: ['x', 'y'] } },
    required: ['kind'],
    additionalProperties: false,
  };

  it.each([
    [{ kind: 'x', 'a/b': [1, 2] }, []],
    [{}, [{ path: 'kind', message: 'is required' }]],
    [{ kind: 'x', more: 1 }, [{ path: 'more', message: 'is not allowed by the schema' }]],
    [{ kind: 'x', 'a/b': [1, '2'] }, [{ path: 'a/b.1', message: 'must be number' }]],
    [{ kind: 'z' }, [{ path: 'kind', message: 'must be equal to one of the allowed values: ["x","y"]' }]],
    ['text', [{ path: '', message: 'must be object' }]],
  ])('to %j finds %j', (data, violations) => {
    expect(validator.validate(stored(schema), data)).toEqual(violations);
    expect(validator.validateOnce(schema, data)).toEqual(violations);
  });

  it('takes the new schema once it was changed', () => {
    expect(validator.validate(stored({ type: 'string' }, 1), 1)).toHaveLength(1);
    expect(validator.validate(stored({ type: 'number' }, 2), 1)).toEqual([]);
  });

  it('keeps tenants apart, also where their schemas have the same name', () => {
    const id = 'https://shop.example/order';
    const one = { $id: id, $defs: { part: { $id: 'https://shop.example/part', type: 'string' } }, $ref: 'part' };
    const two = { $id: id, $defs: { part: { $id: 'https://shop.example/part', type: 'number' } }, $ref: 'part' };
    expect(validator.validate(stored(one, 0, 'ten_a'), 'text')).toEqual([]);
    expect(validator.validate(stored(two, 0, 'ten_b'), 'text')).toHaveLength(1);
    expect(validator.problem({ $ref: id })).toMatch(/can't resolve/);
  });

  it('goes on when more schemas are used than are kept', () => {
    for (let i = 0; i < 1100; i++) {
      expect(validator.validate(stored({ const: i % 550 }, 1000 + (i % 550)), i % 550)).toEqual([]);
    }
  });
});
