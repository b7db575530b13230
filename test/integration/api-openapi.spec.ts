import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROBLEMS } from '#libs/contracts/http';
import { TestApi } from '../support/api.js';
import { operationsOf, type Operation } from '../support/openapi.js';

let api: TestApi;
// oxlint-disable-next-line typescript/no-explicit-any -- a JSON document of any shape
let document: any;
let operations: Operation[];
beforeAll(async () => {
  api = await TestApi.start();
  document = (await api.request('GET', '/openapi.json', { key: null })).body;
  operations = operationsOf(document);
});
afterAll(async () => {
  await api.close();
});

/** What is wrong with a value under a schema of the document. */
function violations(schema: object, value: unknown): unknown {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  const validate = ajv.compile({ ...schema, components: document.components });
  return validate(value) ? [] : validate.errors;
}

describe('the OpenAPI document', () => {
  it('is the one that is committed', async () => {
    const committed: unknown = JSON.parse(await readFile('docs/openapi.json', 'utf8'));
    expect(document, 'run `npm run generate` and commit the result').toEqual(committed);
  });

  it('names, describes and tags every operation', () => {
    expect(operations.length).toBeGreaterThan(30);
    for (const { definition, title } of operations) {
      expect(definition.summary, title).toMatch(/\w{3}/);
      expect(definition.tags, title).toHaveLength(1);
      expect(definition.operationId, title).toMatch(/^[a-z]+[A-Za-z0-9]+$/);
    }
    const ids = operations.map(({ definition }) => definition.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives an example of every body, and each satisfies its schema', () => {
    for (const { definition, title } of operations) {
      const bodies = [definition.requestBody, ...Object.values(definition.responses)];
      for (const body of bodies) {
        for (const [type, media] of Object.entries(body?.content ?? {})) {
          if (type === 'application/problem+json') continue;
          expect(media.example, `${title}: ${type}`).toBeDefined();
          expect(violations(media.schema, media.example), `${title}: ${JSON.stringify(media.example)}`).toEqual([]);
        }
      }
    }
  });

  it('says which problems an operation answers', () => {
    for (const { definition, title, isPublic } of operations) {
      const statuses = Object.keys(definition.responses);
      if (!isPublic) expect(statuses, title).toEqual(expect.arrayContaining(['401']));
      // Everybody may ask who he is.
      if (!isPublic && title !== 'GET /api/v1/session') expect(statuses, title).toContain('403');
      if (definition.requestBody !== undefined) {
        expect(statuses, title).toEqual(expect.arrayContaining(['400', '413', '415', '422']));
      }
      if (title.includes('{')) expect(statuses, title).toContain('404');
    }
    for (const [name, { status }] of Object.entries(PROBLEMS)) {
      const { value } = document.components.examples[name];
      expect(violations({ $ref: '#/components/schemas/Problem' }, value), name).toEqual([]);
      expect(value).toMatchObject({ status, type: `https://everhook.dev/problems/${name}` });
    }
  });

  it('only public operations are signing in and those for machines that have no key', () => {
    const open = operations.filter(({ isPublic }) => isPublic).map(({ path }) => path);
    expect(open.toSorted()).toEqual(['/api/v1/session', '/health/live', '/health/ready', '/metrics']);
  });

  it('is about problems that docs/problems.md explains', async () => {
    const page = await readFile('docs/problems.md', 'utf8');
    for (const name of Object.keys(PROBLEMS)) expect(page).toContain(`## ${name}\n`);
  });
});
