import { randomUUID } from 'node:crypto';
import { chmod, mkdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A fresh folder that every user may enter, unlike mkdtemp's, which is closed to all but its owner. */
export async function createOpenTempDir(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = join(await realpath(tmpdir()), `everhook-spec-${randomUUID()}`);
  await mkdir(path);
  await chmod(path, 0o755);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
