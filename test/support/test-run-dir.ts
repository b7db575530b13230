import { randomUUID } from 'node:crypto';
import { readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearStale, DataDirLock, DataDirLockedError } from '#libs/processes';

const PREFIX = 'everhook-test-run-';
const PID_FILE = /\.pid\.json$/;

/** Makes the folder of one test run, and takes its lock, by which the next run sees whether this one still runs. */
export async function createTestRunDir(): Promise<DataDirLock> {
  // Made by the lock and not by mkdtemp, whose folders Postgres' user cannot enter where the tests run as root.
  return DataDirLock.acquire(join(await realpath(tmpdir()), `${PREFIX}${randomUUID()}`), 'everhook tests');
}

/**
 * Stops the servers and removes the folders of runs that were killed before they could do it. A run that is still going
 * is left alone.
 */
export async function clearDeadTestRuns(): Promise<void> {
  const root = await realpath(tmpdir());
  const names = (await readdir(root)).filter((name) => name.startsWith(PREFIX));
  for (const dir of names.map((name) => join(root, name))) {
    try {
      const lock = await DataDirLock.acquire(dir, 'everhook tests (clearing)');
      for (const file of await readdir(dir, { recursive: true })) {
        if (PID_FILE.test(file)) await clearStale(join(dir, file), [{ signal: 'SIGKILL', graceMs: 5_000 }]);
      }
      await lock.release();
      await rm(dir, { recursive: true, force: true });
    } catch (error) {
      // Its owner lives, or it is another user's: not ours to clear.
      const notOurs = error instanceof Error && 'code' in error && error.code === 'EACCES';
      if (!(error instanceof DataDirLockedError || notOurs)) throw error;
    }
  }
}
