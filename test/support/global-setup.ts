import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { SEARCH_ATTRIBUTES } from '#libs/contracts';
import { startEmbeddedPostgres } from '#libs/persistence';
import { buildWorkflowBundle, resolveTemporalCli, startTemporalDevServer } from '#libs/temporal';
import './provided-context.js';
import { clearDeadTestRuns, createTestRunDir } from './test-run-dir.js';

/**
 * Starts one real Postgres and one real Temporal for the whole run, on free ports and in a folder of their own, so that
 * tests run next to a running `npm start`. TEMPORAL_CLI_PATH may name the `temporal` binary.
 *
 * @returns what stops everything and removes the folder.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const onProgress = (message: string): void => void process.stderr.write(`[test set-up] ${message}\n`);
  await clearDeadTestRuns();
  const run = await createTestRunDir();
  project.provide('runDir', run.dataDir);
  const stops: (() => Promise<void>)[] = [];
  const tearDown = async (): Promise<void> => {
    await Promise.all(stops.map((stop) => stop()));
    await run.release();
    await rm(run.dataDir, { recursive: true, force: true });
  };

  const startPostgres = async (): Promise<void> => {
    const postgres = await startEmbeddedPostgres({ dataDir: join(run.dataDir, 'postgres'), port: 0, onProgress });
    stops.push(() => postgres.stop());
    project.provide('postgresUrl', postgres.url);
  };
  const startTemporal = async (): Promise<void> => {
    const cli = await resolveTemporalCli({ explicitPath: process.env['TEMPORAL_CLI_PATH'] || undefined, onProgress });
    const temporal = await startTemporalDevServer({
      cliPath: cli.path,
      dataDir: join(run.dataDir, 'temporal'),
      port: 0,
      inMemory: true,
      searchAttributes: SEARCH_ATTRIBUTES,
    });
    stops.push(() => temporal.stop());
    project.provide('temporalAddress', temporal.address);
    project.provide('temporalUiUrl', temporal.uiUrl);
    project.provide('temporalCliPath', cli.path);
  };
  const bundleWorkflows = async (): Promise<void> => {
    const path = join(run.dataDir, 'workflow-bundle.js');
    const hasWorkflows = existsSync(new URL('../../workflows/index.ts', import.meta.url));
    if (hasWorkflows) await writeFile(path, (await buildWorkflowBundle()).code);
    project.provide('workflowBundlePath', hasWorkflows ? path : '');
  };

  const outcomes = await Promise.allSettled([startPostgres(), startTemporal(), bundleWorkflows()]);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) {
    // vitest calls no tear-down after a set-up that failed.
    await tearDown();
    throw failed.reason;
  }
  return tearDown;
}
