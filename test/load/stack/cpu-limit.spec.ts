import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { limitCpu } from './cpu-limit.js';

let child: ChildProcess;
let pid: number;

beforeEach(async () => {
  child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1_000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  pid = child.pid ?? 0;
});

afterEach(async () => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
});

describe('a limit of CPU time', () => {
  test('that is ended as soon as it holds leaves the process running', async () => {
    const end = await limitCpu(pid, 10);
    await end();
    expect(isStopped(pid)).toBe(false);
  });

  test('may be ended twice, and after the process', async () => {
    const end = await limitCpu(pid, 50);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await end();
    await expect(end()).resolves.toBeUndefined();
  });
});

/** proc_pid_stat(5): the state comes after the name in parentheses. */
function isStopped(pid: number): boolean {
  return / T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').slice(0, 60));
}
