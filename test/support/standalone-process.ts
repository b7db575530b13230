import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import type { VariableName } from '#libs/config';
import { waitFor } from './wait-for.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START_TIMEOUT_MS = 90_000;

/** How a process ended. */
export interface ProcessEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** The real standalone, as `npm start` runs it, in a process of its own. Needs `ensureBuilt()`. */
export class StandaloneProcess {
  readonly ended: Promise<ProcessEnd>;
  readonly #child: ChildProcess;
  #output = '';

  private constructor(
    readonly dataDir: string,
    environment: Partial<Record<VariableName, string>>,
  ) {
    this.#child = spawn(process.execPath, ['dist/apps/standalone/main.js'], {
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        PORT: '0',
        EVERHOOK_DATA_DIR: dataDir,
        TEMPORAL_CLI_PATH: inject('temporalCliPath'),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString('utf8')));
    }
    this.ended = once(this.#child, 'exit').then(([code, signal]) => ({ code, signal }));
  }

  /** Starts it without waiting for anything: for starts that are expected to fail. */
  static launch(dataDir: string, environment: Partial<Record<VariableName, string>> = {}): StandaloneProcess {
    return new StandaloneProcess(dataDir, environment);
  }

  /** Starts it and waits until it says that it is ready. */
  static async start(
    dataDir: string,
    environment: Partial<Record<VariableName, string>> = {},
  ): Promise<StandaloneProcess> {
    const standalone = StandaloneProcess.launch(dataDir, environment);
    await waitFor(
      'the standalone to be ready',
      () => {
        if (standalone.#child.exitCode !== null) throw new StartFailed(standalone.output);
        return standalone.output.includes('Everhook is ready') && standalone.output.includes('Ctrl-C');
      },
      { timeoutMs: START_TIMEOUT_MS, everyMs: 50 },
    ).catch(async (error: unknown) => {
      await standalone.kill();
      throw new Error(`${String(error)}\n${standalone.output}`, { cause: error });
    });
    return standalone;
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the standalone was not started');
    return this.#child.pid;
  }

  /** Everything it printed so far. */
  get output(): string {
    return this.#output;
  }

  /** Where its API is, as it prints it. */
  get apiUrl(): string {
    return this.#printed(/^ *API +(http:\S+)\/api\/v1$/m);
  }

  /** The bootstrap admin key, as it prints it. */
  get adminKey(): string {
    return this.#printed(/^ *Admin key +(\S+)$/m);
  }

  /** `kill -9`, and waits for the end. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  /** Asks it to stop, as Ctrl-C and supervisors do; {@link ended} tells when it has. */
  terminate(): void {
    this.#child.kill('SIGTERM');
  }

  /** Asks it to stop and waits for the end. */
  async stop(): Promise<ProcessEnd> {
    this.terminate();
    return this.ended;
  }

  #printed(pattern: RegExp): string {
    const found = pattern.exec(this.#output)?.[1];
    if (found === undefined) throw new Error(`the standalone did not print ${String(pattern)}:\n${this.#output}`);
    return found;
  }
}

class StartFailed extends Error {}

/** Processes that have a folder in their command line or work inside it: `pid command`. */
export async function processesIn(dir: string): Promise<string[]> {
  if (process.platform !== 'linux') {
    const { stdout } = await run('ps', ['-axww', '-o', 'pid=,command=']);
    return stdout.split('\n').filter((line) => line.includes(dir));
  }
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    if (command.includes(dir) || folder.startsWith(dir)) found.push(`${pid} ${command}`);
  }
  return found;
}
