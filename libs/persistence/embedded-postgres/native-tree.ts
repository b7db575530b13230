import { randomUUID } from 'node:crypto';
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  readFile,
  readdir,
  readlink,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';

const symlinkListSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Makes the links between the versions of Postgres' shared libraries (`libpq.so.5` → `libpq.so.5.18`). npm packages
 * cannot carry links: the package lists them in `native/pg-symlinks.json` and makes them in an install script, which
 * may have been switched off. Links that are there are left alone.
 *
 * @param packageDir the package's folder, which holds `native/`.
 * @throws NodeJS.ErrnoException when a link is missing and the folder cannot be written to.
 */
export async function createMissingSymlinks(packageDir: string): Promise<void> {
  const list = await readFile(join(packageDir, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of symlinkListSchema.parse(JSON.parse(list))) {
    const link = join(packageDir, target);
    const exists = await lstat(link).then(
      () => true,
      () => false,
    );
    if (exists) continue;
    await symlink(relative(dirname(link), join(packageDir, source)), link).catch((error: NodeJS.ErrnoException) => {
      // Another process was quicker.
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/**
 * Copies a package's `native/` tree to a folder where another user can run it: everything readable by all, whatever
 * the umask was when npm unpacked it. The copy appears under its name only when it is whole.
 *
 * @param packageDir the package's folder.
 * @param stagedDir where the copy goes; it then holds `native/`, too.
 */
export async function stageNativeTree(packageDir: string, stagedDir: string): Promise<void> {
  const isStaged = async (): Promise<boolean> =>
    stat(join(stagedDir, 'native')).then(
      () => true,
      () => false,
    );
  if (await isStaged()) return;
  const temporary = `${stagedDir}.${randomUUID()}.tmp`;
  try {
    await copyReadable(join(packageDir, 'native'), join(temporary, 'native'));
    await chmod(temporary, 0o755);
    await createMissingSymlinks(temporary);
    await rename(temporary, stagedDir).catch(async (error: unknown) => {
      // Another process was quicker.
      if (!(await isStaged())) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function copyReadable(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyReadable(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    // Static libraries are for compiling against Postgres: 1 MB that no server needs.
    else if (!entry.name.endsWith('.a')) {
      await copyFile(source, target);
      const executable = ((await stat(source)).mode & 0o100) !== 0;
      await chmod(target, executable ? 0o755 : 0o644);
    }
  }
}
