import { readFile } from 'node:fs/promises';
import { describe, expect, inject, test } from 'vitest';
import { WORKFLOW_TYPES } from '#libs/contracts';
import '../support/provided-context.js';

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
});
