import { spawn } from 'node:child_process';

const KEPT_OUTPUT_CHARACTERS = 2_000;

/** A program that makes something for us, and ends. */
export interface ToolOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Called each second; an answer of text ends the program and becomes the error's message. */
  readonly onTick: (elapsedSeconds: number) => string | undefined | Promise<string | undefined>;
}

/**
 * Runs a program to its end, together with whatever it starts itself.
 *
 * @throws Error with the end of its output when it fails, or the text that `onTick` ended it with.
 */
export async function runTool({ command, args, cwd, env, onTick }: ToolOptions): Promise<void> {
  const startedAt = Date.now();
  // A group of its own, so that everything below it can be ended together.
  const child = spawn(command, [...args], {
    cwd,
    env,
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killAll = (): void => {
    if (child.pid === undefined || child.exitCode !== null) return;
    try {
      if (process.platform === 'win32') child.kill('SIGKILL');
      else process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It ended in this moment.
    }
  };
  let output = '';
  let stoppedBecause: string | undefined;
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-KEPT_OUTPUT_CHARACTERS);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const timer = setInterval(() => {
    void Promise.resolve(onTick(Math.round((Date.now() - startedAt) / 1000))).then((reason) => {
      if (reason === undefined || stoppedBecause !== undefined) return;
      stoppedBecause = reason;
      killAll();
    });
  }, 1000);
  // A parent that is told to end must not leave a compiler running for minutes.
  process.once('exit', killAll);
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        if (code === 0) resolve();
        else reject(new Error(stoppedBecause ?? `${lastLines(output)} (exit ${signal ?? String(code)})`));
      });
    });
  } finally {
    clearInterval(timer);
    process.removeListener('exit', killAll);
  }
}

function lastLines(output: string): string {
  return output.trim().split('\n').slice(-5).join(' | ') || 'no output';
}
