import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const LOADER = new URL('../../support/register-ts.mjs', import.meta.url).href;
const STOP_TIMEOUT_MS = 10_000;

/** A program of the benchmark that runs as a process of its own, and ends when this one does. */
export interface LoadChild {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Rejects when the program ends before it is told to. */
  readonly died: Promise<never>;
  stop(): Promise<void>;
}

/**
 * Runs a TypeScript file with a message channel to it. The program should end when the channel does: so
 * it cannot outlive a benchmark that was killed. Ctrl-C in the terminal does not reach it.
 *
 * @param program the file
 * @throws Error when it cannot be started
 */
export async function startLoadChild(program: URL, args: readonly string[] = []): Promise<LoadChild> {
  const file = fileURLToPath(program);
  const name = basename(file);
  const child = spawn(process.execPath, ['--import', LOADER, file, ...args], {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(child, 'spawn');
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} was started but has no pid`);
  let stopping = false;
  const exit = once(child, 'exit');
  const died = exit.then(([code, signal]): never => {
    if (stopping) return new Promise<never>(() => undefined) as never;
    throw new Error(`${name} ended by itself (${String(code ?? signal)})`);
  });
  died.catch(() => undefined);
  const stop = async (): Promise<void> => {
    stopping = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    if (child.connected) child.disconnect();
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exit;
    clearTimeout(timer);
  };
  return { child, pid, died, stop };
}
