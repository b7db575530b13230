import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A test program that runs as a process of its own. */
export interface Program<T> {
  readonly child: ChildProcess;
  /** The one line of JSON that it printed when it was ready. */
  readonly ready: T;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** How {@link startProgram} runs it. */
export interface ProgramOptions {
  /** Run as this user; needs root. */
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Runs `node <args>` and waits for its first line of output, which must be JSON. The program should end when its stdin
 * does: that is how it learns that the tests were killed.
 *
 * @throws Error with what it wrote to stderr when it ends before that.
 */
export async function startProgram<T>(args: readonly string[], options: ProgramOptions = {}): Promise<Program<T>> {
  const child = spawn(process.execPath, [...args], {
    ...options.user,
    env: options.env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
  const line = once(createInterface({ input: child.stdout }), 'line').then(([text]: unknown[]) => String(text));
  const first = await Promise.race([line, ended.then(() => undefined)]);
  if (first === undefined) throw new Error(`the program ended before it was ready: ${errors}`);
  return {
    child,
    ready: JSON.parse(first),
    end: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
}
