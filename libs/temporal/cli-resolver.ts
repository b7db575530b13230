import { constants } from 'node:fs';
import { access, rm } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { readEnvironment } from '#libs/config';
import { defaultCacheDir } from './cli/cache-dir.js';
import { findCachedCli, storeInCache, withCacheLock } from './cli/cli-cache.js';
import { OLDEST_CLI_VERSION, readCliVersion } from './cli/cli-version.js';
import { buildTemporalCli } from './cli/go-build.js';
import { downloadTemporalCli } from './cli/sdk-download.js';

/** The ways to a Temporal CLI, in the order in which they are tried. */
const cliSources = ['configured path', 'PATH', 'cache', 'SDK download', 'Go build'] as const;

/** One of the ways to a Temporal CLI. */
export type CliSource = (typeof cliSources)[number];

/** A Temporal CLI that can be used. */
export interface TemporalCli {
  /** Absolute path of the binary. */
  readonly path: string;
  readonly version: string;
  readonly source: CliSource;
}

/** Where to look for the Temporal CLI, and whom to tell. */
export interface ResolveTemporalCliOptions {
  /** From configuration (`TEMPORAL_CLI_PATH`). Where it is given, nothing else is tried. */
  readonly explicitPath?: string;
  /** Where a downloaded or built CLI is kept. @default the user's cache folder, see `defaultCacheDir` */
  readonly cacheDir?: string;
  /** Takes short lines that tell what is being done. */
  readonly onProgress?: (message: string) => void;
  /** For `PATH`, the cache folder, proxies and Go. @default this process's */
  readonly environment?: NodeJS.ProcessEnv;
  /** Milliseconds without a byte after which the download is given up. @default 15000 */
  readonly downloadStallTimeoutMs?: number;
}

/** One way that was tried in vain. */
export interface FailedCliSource {
  readonly source: CliSource;
  /** Why it did not work. */
  readonly reason: string;
  /** What a person can do to make it work. */
  readonly fix: string;
}

/** No way led to a usable Temporal CLI. The message lists every way with its reason and what to do. */
export class TemporalCliNotFoundError extends Error {
  override readonly name = 'TemporalCliNotFoundError';
  constructor(readonly tried: readonly FailedCliSource[]) {
    super(
      [
        'No usable Temporal CLI. Tried, in this order:',
        ...tried.map(({ source, reason, fix }, index) => `  ${index + 1}. ${source}: ${reason}. To fix it: ${fix}.`),
        'Or set TEMPORAL_ADDRESS to a Temporal server of yours; then no CLI is needed.',
      ].join('\n'),
    );
  }
}

const fixes: Readonly<Record<CliSource, string>> = {
  'configured path': `set TEMPORAL_CLI_PATH to a temporal binary, version ${OLDEST_CLI_VERSION} or later`,
  PATH: `install the Temporal CLI ${OLDEST_CLI_VERSION} or later (https://docs.temporal.io/cli, brew install temporal)`,
  cache: 'nothing to do, the next two ways fill it',
  'SDK download': 'allow access to https://temporal.download, or set HTTPS_PROXY',
  'Go build': 'install Go 1.26.4 or later (https://go.dev/dl) and allow access to a Go module proxy (GOPROXY)',
};

/**
 * Finds a Temporal CLI, whose dev server is the standalone's Temporal: the configured path, `temporal` on PATH, our
 * cache, the SDK's download, a build with Go; the last two fill the cache. Whatever is found is run once to check its
 * version, and the cached one is checked against its SHA-256. A configured path that does not work is an error at once,
 * since silently taking another would hide the mistake.
 *
 * @throws TemporalCliNotFoundError when no way leads to one.
 */
export async function resolveTemporalCli(options: ResolveTemporalCliOptions = {}): Promise<TemporalCli> {
  const { explicitPath, onProgress, environment = readEnvironment(), downloadStallTimeoutMs } = options;
  const cacheDir = options.cacheDir ?? defaultCacheDir(environment);
  const tried: FailedCliSource[] = [];

  const attempt = async (source: CliSource, find: () => Promise<string>): Promise<TemporalCli | undefined> => {
    try {
      const path = await find();
      return { path, version: await readCliVersion(path, environment), source };
    } catch (error) {
      tried.push({ source, reason: error instanceof Error ? error.message : String(error), fix: fixes[source] });
      return undefined;
    }
  };
  const make = (source: CliSource, produce: () => Promise<string>): Promise<TemporalCli | undefined> =>
    attempt(source, async () => {
      const made = await produce();
      try {
        // Before it is stored: a cache entry is one that worked.
        await readCliVersion(made, environment);
        return await storeInCache(cacheDir, made);
      } finally {
        await rm(made, { force: true });
      }
    });

  if (explicitPath !== undefined) {
    const found = await attempt('configured path', async () => explicitPath);
    if (found !== undefined) return found;
    throw new TemporalCliNotFoundError(tried);
  }
  tried.push({ source: 'configured path', reason: 'TEMPORAL_CLI_PATH is not set', fix: fixes['configured path'] });

  const ready =
    (await attempt('PATH', () => findOnPath(environment))) ?? (await attempt('cache', () => findCachedCli(cacheDir)));
  if (ready !== undefined) return ready;

  const tellWait = (): void => onProgress?.('Temporal CLI: another process is fetching it, waiting for that');
  const made = await withCacheLock(cacheDir, tellWait, async () => {
    // Whoever had the lock before us has filled it, or failed.
    const path = await findCachedCli(cacheDir).catch(() => undefined);
    const version = path && (await readCliVersion(path, environment).catch(() => undefined));
    if (path && version) return { path, version, source: 'cache' } satisfies TemporalCli;
    return (
      (await make('SDK download', () =>
        downloadTemporalCli({ cacheDir, environment, onProgress, stallTimeoutMs: downloadStallTimeoutMs }),
      )) ?? (await make('Go build', () => buildTemporalCli({ cacheDir, environment, onProgress })))
    );
  }).catch((error: unknown) => {
    const reason = `the cache folder ${cacheDir} cannot be used: ${String(error)}`;
    tried.push({ source: 'cache', reason, fix: 'make it writable for this user, or set XDG_CACHE_HOME' });
    return undefined;
  });
  if (made === undefined) throw new TemporalCliNotFoundError(tried);
  return made;
}

async function findOnPath(environment: NodeJS.ProcessEnv): Promise<string> {
  const names = process.platform === 'win32' ? ['temporal.exe'] : ['temporal'];
  // An empty or relative entry means the working folder, whose content is not to be trusted.
  const folders = (environment['PATH'] ?? environment['Path'] ?? '').split(delimiter).filter(isAbsolute);
  for (const candidate of folders.flatMap((folder) => names.map((name) => join(folder, name)))) {
    const executable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return candidate;
  }
  throw new Error('there is no `temporal` on PATH');
}
