import { readFileSync, writeFileSync } from 'node:fs';

// Read in one go and not by promises, each of which would be four tasks of the thread pool: what /proc holds comes from
// memory, and reading it must cost little beside what is measured.

/** `times` in /proc count in units of USER_HZ, which is 100 on every Linux that Node runs on: time(7). */
const MS_PER_TICK = 10;

/** The CPU time and the memory that a program has used. */
export interface Usage {
  /** User and system time since its start, in milliseconds, in steps of 10. */
  cpuMs: number;
  /** What it holds now, in bytes of resident memory. */
  memoryBytes: number;
  /** The most it has held since its start or {@link forgetPeak}; for {@link usageOfFamily} what it holds now. */
  peakBytes: number;
}

/**
 * Reads what one process has used, from /proc.
 * @throws Error where there is no /proc (the figures need Linux), or no such process.
 */
export function usageOf(pid: number): Usage {
  const { ticks } = readStat(pid);
  const status = readStatus(pid);
  return { cpuMs: ticks * MS_PER_TICK, memoryBytes: bytes(status, 'VmRSS'), peakBytes: bytes(status, 'VmHWM') };
}

/**
 * Has the peak of a process's memory count from now on: proc_pid_clear_refs(5). Where that is not allowed, peaks go on
 * counting from the start of the process.
 */
export function forgetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // Said above.
  }
}

/**
 * Reads what a process and its children have used, as Postgres needs it, which has one for each connection. Children
 * that have ended count too. Memory is what all hold now: what is private is added up, and what they share (buffers, the
 * program's text) is counted once, by the largest share that one of them has touched.
 * @throws Error as {@link usageOf}.
 */
export function usageOfFamily(pid: number): Usage {
  const own = readStat(pid);
  const children = childrenOf(pid);
  const alive = children.map((child) => orElse(() => readStat(child).ticks, 0));
  const ticks = alive.reduce((sum, value) => sum + value, own.ticks + own.waitedForTicks);
  const statuses = [String(pid), ...children].map(readStatus);
  const each = (name: string): number[] => statuses.map((status) => bytes(status, name));
  const privately = each('RssAnon').reduce((sum, value) => sum + value, 0);
  const memoryBytes = privately + Math.max(...each('RssShmem')) + Math.max(...each('RssFile'));
  return { cpuMs: ticks * MS_PER_TICK, memoryBytes, peakBytes: memoryBytes };
}

interface Stat {
  ticks: number;
  /** Of children that have ended. */
  waitedForTicks: number;
}

/** proc_pid_stat(5): fields 14 and 15 are the process's own time, 16 and 17 that of its dead children. */
function readStat(pid: number | string): Stat {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // Field 2 is the program's name in parentheses, and may itself hold blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  return { ticks: field(14) + field(15), waitedForTicks: field(16) + field(17) };
}

/** proc_tid_children(5): to look through all of /proc for it would cost much more. */
function childrenOf(pid: number): string[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children.split(' ').filter((child) => child !== '');
}

/** proc_pid_status(5); empty for a process that has ended. */
function readStatus(pid: number | string): string {
  return orElse(() => readFileSync(`/proc/${pid}/status`, 'utf8'), '');
}

/** A process may end between being found and being read. */
function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

function bytes(status: string, name: string): number {
  const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  return Number(kibibytes ?? 0) * 1024;
}
