import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A process that can be recognised later. A pid alone cannot: the system gives it to another program once the process
 * has ended, and after a restart of the machine at the latest.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the process began, in the system's own notation; only good to be compared with another mark. */
  readonly startMark: string;
}

/** The identity of the process that has this pid now, or `undefined` when there is none (a zombie counts as none). */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | undefined> {
  const startMark = await readStartMark(pid);
  return startMark === undefined ? undefined : { pid, startMark };
}

/** Whether the very process that `identity` was taken from is still running. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  return (await readStartMark(identity.pid)) === identity.startMark;
}

/** The identity of this process. */
export async function identifySelf(): Promise<ProcessIdentity> {
  const self = await identifyProcess(process.pid);
  if (self === undefined) throw new Error(`the start time of this process (pid ${process.pid}) cannot be read`);
  return self;
}

async function readStartMark(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return readLinuxStartMark(pid);
  const [command, args] =
    process.platform === 'win32'
      ? ['powershell', ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`]]
      : ['ps', ['-o', 'lstart=', '-p', String(pid)]];
  try {
    return (await run(command, args)).stdout.trim() || undefined;
  } catch {
    // Both commands end with an error when there is no such process.
    return undefined;
  }
}

/** proc_pid_stat(5): field 3 is the state, field 22 the start time in clock ticks since boot. */
async function readLinuxStartMark(pid: number): Promise<string | undefined> {
  let stat: string;
  try {
    stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // Field 2 is the program's name in parentheses, and may itself hold blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  if (state === 'Z' || state === 'X' || startTicks === undefined) return undefined;
  return `${await bootId()}:${startTicks}`;
}

/** Ticks count from boot, so that a mark is only unique together with the boot. */
async function bootId(): Promise<string> {
  try {
    return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  } catch {
    return 'unknown-boot';
  }
}
