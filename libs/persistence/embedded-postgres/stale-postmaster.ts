import { execFile } from 'node:child_process';
import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { identifyProcess, stopByIdentity, type StopStep } from '#libs/processes';

const run = promisify(execFile);

/**
 * How a Postgres server is stopped ("Shutting Down the Server" in its manual): SIGINT is the fast shutdown, which ends
 * sessions and writes a checkpoint; SIGQUIT the immediate one, after which the next start replays the log.
 */
export const postgresStopSequence: readonly StopStep[] = [
  { signal: 'SIGINT', graceMs: 20_000 },
  { signal: 'SIGQUIT', graceMs: 5_000 },
  { signal: 'SIGKILL', graceMs: 5_000 },
];

/**
 * Stops a server that still runs on this cluster because its owner was killed before it could write our pid file or
 * lost it. Postgres' own `postmaster.pid` names it. A file whose pid belongs to another program by now is removed,
 * since Postgres would take that program for a running server and refuse to start. One whose pid is gone is left to
 * Postgres, which uses it to check for sessions that outlived their server.
 *
 * @returns whether a server was stopped.
 */
export async function stopStalePostmaster(clusterDataDir: string): Promise<boolean> {
  const pidFile = join(clusterDataDir, 'postmaster.pid');
  const content = await readFile(pidFile, 'utf8').catch(() => '');
  const pid = Number(content.split('\n', 1)[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  const identity = await identifyProcess(pid);
  if (identity === undefined) return false;
  if (!(await isPostmasterOf(pid, clusterDataDir))) {
    await rm(pidFile, { force: true });
    return false;
  }
  await stopByIdentity(identity, postgresStopSequence);
  return true;
}

async function isPostmasterOf(pid: number, clusterDataDir: string): Promise<boolean> {
  try {
    // A postmaster's working folder is its data directory.
    if (process.platform === 'linux') return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(clusterDataDir));
    const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]);
    return stdout.includes(clusterDataDir);
  } catch {
    // Another user's process: this user could not have started it.
    return false;
  }
}
