import { readdir, readFile } from 'node:fs/promises';

/** `times` in /proc count in units of USER_HZ, which is 100 on every Linux that Node runs on: time(7). */
const MS_PER_TICK = 10;

/** The CPU time and the memory that a program has used. */
export interface Usage {
  /** User and system time since its start, in milliseconds, in steps of 10. */
  cpuMs: number;
  /** The most memory it has held, in bytes; for {@link usageOfFamily} what it holds now. */
  memoryBytes: number;
}

/**
 * Reads what one process has used, from /proc.
 * @throws Error where there is no /proc (the figures need Linux), or no such process.
 */
export async function usageOf(pid: number): Promise<Usage> {
  const { ticks } = await readStat(pid);
  return { cpuMs: ticks * MS_PER_TICK, memoryBytes: bytes(await readStatus(pid), 'VmHWM') };
}

/**
 * Reads what a process and its children have used, as Postgres needs it, which has one for each connection. Children
 * that have ended count too. Memory is what all hold now: what is private is added up, and what they share (buffers, the
 * program's text) is counted once, by the largest share that one of them has touched.
 * @throws Error as {@link usageOf}.
 */
export async function usageOfFamily(pid: number): Promise<Usage> {
  const own = await readStat(pid);
  const children = await childrenOf(pid);
  const alive = (await Promise.all(children.map((child) => readStat(child).catch(() => undefined)))).map(
    (stat) => stat?.ticks ?? 0,
  );
  const ticks = alive.reduce((sum, value) => sum + value, own.ticks + own.waitedForTicks);
  const statuses = await Promise.all([pid, ...children].map(readStatus));
  const each = (name: string): number[] => statuses.map((status) => bytes(status, name));
  const privately = each('RssAnon').reduce((sum, value) => sum + value, 0);
  const memoryBytes = privately + Math.max(...each('RssShmem')) + Math.max(...each('RssFile'));
  return { cpuMs: ticks * MS_PER_TICK, memoryBytes };
}

interface Stat {
  parent: number;
  ticks: number;
  /** Of children that have ended. */
  waitedForTicks: number;
}

/** proc_pid_stat(5): field 4 is the parent, 14 and 15 the process's own time, 16 and 17 that of its dead children. */
async function readStat(pid: number | string): Promise<Stat> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // Field 2 is the program's name in parentheses, and may itself hold blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  return { parent: field(4), ticks: field(14) + field(15), waitedForTicks: field(16) + field(17) };
}

async function childrenOf(pid: number): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(pids.map((child) => readStat(child).catch(() => undefined)));
  return pids.filter((_, index) => parents[index]?.parent === pid);
}

/** proc_pid_status(5); empty for a process that has ended. */
async function readStatus(pid: number | string): Promise<string> {
  return readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
}

function bytes(status: string, name: string): number {
  const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  return Number(kibibytes ?? 0) * 1024;
}
