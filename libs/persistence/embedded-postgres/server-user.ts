import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { runsAsRoot } from '#libs/processes';

const run = promisify(execFile);

/** The user that the Postgres server runs as. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** The usual ids of `nobody`, for systems whose `id` command does not know it. */
const NOBODY: ServerUser = { uid: 65_534, gid: 65_534 };

/**
 * Which user must run the server: Postgres refuses to run as root, so that root hands over to `nobody`. `undefined`
 * means this process's own user.
 */
export async function serverUser(): Promise<ServerUser | undefined> {
  if (!runsAsRoot()) return undefined;
  try {
    const [uid, gid] = await Promise.all([idOfNobody('-u'), idOfNobody('-g')]);
    return { uid, gid };
  } catch {
    return NOBODY;
  }
}

/** The environment of Postgres' programs: nothing of ours, above all no `PG…` variable that would change them. */
export function postgresEnvironment(): NodeJS.ProcessEnv | undefined {
  // Windows programs need SystemRoot and others; there we hand on what we have.
  return process.platform === 'win32' ? undefined : { LC_ALL: 'C', TZ: 'UTC' };
}

/**
 * Runs one of Postgres' programs to its end, as `user`, from the root folder, which every user may enter.
 *
 * @returns what it wrote to stdout.
 * @throws Error with the program's own words when it fails.
 */
export async function runAs(user: ServerUser | undefined, command: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(command, [...args], { ...user, cwd: '/', env: postgresEnvironment() });
    return stdout;
  } catch (error) {
    const words = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(`${command} failed: ${words || String(error)}`, { cause: error });
  }
}

/** Whether `user` may enter `folder`, all folders above it included. */
export async function mayEnter(user: ServerUser | undefined, folder: string): Promise<boolean> {
  if (user === undefined) return true;
  try {
    await run('/bin/sh', ['-c', 'test -x "$1"', 'sh', folder], { ...user, cwd: '/' });
    return true;
  } catch (error) {
    // Exit code 1 is the answer no; anything else (no right to change the user) is a real failure.
    if (error instanceof Error && 'code' in error && error.code === 1) return false;
    throw new Error(`cannot run a program as uid ${user.uid}: ${String(error)}`, { cause: error });
  }
}

async function idOfNobody(flag: string): Promise<number> {
  const id = Number((await run('id', [flag, 'nobody'])).stdout.trim());
  if (!Number.isSafeInteger(id) || id <= 0) throw new Error('nobody has no usable id');
  return id;
}
