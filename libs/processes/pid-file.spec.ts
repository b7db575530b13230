import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clearStale, ProcessInUseError, readPidFile, writePidFile } from './pid-file.js';
import { identifyProcess, identifySelf, isRunning, type ProcessIdentity } from './process-identity.js';

let folder: string;
let pidFile: string;
let child: ChildProcess;
let identity: ProcessIdentity;

/** An owner that is certainly gone: this process's pid, with a start that never was. */
const deadOwner = { pid: process.pid, startMark: 'never' };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pid-file-'));
  pidFile = join(folder, 'child.pid.json');
  child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const found = await identifyProcess(child.pid ?? 0);
  if (found === undefined) throw new Error('the child does not run');
  identity = found;
});

afterEach(async () => {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await rm(folder, { recursive: true });
});

describe('process identity', () => {
  test('is stable while the process runs, and gone with it', async () => {
    expect(await identifyProcess(identity.pid)).toEqual(identity);
    expect(await isRunning(identity)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await isRunning(identity)).toBe(false);
    expect(await identifyProcess(identity.pid)).toBeUndefined();
  });

  test('differs for a process that has the same pid but another start', async () => {
    expect(await isRunning({ ...identity, startMark: (await identifySelf()).startMark })).toBe(false);
  });
});

describe('clearStale', () => {
  test('stops a process whose owner is gone, and removes the file', async () => {
    await writeFile(pidFile, JSON.stringify({ ...identity, name: 'child', owner: deadOwner }));
    const exit = once(child, 'exit');
    expect(await clearStale(pidFile)).toBe('stopped');
    expect(await exit).toEqual([null, 'SIGTERM']);
    await expect(readFile(pidFile)).rejects.toThrow('ENOENT');
  });

  test('leaves a program alone that was given the pid later', async () => {
    await writeFile(pidFile, JSON.stringify({ pid: identity.pid, startMark: 'before', name: 'x', owner: deadOwner }));
    expect(await clearStale(pidFile)).toBe('gone');
    expect(await isRunning(identity)).toBe(true);
    await expect(readFile(pidFile)).rejects.toThrow('ENOENT');
  });

  test('refuses while the owner runs, and keeps the file', async () => {
    await writePidFile(pidFile, 'child', identity);
    await expect(clearStale(pidFile)).rejects.toThrow(ProcessInUseError);
    expect(await isRunning(identity)).toBe(true);
    expect(await readPidFile(pidFile)).toMatchObject({ pid: identity.pid, name: 'child', owner: { pid: process.pid } });
  });

  test.each(['', '{', '{"pid":"1"}', '{"pid":-1,"startMark":"a","name":"b"}'])(
    'ignores and removes %j',
    async (text) => {
      await writeFile(pidFile, text);
      expect(await clearStale(pidFile)).toBe('none');
      await expect(readFile(pidFile)).rejects.toThrow('ENOENT');
    },
  );

  test('is content with no file', async () => {
    expect(await clearStale(pidFile)).toBe('none');
  });
});
