import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Metrics } from './metrics.js';

const dashboardSchema = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).default([]) })),
});

describe('docs/grafana/everhook.json', () => {
  it('asks for metrics that exist, and for every one of our own', async () => {
    const file = new URL('../../docs/grafana/everhook.json', import.meta.url);
    const { panels } = dashboardSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    const asked = new Set(
      panels.flatMap(({ targets }) =>
        targets.flatMap(({ expr }) => [...expr.matchAll(/\b(?:everhook|process|nodejs)_\w+/g)].map(([name]) => name)),
      ),
    );
    const served = [...(await new Metrics().render()).matchAll(/^# TYPE (\S+) (\w+)$/gm)].map(
      ([, name = '', type]) => ({
        name,
        series: type === 'histogram' ? ['bucket', 'sum', 'count'].map((suffix) => `${name}_${suffix}`) : [name],
      }),
    );
    const known = new Set(served.flatMap(({ series }) => series));
    expect([...asked].filter((name) => !known.has(name))).toEqual([]);
    const unseen = served.filter(
      ({ name, series }) => name.startsWith('everhook_') && !series.some((one) => asked.has(one)),
    );
    expect(unseen.map(({ name }) => name)).toEqual([]);
  });
});
