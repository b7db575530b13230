import { randomUUID } from 'node:crypto';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import './provided-context.js';

/** A folder of one test. */
export interface TempDir {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * A fresh folder below the run's, which every user may enter, unlike mkdtemp's. Servers that a test leaves running in
 * there because the run was killed are stopped by the next run.
 */
export async function createTempDir(): Promise<TempDir> {
  const path = join(inject('runDir'), randomUUID());
  await mkdir(path);
  await chmod(path, 0o755);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
