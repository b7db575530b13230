import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readPidFile } from './pid-file.js';
import { isRunning } from './process-identity.js';
import { ProcessStartError, SupervisedProcess, type SupervisedProcessOptions } from './supervised-process.js';

let folder: string;
let started: SupervisedProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supervised-'));
});

afterEach(async () => {
  await started?.stop();
  started = undefined;
  await rm(folder, { recursive: true });
});

async function startNode(
  code: string,
  options: Partial<SupervisedProcessOptions> = {},
): Promise<{ process: SupervisedProcess; pidFile: string; logFile: string }> {
  const pidFile = join(folder, 'child.pid.json');
  const logFile = join(folder, 'logs', 'child.log');
  const args = ['-e', code];
  started = await SupervisedProcess.start({
    name: 'child',
    command: process.execPath,
    args,
    pidFile,
    logFile,
    ...options,
  });
  return { process: started, pidFile, logFile };
}

const RUN_ON = 'console.log("up"); setInterval(() => {}, 1000);';
const IGNORE_SIGTERM = `process.on('SIGTERM', () => {}); ${RUN_ON}`;

describe('SupervisedProcess', () => {
  test('writes a pid file while it runs, and stops on SIGTERM', async () => {
    const { process: child, pidFile } = await startNode(RUN_ON);
    const file = await readPidFile(pidFile);
    expect(file?.pid).toBe(child.pid);
    await child.stop();
    expect(await child.exited).toEqual({ code: null, signal: 'SIGTERM' });
    expect(file && (await isRunning(file))).toBe(false);
    await expect(readFile(pidFile)).rejects.toThrow('ENOENT');
    await child.stop();
  });

  test('goes on to the next signal when one is ignored', async () => {
    const { process: child } = await startNode(IGNORE_SIGTERM, {
      stopSequence: [
        { signal: 'SIGTERM', graceMs: 100 },
        { signal: 'SIGKILL', graceMs: 5_000 },
      ],
    });
    await child.waitUntilReady(async () => (await child.logTail()).includes('up'), 10_000);
    await child.stop();
    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  test.runIf(process.platform === 'linux')(
    'has a process group of its own, so that Ctrl-C does not reach it',
    async () => {
      const { process: child } = await startNode(RUN_ON);
      const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8');
      // proc_pid_stat(5): after the name come state, parent, group.
      expect(Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2])).toBe(child.pid);
    },
  );

  test('says with the log why it was never ready', async () => {
    const { process: child } = await startNode('console.error("no such database"); process.exit(3)');
    const error = await child.waitUntilReady(async () => false, 10_000).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProcessStartError);
    expect(String(error)).toContain('child ended before it was ready (exit code 3)\nno such database');
    expect(child.exit).toEqual({ code: 3, signal: null });
  });

  test('gives up at the deadline, and says what the last question met', async () => {
    const { process: child } = await startNode(RUN_ON);
    const probe = (): Promise<boolean> => Promise.reject(new Error('connection refused'));
    await expect(child.waitUntilReady(probe, 100)).rejects.toThrow(/not ready after 100 ms: connection refused/);
  });

  test('keeps the log of the run before', async () => {
    const first = await startNode('console.log("first run")');
    await first.process.exited;
    const second = await startNode('console.log("second run")');
    await second.process.exited;
    expect(await readFile(second.logFile, 'utf8')).toBe('second run\n');
    expect(await readFile(`${second.logFile}.1`, 'utf8')).toBe('first run\n');
  });

  test('reports a program that does not exist', async () => {
    await expect(startNode('', { command: join(folder, 'missing') })).rejects.toThrow(
      /child cannot be started.*ENOENT/,
    );
  });
});
