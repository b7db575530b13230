import { defineConfig } from 'vitest/config';

/** Tests that compare times: what else the machine does would be compared too, so each of them runs alone, at the end. */
const alone = ['test/e2e/fairness.spec.ts', 'test/e2e/isolation.spec.ts', 'test/e2e/rate-limit.spec.ts'];

/** A browser takes all that the machine has, and others would have to wait for it: after everything else. */
const browser = ['test/browser/**/*.spec.ts'];

const stack = {
  globalSetup: ['test/support/global-setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

const unit = ['libs/**/*.spec.ts', 'activities/**/*.spec.ts', 'workflows/**/*.spec.ts', 'apps/**/*.spec.ts'];

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  // Vitest's own environment, in which global set-ups run: without this they would load what is in dist/.
  environments: { __vitest__: { resolve: { conditions: ['source', 'node'], externalConditions: ['source', 'node'] } } },
  test: {
    reporters: ['default'],
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'unit', include: unit } },
      {
        extends: true,
        test: { name: 'stack', include: ['test/**/*.spec.ts'], exclude: [...alone, ...browser], ...stack },
      },
      { extends: true, test: { name: 'alone', include: alone, maxWorkers: 1, sequence: { groupOrder: 1 }, ...stack } },
      {
        extends: true,
        test: { name: 'browser', include: browser, maxWorkers: 1, sequence: { groupOrder: 2 }, ...stack },
      },
    ],
  },
});
