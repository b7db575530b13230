import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import lockfile from 'proper-lockfile';
import { PINNED_CLI_VERSION } from './cli-version.js';

const BINARY = process.platform === 'win32' ? 'temporal.exe' : 'temporal';
const CHECKSUM = 'sha256';

/** Milliseconds without a sign of life after which another process's lock counts as left by a dead one. */
const LOCK_STALE_MS = 15_000;
const LOCK_RETRY_MS = 1_000;
/** A cold build takes four minutes on two idle cores; a busy small machine may need a multiple. */
const LOCK_ATTEMPTS = 1_800;

/** The folder of the cached Temporal CLI: one per version and platform, so that a newer pin is a new entry. */
export function cliCacheEntry(cacheDir: string): string {
  return join(cacheDir, `temporal-cli-${PINNED_CLI_VERSION}-${process.platform}-${process.arch}`);
}

/**
 * The cached binary, when it is there and is still what was put there.
 *
 * @throws Error that says what is wrong with it (nothing there, changed, unreadable).
 */
export async function findCachedCli(cacheDir: string): Promise<string> {
  const entry = cliCacheEntry(cacheDir);
  const binary = join(entry, BINARY);
  const exists = await stat(binary).then(
    () => true,
    () => false,
  );
  if (!exists) throw new Error(`${binary} does not exist yet`);
  const expected = (await readFile(join(entry, CHECKSUM), 'utf8').catch(() => '')).trim();
  const actual = await sha256Of(binary);
  if (actual !== expected) throw new Error(`${binary} is damaged: its SHA-256 is not the one noted when it was stored`);
  return binary;
}

/**
 * Moves a freshly made binary into the cache, in place of what is there, together with its checksum. Others see the
 * whole entry or none. To be called within {@link withCacheLock}.
 *
 * @param made path of the binary, on the same file system as the cache.
 * @returns the binary's path in the cache.
 */
export async function storeInCache(cacheDir: string, made: string): Promise<string> {
  const entry = cliCacheEntry(cacheDir);
  const unfinished = `${entry}.${randomUUID()}.tmp`;
  try {
    await mkdir(unfinished, { recursive: true });
    const binary = join(unfinished, BINARY);
    await rename(made, binary);
    await chmod(binary, 0o755);
    await writeFile(join(unfinished, CHECKSUM), `${await sha256Of(binary)}\n`);
    await rm(entry, { recursive: true, force: true });
    await rename(unfinished, entry);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return join(entry, BINARY);
}

/**
 * Runs `action` while no other process of this user fills the cache; waits for the one that does.
 *
 * @param onWait called once when there is somebody to wait for.
 * @throws Error when the folder cannot be written to.
 */
export async function withCacheLock<T>(cacheDir: string, onWait: () => void, action: () => Promise<T>): Promise<T> {
  await mkdir(cacheDir, { recursive: true });
  const options = {
    lockfilePath: join(cacheDir, 'temporal-cli.lock'),
    stale: LOCK_STALE_MS,
    // The default throws in a timer, where nobody can catch it. The worst case is a second build, which is harmless.
    onCompromised: () => undefined,
  };
  const release = await lockfile.lock(cacheDir, options).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ELOCKED') throw error;
    onWait();
    const retries = { retries: LOCK_ATTEMPTS, factor: 1, minTimeout: LOCK_RETRY_MS, maxTimeout: LOCK_RETRY_MS };
    return lockfile.lock(cacheDir, { ...options, retries });
  });
  try {
    return await action();
  } finally {
    await release().catch(() => undefined);
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}
