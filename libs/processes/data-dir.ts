import { chmod, mkdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';

/** Whether this process is root. Always false on Windows. */
export function runsAsRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * Makes the data folder when it is missing, and returns its absolute path. It holds keys, so that others may not list
 * it. Root lets others pass through (0711), since Postgres refuses to run as root and its own user must reach its
 * cluster in there; each file with a secret is 0600. An existing folder's rights are left as they are.
 */
export async function prepareDataDir(dataDir: string): Promise<string> {
  const path = resolve(dataDir);
  const existed = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!existed) {
    await mkdir(path, { recursive: true });
    // By chmod, since mkdir's mode is cut by the umask.
    await chmod(path, runsAsRoot() ? 0o711 : 0o700);
  }
  return path;
}
