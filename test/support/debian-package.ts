import { execFile } from 'node:child_process';
import { access, constants, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import lockfile from 'proper-lockfile';

const run = promisify(execFile);

/** How long installing may take; what waits for it has to wait longer. */
const INSTALL_TIMEOUT_MS = 300_000;

/** Something that tests run and that a package of Debian brings. */
export interface DebianPackage<Found> {
  /** Of the package. */
  name: string;
  /** Looks for it on this machine; null where it is not. */
  find: () => Promise<Found | null>;
  /** Says who needs it and how it can be had, for the error: a sentence with a full stop. */
  need: string;
}

/**
 * Finds something that tests run. Where it is not, Debian's package is installed, if that is possible.
 * @throws Error that says what is missing and how it can be had
 */
export async function findOrInstall<Found>({ name, find, need }: DebianPackage<Found>): Promise<Found> {
  return (await find()) ?? (await install({ name, find, need }));
}

async function install<Found>({ name, find, need }: DebianPackage<Found>): Promise<Found> {
  // Test files run beside each other, and apt allows one at a time.
  const folder = join(tmpdir(), 'everhook-apt');
  await mkdir(folder, { recursive: true });
  const release = await lockfile.lock(folder, { retries: { retries: 1_200, factor: 1, minTimeout: 500 } });
  try {
    const installed = await find();
    if (installed !== null) return installed;
    process.stderr.write(`[test set-up] ${name}: installing the package of Debian\n`);
    const options = { timeout: INSTALL_TIMEOUT_MS, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    await run('apt-get', ['update'], options);
    await run('apt-get', ['install', '-y', '--no-install-recommends', name], options);
    const found = await find();
    if (found !== null) return found;
    throw new Error('the package was installed, but does not bring it');
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    throw new Error(`${need} Installing Debian's ${name} from here failed: ${because}`, { cause: error });
  } finally {
    await release();
  }
}

/** Where PATH has a program; null where it has none of that name. */
export async function findOnPath(program: string): Promise<string | null> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return findExecutable(folders.map((folder) => join(folder, program)));
}

/** The first of some files that can be run; null where none can. */
export async function findExecutable(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    if (await canRun(path)) return path;
  }
  return null;
}

async function canRun(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
