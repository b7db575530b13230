import { randomBytes } from 'node:crypto';
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresBinaries } from './binaries.js';
import type { ClusterLocation } from './cluster-location.js';
import { runAs } from './server-user.js';

/** The role that owns the embedded cluster, a superuser, and the database that the product uses. */
export const EMBEDDED_ROLE = 'everhook';

/** A cluster that is ready to be started. */
export interface Cluster {
  /** Postgres' data directory. */
  readonly dataDir: string;
  /** Of {@link EMBEDDED_ROLE}. */
  readonly password: string;
}

/**
 * Opens the cluster of a location, and makes it with `initdb` when there is none. The password is random, made once,
 * and kept next to the cluster in a file that only its user and root can read. A crash in the middle leaves no half
 * cluster: it gets its name when it is whole.
 *
 * @throws Error when the cluster was made by another major version of Postgres, its password is gone, or initdb fails.
 */
export async function openCluster(
  { dir, user }: ClusterLocation,
  binaries: PostgresBinaries,
  onProgress?: (message: string) => void,
): Promise<Cluster> {
  const dataDir = join(dir, 'data');
  const passwordFile = join(dir, 'password');
  const version = await readText(join(dataDir, 'PG_VERSION'));
  if (version === undefined) {
    onProgress?.('Postgres: making a new database cluster');
    await writeFile(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    if (user !== undefined) await chown(passwordFile, user.uid, user.gid);
    const unfinished = `${dataDir}.new`;
    await rm(unfinished, { recursive: true, force: true });
    await runAs(user, binaries.initdb, [
      '--pgdata',
      unfinished,
      '--username',
      EMBEDDED_ROLE,
      '--pwfile',
      passwordFile,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ]);
    await rename(unfinished, dataDir);
  } else if (version !== binaries.majorVersion) {
    throw new Error(
      `the cluster ${dataDir} was made by Postgres ${version}, and this is Postgres ${binaries.majorVersion}. Move it ` +
        `with pg_dump and pg_restore, set EVERHOOK_DATA_DIR to another folder, or set DATABASE_URL.`,
    );
  }
  const password = await readText(passwordFile);
  if (password === undefined) throw new Error(`the password of the cluster ${dataDir} is missing: ${passwordFile}`);
  return { dataDir, password };
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim() || undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
