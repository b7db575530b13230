import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { identifySelf, isRunning, type ProcessIdentity } from './process-identity.js';
import { stopByIdentity, type StopStep } from './stop-sequence.js';

const identitySchema = z.object({ pid: z.int().positive(), startMark: z.string().min(1) });

const pidFileSchema = identitySchema.extend({ name: z.string(), owner: identitySchema });

/** What a pid file says: which process, what it is, and which process started it and looks after it. */
export type PidFile = z.infer<typeof pidFileSchema>;

/** A process is running, and so is the one that looks after it: it is not ours to stop. */
export class ProcessInUseError extends Error {
  override readonly name = 'ProcessInUseError';
}

/** What {@link clearStale} found: no usable pid file; one whose process is gone; one whose process it stopped. */
export type StaleOutcome = 'none' | 'gone' | 'stopped';

/** Writes a pid file for a child of this process. A reader sees the whole file or none. */
export async function writePidFile(path: string, name: string, identity: ProcessIdentity): Promise<void> {
  const content: PidFile = { ...identity, name, owner: await identifySelf() };
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  await rename(temporary, path);
}

/** The content of a pid file, or `undefined` when it is missing or unreadable (a half-written or foreign file). */
export async function readPidFile(path: string): Promise<PidFile | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return pidFileSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * Stops what an earlier owner left running because it was killed itself, and removes the pid file. The process is only
 * touched when it is the one that the file was written for (same pid and same start).
 *
 * @param sequence how to stop it. @default SIGTERM, ten seconds, SIGKILL
 * @throws ProcessInUseError when the process and its owner are both running.
 */
export async function clearStale(pidFile: string, sequence?: readonly StopStep[]): Promise<StaleOutcome> {
  const found = await readPidFile(pidFile);
  if (found === undefined) {
    await rm(pidFile, { force: true });
    return 'none';
  }
  const running = await isRunning(found);
  if (running) {
    if (await isRunning(found.owner)) {
      throw new ProcessInUseError(
        `${found.name} (pid ${found.pid}, ${pidFile}) is in use by the running process ${found.owner.pid}`,
      );
    }
    await stopByIdentity(found, sequence);
  }
  await rm(pidFile, { force: true });
  return running ? 'stopped' : 'gone';
}
