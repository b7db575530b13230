import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import type { VariableName } from '#libs/config';
import { ADMIN_KEY } from './api.js';
import { startProgram } from './program.js';

/** A real worker in a process of its own. */
export interface WorkerProcess {
  /** Ends it as `kill -9` does: nothing is finished, nothing is tidied up. */
  kill(): Promise<void>;
}

/**
 * Starts a worker that a test can kill.
 * @param environment its configuration, beside where Temporal is and the keys that every test worker has
 */
export async function startWorkerProcess(
  environment: Partial<Record<VariableName, string>> & { DATABASE_URL: string; EVERHOOK_ENCRYPTION_KEY: string },
): Promise<WorkerProcess> {
  const source = (name: string): string => new URL(name, import.meta.url).href;
  const program = await startProgram(
    [
      '--conditions=source',
      `--import=${source('./register-ts.mjs')}`,
      fileURLToPath(source('./worker-program.ts')),
      inject('workflowBundlePath'),
    ],
    {
      env: {
        PATH: process.env['PATH'],
        TEMPORAL_ADDRESS: inject('temporalAddress'),
        TEMPORAL_UI_URL: inject('temporalUiUrl'),
        EVERHOOK_ADMIN_KEY: ADMIN_KEY,
        EVERHOOK_ALLOW_HTTP: 'true',
        EVERHOOK_ALLOWED_NETWORKS: '127.0.0.0/8',
        ...environment,
      },
    },
  );
  return { kill: () => program.end('SIGKILL') };
}
