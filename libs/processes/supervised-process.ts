import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openLogFile, readLogTail } from './log-file.js';
import { clearStale, writePidFile } from './pid-file.js';
import { PollTimeoutError, pollUntil } from './poll-until.js';
import { identifyProcess } from './process-identity.js';
import { defaultStopSequence, type StopStep } from './stop-sequence.js';

/** What to run, and where its traces go. */
export interface SupervisedProcessOptions {
  /** For messages and the pid file, for example `postgres`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Working folder. @default this process's */
  readonly cwd?: string;
  /** The child's whole environment. @default this process's */
  readonly env?: NodeJS.ProcessEnv;
  /** Run as this user; needs root. @default this process's user */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Where the pid file stands while the process runs. A process that an earlier, dead owner left is stopped first. */
  readonly pidFile: string;
  /** Takes stdout and stderr. The former run's log is kept as `<logFile>.1`. */
  readonly logFile: string;
  /** How {@link SupervisedProcess.stop} stops it, and how a stale one is stopped. @default SIGTERM, 10 s, SIGKILL */
  readonly stopSequence?: readonly StopStep[];
}

/** How a process ended: by itself with `code`, or by `signal`. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process could not be started, or ended before it was ready. `logTail` holds its last lines. */
export class ProcessStartError extends Error {
  override readonly name = 'ProcessStartError';
  constructor(
    message: string,
    readonly logTail: string,
    options?: ErrorOptions,
  ) {
    super(logTail === '' ? message : `${message}\n${logTail}`, options);
  }
}

/**
 * A long-running child program (Postgres, the Temporal dev server) that we start, watch and stop.
 *
 * It runs in a process group of its own: Ctrl-C in a terminal goes to the whole foreground group, and would take the
 * database away while this process still drains what is in flight. The price is that a child outlives a parent that is
 * killed with SIGKILL; the pid file lets the next start find and stop it.
 */
export class SupervisedProcess {
  private stopping: Promise<void> | undefined;
  private ended: ProcessExit | undefined;

  private constructor(
    private readonly options: SupervisedProcessOptions,
    private readonly child: ChildProcess,
    /** Its process id. */
    readonly pid: number,
    /** Resolves when the process has ended and its pid file is gone; never rejects. */
    readonly exited: Promise<ProcessExit>,
  ) {
    void exited.then((exit) => (this.ended = exit));
  }

  /**
   * Starts the program. Returns once it runs; use {@link waitUntilReady} to wait until it answers.
   *
   * @throws ProcessStartError when the program cannot be run (missing, not executable, no right to change the user).
   * @throws ProcessInUseError when the pid file names a running process with a running owner.
   */
  static async start(options: SupervisedProcessOptions): Promise<SupervisedProcess> {
    const { name, pidFile, logFile } = options;
    await clearStale(pidFile, options.stopSequence);
    await mkdir(dirname(logFile), { recursive: true });
    const log = await openLogFile(logFile);
    try {
      const child = spawnChild(options, log.fd);
      const exit = once(child, 'exit');
      // `once` also rejects on 'error'; a failed start is reported through the 'spawn' promise below.
      exit.catch(() => undefined);
      await once(child, 'spawn').catch((error: unknown) => {
        throw new ProcessStartError(`${name} cannot be started: ${messageOf(error)}`, '', { cause: error });
      });
      const { pid } = child;
      if (pid === undefined) throw new ProcessStartError(`${name} was started but has no pid`, '');
      const identity = await identifyProcess(pid);
      // No identity: it has ended already, and `exited` tells how.
      if (identity !== undefined) await writePidFile(pidFile, name, identity);
      const exited = exit.then(async ([code, signal]: unknown[]): Promise<ProcessExit> => {
        await rm(pidFile, { force: true }).catch(() => undefined);
        return { code: typeof code === 'number' ? code : null, signal: toSignal(signal) };
      });
      return new SupervisedProcess(options, child, pid, exited);
    } finally {
      await log.close();
    }
  }

  /** How it ended, or `undefined` while it runs. */
  get exit(): ProcessExit | undefined {
    return this.ended;
  }

  /** The last lines that it wrote. */
  logTail(lines?: number): Promise<string> {
    return readLogTail(this.options.logFile, lines);
  }

  /**
   * Waits until `probe` answers `true`. An answer of `false` and a thrown error both mean "not yet".
   *
   * @throws ProcessStartError with the log's tail when the process ends first, or the time is over.
   */
  async waitUntilReady(probe: () => Promise<boolean>, timeoutMs: number): Promise<void> {
    let lastError: unknown;
    try {
      await pollUntil(
        async () => {
          if (this.ended !== undefined) throw await this.startError(`ended before it was ready (${this.exitText()})`);
          try {
            return await probe();
          } catch (error) {
            lastError = error;
            return false;
          }
        },
        { what: `${this.options.name} to be ready`, timeoutMs },
      );
    } catch (error) {
      if (!(error instanceof PollTimeoutError)) throw error;
      const reason = lastError === undefined ? '' : `: ${messageOf(lastError)}`;
      throw await this.startError(`was not ready after ${timeoutMs} ms${reason}`);
    }
  }

  /**
   * Stops the process by its stop sequence and waits until it is gone. A second call waits for the first.
   *
   * @throws Error when it runs on after the last step.
   */
  stop(): Promise<void> {
    this.stopping ??= this.runStopSequence();
    return this.stopping;
  }

  private async runStopSequence(): Promise<void> {
    for (const { signal, graceMs } of this.options.stopSequence ?? defaultStopSequence) {
      if (this.ended !== undefined) return;
      this.child.kill(signal);
      if (await settledWithin(this.exited, graceMs)) return;
    }
    throw new Error(`${this.options.name} (pid ${this.pid}) did not end, not even after the last signal`);
  }

  private exitText(): string {
    const { code, signal } = this.ended ?? { code: null, signal: null };
    return signal === null ? `exit code ${String(code)}` : signal;
  }

  private async startError(what: string): Promise<ProcessStartError> {
    return new ProcessStartError(`${this.options.name} ${what}`, await this.logTail());
  }
}

/** Some failures of spawn are thrown (no right to change the user), others come as an event (no such file). */
function spawnChild(options: SupervisedProcessOptions, logFd: number): ChildProcess {
  try {
    return spawn(options.command, [...options.args], {
      cwd: options.cwd,
      env: options.env,
      uid: options.user?.uid,
      gid: options.user?.gid,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', logFd, logFd],
    });
  } catch (error) {
    throw new ProcessStartError(`${options.name} cannot be started: ${messageOf(error)}`, '', { cause: error });
  }
}

async function settledWithin(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  try {
    return await Promise.race([promise.then(() => true), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function toSignal(signal: unknown): NodeJS.Signals | null {
  const isSignal = (name: unknown): name is NodeJS.Signals => typeof name === 'string' && name.startsWith('SIG');
  return isSignal(signal) ? signal : null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
