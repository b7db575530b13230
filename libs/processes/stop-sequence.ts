import { isRunning, type ProcessIdentity } from './process-identity.js';
import { PollTimeoutError, pollUntil } from './poll-until.js';

/** One step of stopping a process: a signal, and how long the process may take to obey it. */
export interface StopStep {
  readonly signal: NodeJS.Signals;
  /** Milliseconds to wait before the next step. */
  readonly graceMs: number;
}

/** Ask, wait ten seconds, then kill. */
export const defaultStopSequence: readonly StopStep[] = [
  { signal: 'SIGTERM', graceMs: 10_000 },
  { signal: 'SIGKILL', graceMs: 5_000 },
];

/**
 * Stops a process that is not our child (any more), by its identity, so that a program that was given the same pid
 * since is left alone.
 *
 * @throws Error when it runs on after the last step, or may not be signalled by this user.
 */
export async function stopByIdentity(
  identity: ProcessIdentity,
  sequence: readonly StopStep[] = defaultStopSequence,
): Promise<void> {
  for (const { signal, graceMs } of sequence) {
    if (!(await isRunning(identity))) return;
    sendSignal(identity.pid, signal);
    const ended = await pollUntil(async () => !(await isRunning(identity)), {
      what: `process ${identity.pid} to end after ${signal}`,
      timeoutMs: graceMs,
    }).catch((error: unknown) => {
      if (error instanceof PollTimeoutError) return false;
      throw error;
    });
    if (ended) return;
  }
  throw new Error(`process ${identity.pid} did not end, not even after ${sequence.at(-1)?.signal ?? 'nothing'}`);
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // ESRCH: it ended between the look and the signal, which is what was wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
