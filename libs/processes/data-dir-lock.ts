import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import { prepareDataDir } from './data-dir.js';
import { readPidFile, type PidFile } from './pid-file.js';
import { identifySelf, isRunning, type ProcessIdentity } from './process-identity.js';

const LOCK_FILE = 'everhook.lock';
const GUARD_FILE = '.everhook.lock.guard';

/** Another running process uses the data folder. */
export class DataDirLockedError extends Error {
  override readonly name = 'DataDirLockedError';
  constructor(
    readonly dataDir: string,
    readonly owner: PidFile,
  ) {
    super(
      `the data folder ${dataDir} is in use by ${owner.name} (pid ${owner.pid}). ` +
        `Stop that process, or set EVERHOOK_DATA_DIR to another folder.`,
    );
  }
}

/**
 * The right to use a data folder alone. It ends with {@link release}, or with the process: a lock whose owner has died
 * is taken over at once. It works between processes of one machine; a folder that several machines mount is not covered.
 */
export class DataDirLock {
  private constructor(
    /** Absolute path of the folder. */
    readonly dataDir: string,
    private readonly self: ProcessIdentity,
  ) {}

  /**
   * Takes the lock; makes the folder when it is missing.
   *
   * @param name who asks, for the other's error message, for example `everhook standalone`.
   * @throws DataDirLockedError when a running process has it (this process included).
   */
  static async acquire(dataDir: string, name: string): Promise<DataDirLock> {
    const path = await prepareDataDir(dataDir);
    const self = await identifySelf();
    const file = join(path, LOCK_FILE);
    await guarded(path, async () => {
      const owner = await readPidFile(file);
      if (owner !== undefined && (await isRunning(owner))) throw new DataDirLockedError(path, owner);
      const content: PidFile = { ...self, name, owner: self };
      await writeFile(`${file}.tmp`, `${JSON.stringify(content)}\n`, { mode: 0o600 });
      await rename(`${file}.tmp`, file);
    });
    return new DataDirLock(path, self);
  }

  /** Gives the lock back. Does nothing when it has another owner by now. */
  async release(): Promise<void> {
    const file = join(this.dataDir, LOCK_FILE);
    await guarded(this.dataDir, async () => {
      const owner = await readPidFile(file);
      if (owner?.pid === this.self.pid && owner.startMark === this.self.startMark) await rm(file, { force: true });
    });
  }
}

/**
 * Runs `action` while no other process is in here. Without it, two processes that both find a dead owner could both
 * take over. The guard is held for milliseconds; that of a process killed in between counts as stale after 5 s.
 */
async function guarded(dataDir: string, action: () => Promise<void>): Promise<void> {
  const release = await lockfile.lock(dataDir, {
    lockfilePath: join(dataDir, GUARD_FILE),
    stale: 5_000,
    retries: { retries: 100, factor: 1, minTimeout: 100, maxTimeout: 100 },
    // The default throws in a timer, where nobody can catch it.
    onCompromised: () => undefined,
  });
  try {
    await action();
  } finally {
    await release().catch(() => undefined);
  }
}
