import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { CATALOGUE_NAMES, CATALOGUES, type CatalogueName } from './index.js';

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
addFormatsModule.default(ajv);

const entries = CATALOGUE_NAMES.flatMap((catalogue) => CATALOGUES[catalogue].map((entry) => ({ catalogue, entry })));

describe.each(entries.map(({ catalogue, entry }) => ({ title: `${catalogue}: ${entry.name}`, entry })))(
  '$title',
  ({ entry }) => {
    const validate = ajv.compile(entry.schema);

    it('has an example that satisfies its schema', () => {
      validate(entry.example);
      expect(validate.errors).toBeNull();
    });

    it('has a schema that describes every field of the example, and refuses a wrong type', () => {
      const properties = entry.schema['properties'];
      for (const key of Object.keys(entry.example)) {
        expect(properties).toHaveProperty(key);
        expect(
          validate({ ...entry.example, [key]: { wrong: true } }) && validate({ ...entry.example, [key]: 7.5 }),
        ).toBe(false);
      }
      expect(validate('text')).toBe(false);
      const required = entry.schema['required'];
      if (required !== undefined) expect(validate({})).toBe(false);
    });

    it('says what it is about, and is plain JSON', () => {
      expect(entry.name).toMatch(/^[a-z_]+(\.[a-z_]+)*$/);
      expect(entry.description.length).toBeGreaterThan(10);
      expect(JSON.parse(JSON.stringify(entry))).toEqual(entry);
    });
  },
);

describe('the catalogues', () => {
  it.each<[CatalogueName, string[]]>([
    ['urtentic', ['verification_completed', 'verification_abandoned', 'step_completed']],
    ['ultrareach', ['lead.qualified', 'property.matched', 'message.received', 'analysis.completed']],
    [
      'urban-things',
      [
        ...['registered', 'updated', 'removed'].map((action) => `user.${action}`),
        ...['created', 'updated', 'completed', 'cancelled'].map((action) => `order.${action}`),
        ...['created', 'updated', 'deleted'].map((action) => `product.${action}`),
        ...['created', 'updated', 'deleted'].map((action) => `category.${action}`),
      ],
    ],
  ])('%s has exactly the event names that the programme publishes', (name, expected) => {
    expect(CATALOGUES[name].map((entry) => entry.name)).toEqual(expected);
  });

  it('quickstart has a handful of general ones, each once', () => {
    const names = CATALOGUES.quickstart.map((entry) => entry.name);
    expect(names).toEqual(expect.arrayContaining(['ping', 'user.created', 'invoice.paid']));
    expect(new Set(names).size).toBe(names.length);
  });

  it('urtentic data can lie beside eventName', () => {
    for (const { example } of CATALOGUES.urtentic) expect(example).not.toHaveProperty('eventName');
  });
});
