import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inject } from 'vitest';

const run = promisify(execFile);

/**
 * Runs the `temporal` command against the run's dev server, as an operator does; returns what it prints.
 * @throws Error with the command's own message when it fails
 */
export async function temporalCli(...args: string[]): Promise<string> {
  const address = ['--address', inject('temporalAddress')];
  const { stdout } = await run(inject('temporalCliPath'), [...args, ...address]);
  return stdout;
}
