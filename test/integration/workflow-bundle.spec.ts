import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import { WORKFLOW_TYPES } from '#libs/contracts';
import '../support/provided-context.js';

const WORKFLOWS = fileURLToPath(new URL('../../workflows', import.meta.url));

describe('the workflow bundle', () => {
  test('holds every workflow, and is made from the source and not from an older build', async () => {
    const code = await readFile(inject('workflowBundlePath'), 'utf8');
    // webpack names each module by its path from the repository's root.
    const modules = new Set([...code.matchAll(/!\*\*\* \.\/(\S+) /g)].map(([, path = '']) => path));
    const ours = [...modules].filter((path) => !path.startsWith('node_modules/'));
    expect(ours).toContain('workflows/index.ts');
    expect(ours.filter((path) => /^libs\/(contracts|domain)\/.*\.ts$/.test(path))).not.toEqual([]);
    expect(ours.filter((path) => !/^(workflows|libs\/(contracts|domain))\//.test(path))).toEqual([]);
    expect(Object.values(WORKFLOW_TYPES).filter((type) => !code.includes(`${type}: () =>`))).toEqual([]);
  });

  test('keeps no state outside of functions: its modules are loaded once and shared by all runs', async () => {
    const files = await readdir(WORKFLOWS, { recursive: true });
    const sources = await Promise.all(
      files.filter((name) => name.endsWith('.ts')).map(async (name) => readFile(join(WORKFLOWS, name), 'utf8')),
    );
    expect(sources.length).toBeGreaterThan(3);
    expect(
      sources.flatMap((source) => source.match(/^(export )?(let|var) .*|^(export )?const .* = new .*/gm) ?? []),
    ).toEqual([]);
  });
});
