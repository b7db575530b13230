import { expect, inject, it } from 'vitest';
import '../../support/provided-context.js';
import { benchTables } from './tables-bench.js';

it('times every statement in a full and in an empty database', async () => {
  const options = { deliveries: 3_000, months: 4, rounds: 2 };
  const { figures, filling } = await benchTables(inject('postgresUrl'), options, () => undefined);
  expect(filling.sizeMb).toBeGreaterThan(0);
  expect(figures.map(({ statement }) => statement)).toEqual(
    expect.arrayContaining(['accept one event', 'claim an attempt', 'record several', 'list failed of a tenant']),
  );
  for (const { ratio } of figures) expect(ratio).toBeGreaterThan(0);
});
