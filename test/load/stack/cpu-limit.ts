import { once } from 'node:events';
import { startLoadChild } from './load-child.js';

/**
 * Limits a process to a share of the time of one core, with all its threads together running in that share. Returns when
 * the limit holds: what is measured while the limiter still starts would be measured without it.
 * @returns ends the limit and lets the process run, if it still exists; may be called twice
 */
export async function limitCpu(pid: number, percent: number): Promise<() => Promise<void>> {
  const program = new URL('cpu-limit-program.ts', import.meta.url);
  const limiter = await startLoadChild(program, [String(pid), String(percent)]);
  await Promise.race([once(limiter.child, 'message'), limiter.died]);
  return async () => {
    await limiter.stop();
    continueIfAlive(pid);
  };
}

/** A limiter that had to be killed has left the process as it was. */
function continueIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!isGone) throw error;
  }
}
