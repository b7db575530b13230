import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runsAsRoot } from './data-dir.js';
import { DataDirLock, DataDirLockedError } from './data-dir-lock.js';

let folder: string;
let dataDir: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'data-dir-'));
  dataDir = join(folder, 'data');
});

afterEach(() => rm(folder, { recursive: true }));

/** What a process leaves that was killed while it had the lock. */
async function leaveDeadLock(): Promise<void> {
  const lock = await DataDirLock.acquire(dataDir, 'dead');
  await lock.release();
  const dead = { pid: process.pid, startMark: 'never' };
  await writeFile(join(dataDir, 'everhook.lock'), JSON.stringify({ ...dead, name: 'dead', owner: dead }));
}

describe('DataDirLock', () => {
  test('makes the folder, closed to others', async () => {
    const lock = await DataDirLock.acquire(dataDir, 'first');
    expect(lock.dataDir).toBe(dataDir);
    expect((await stat(dataDir)).mode & 0o777).toBe(runsAsRoot() ? 0o711 : 0o700);
    await lock.release();
  });

  test('refuses a second owner, and says who the first is and what to do', async () => {
    const lock = await DataDirLock.acquire(dataDir, 'everhook standalone');
    const error = await DataDirLock.acquire(dataDir, 'second').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DataDirLockedError);
    expect(String(error)).toContain(`${dataDir} is in use by everhook standalone (pid ${process.pid})`);
    expect(String(error)).toContain('EVERHOOK_DATA_DIR');
    await lock.release();
    await (await DataDirLock.acquire(dataDir, 'second')).release();
  });

  test('takes over from a dead owner, for one of many who ask at once', async () => {
    await leaveDeadLock();
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => DataDirLock.acquire(dataDir, 'heir')));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of asked) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(DataDirLockedError);
    }
  });

  test('does not remove a lock that another process has taken over', async () => {
    const lock = await DataDirLock.acquire(dataDir, 'first');
    const other = { pid: process.pid, startMark: 'other' };
    const content = JSON.stringify({ ...other, name: 'other', owner: other });
    await writeFile(join(dataDir, 'everhook.lock'), content);
    await lock.release();
    expect(await readFile(join(dataDir, 'everhook.lock'), 'utf8')).toBe(content);
  });
});
