import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { mayEnter, serverUser, type ServerUser } from './server-user.js';

/**
 * Where root keeps what Postgres' user must reach when the data folder or the checkout lies under a folder that only
 * root may enter. `/var/lib` is the place for state that survives a restart of the machine (Filesystem Hierarchy
 * Standard 3.0, 5.8).
 */
export const DEFAULT_SHARED_DIR = '/var/lib/everhook';

const POINTER_FILE = 'postgres-location';

/** A cluster's folder and the user that owns it and runs its server. */
export interface ClusterLocation {
  /** Holds `data/`, the cluster itself, and `password`. */
  readonly dir: string;
  /** `undefined`: this process's own user. */
  readonly user: ServerUser | undefined;
}

/**
 * Decides where the cluster of a data folder lives and who runs its server, and makes the folder.
 *
 * - Not root: `<dataDir>/postgres`, and this user.
 * - Root: `<dataDir>/postgres`, owned by `nobody` (or by the ordinary user who made it in an earlier run).
 * - Root, and that user cannot reach the data folder: opening the folders above would expose what somebody closed on
 *   purpose, so that the cluster goes to `<sharedDir>/clusters/<name>`, closed to all but its user, and
 *   `<dataDir>/postgres-location` holds that path. It decides from then on; delete both to start anew.
 *
 * @param dataDir absolute path of an existing folder.
 * @throws Error when a cluster that is there cannot be reached by its owner, or belongs to another user.
 */
export async function locateCluster(dataDir: string, sharedDir: string): Promise<ClusterLocation> {
  const user = await serverUser();
  const usual = join(dataDir, 'postgres');
  const pointed = await readPointer(dataDir);
  const owner = await ownerOf(pointed ?? usual);
  if (user === undefined) return ownLocation(pointed ?? usual, owner);

  if (owner !== undefined && owner.uid !== 0) {
    const dir = pointed ?? usual;
    if (await mayEnter(owner, dir)) return { dir, user: owner };
    throw new Error(
      `the Postgres cluster ${dir} belongs to uid ${owner.uid}, who cannot enter that folder. ` +
        `Give that user the right to pass through the folders above it, or set DATABASE_URL to a Postgres of yours.`,
    );
  }
  if (pointed !== undefined) return { dir: await makeOwned(pointed, user), user };
  if (await mayEnter(user, dataDir)) return { dir: await makeOwned(usual, user), user };

  const clusters = await sharedSubfolder(sharedDir, 'clusters');
  const name = `${basename(dataDir).replaceAll(/[^A-Za-z0-9_-]/g, '') || 'everhook'}-${randomBytes(6).toString('hex')}`;
  const dir = join(clusters, name);
  // The pointer comes first: a folder without a pointer would be lost, a pointer without a folder is filled.
  await writePointer(dataDir, dir);
  return { dir: await makeOwned(dir, user), user };
}

/**
 * Makes `<sharedDir>/<name>`, owned by this process's user and open to all for reading and passing through.
 *
 * @throws Error when it cannot be made.
 */
export async function sharedSubfolder(sharedDir: string, name: string): Promise<string> {
  const path = join(sharedDir, name);
  await mkdir(path, { recursive: true });
  // By chmod, since mkdir's mode is cut by the umask.
  for (const folder of [sharedDir, path]) await chmod(folder, 0o755);
  return path;
}

async function ownLocation(dir: string, owner: ServerUser | undefined): Promise<ClusterLocation> {
  if (owner !== undefined && owner.uid !== process.getuid?.() && process.platform !== 'win32') {
    throw new Error(
      `the Postgres cluster ${dir} belongs to uid ${owner.uid} (an earlier run as root?). ` +
        `Run as that user or as root, or set EVERHOOK_DATA_DIR to another folder.`,
    );
  }
  await mkdir(dir, { recursive: true, mode: 0o700 });
  return { dir, user: undefined };
}

async function makeOwned(dir: string, user: ServerUser): Promise<string> {
  await mkdir(dir, { recursive: true });
  await chown(dir, user.uid, user.gid);
  await chmod(dir, 0o700);
  return dir;
}

async function ownerOf(dir: string): Promise<ServerUser | undefined> {
  return stat(dir).then(
    ({ uid, gid }) => ({ uid, gid }),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );
}

async function readPointer(dataDir: string): Promise<string | undefined> {
  const text = await readFile(join(dataDir, POINTER_FILE), 'utf8').catch(() => '');
  return text.trim() || undefined;
}

async function writePointer(dataDir: string, dir: string): Promise<void> {
  const file = join(dataDir, POINTER_FILE);
  await writeFile(`${file}.tmp`, `${dir}\n`, { mode: 0o600 });
  await rename(`${file}.tmp`, file);
}
