import { execFile } from 'node:child_process';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import lockfile from 'proper-lockfile';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DIST = join(ROOT, 'dist');
/** The last file that `npm run build` writes. */
const LAST_BUILT = join(DIST, 'console/index.html');
const SOURCES = ['apps', 'activities', 'libs', 'workflows', 'tools'];
const WAIT_FOR_LOCK_MS = 240_000;

/**
 * Makes sure that the programs in `dist/` are those of the source, for tests that run them as processes: builds where
 * something is missing or older. Only one test file builds at a time; the others wait for it.
 * @throws Error with the compiler's words when the build fails
 */
export async function ensureBuilt(): Promise<void> {
  await mkdir(DIST, { recursive: true });
  const release = await lockfile.lock(DIST, {
    lockfilePath: join(DIST, '.build.lock'),
    retries: { retries: WAIT_FOR_LOCK_MS / 500, factor: 1, minTimeout: 500, maxTimeout: 500 },
  });
  try {
    const builtMs = await stat(LAST_BUILT).then(
      (built) => built.mtimeMs,
      () => 0,
    );
    if (builtMs > (await newestSourceMs())) return;
    await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: ROOT }).catch((error: unknown) => {
      const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
      throw new Error(`npm run build failed\n${said}`, { cause: error });
    });
  } finally {
    await release();
  }
}

async function newestSourceMs(): Promise<number> {
  const files = ['package.json', 'tsconfig.json', 'tsconfig.build.json'].map((file) => join(ROOT, file));
  for (const folder of SOURCES) {
    const names = await readdir(join(ROOT, folder), { recursive: true });
    const sources = names.filter((name) => /\.(?:ts|tsx|css|html|js|svg)$/.test(name) && !name.endsWith('.spec.ts'));
    files.push(...sources.map((name) => join(ROOT, folder, name)));
  }
  return Math.max(...(await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs))));
}
