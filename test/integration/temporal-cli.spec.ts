import { appendFile, chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import {
  resolveTemporalCli,
  TemporalCliNotFoundError,
  type CliSource,
  type ResolveTemporalCliOptions,
  type TemporalCli,
} from '#libs/temporal';
import { bundleProgram } from '../support/bundle-program.js';
import '../support/provided-context.js';
import { startProgram } from '../support/program.js';
import { createTempDir, type TempDir } from '../support/temp-dir.js';

const GOOD = 'temporal version 1.6.0 (Server 1.30.1, UI 2.48.0)';
const BUILT = 'temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)';

let temp: TempDir;
let folder: string;
let path: string;
let cacheDir: string;

beforeEach(async () => {
  temp = await createTempDir();
  folder = temp.path;
  [path, cacheDir] = [join(folder, 'path'), join(folder, 'cache')];
  await mkdir(path);
});

afterEach(() => temp.remove());

/** A program that answers `--version`: enough to test in which order the ways are tried and what is said of each. */
async function fakeCli(file: string, version: string): Promise<string> {
  await writeFile(file, `#!/bin/sh\necho "${version}"\n`);
  await chmod(file, 0o755);
  return file;
}

/** A `go` that "builds" a program which answers with `version`, slowly enough for a second caller to meet it. */
async function fakeGo(version: string): Promise<void> {
  await writeFile(
    join(path, 'go'),
    `#!/bin/sh
echo "$PWD $*" >> "${folder}/builds"
while [ $# -gt 0 ]; do
  if [ "$1" = -o ]; then out="$2"; fi
  shift
done
/bin/sleep 0.5
printf '#!/bin/sh\\necho "${version}"\\n' > "$out"
/bin/chmod 755 "$out"
`,
  );
  await chmod(join(path, 'go'), 0o755);
}

/** Nothing listens on port 1: the download fails at once, also where the internet could be reached. */
function environment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { PATH: path, HOME: folder, HTTPS_PROXY: 'http://127.0.0.1:1', ...extra };
}

function resolve(options: ResolveTemporalCliOptions = {}): Promise<TemporalCli> {
  return resolveTemporalCli({ cacheDir, environment: environment(), ...options });
}

async function reasonsOf(failing: Promise<unknown>): Promise<Partial<Record<CliSource, string>>> {
  const error = await failing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TemporalCliNotFoundError)) throw new Error('it was expected to fail', { cause: error });
  return Object.fromEntries(error.tried.map(({ source, reason }) => [source, reason]));
}

describe('the Temporal CLI of this machine', () => {
  test('is a real one', async () => {
    const cli = await resolve({ explicitPath: inject('temporalCliPath') });
    expect(cli).toMatchObject({ path: inject('temporalCliPath'), source: 'configured path' });
    expect(cli.version).toMatch(/^\d+\.\d+\.\d+/);
  });
});

describe('resolveTemporalCli', () => {
  test('takes the configured path before all others', async () => {
    await fakeCli(join(path, 'temporal'), GOOD);
    const explicitPath = await fakeCli(join(folder, 'mine'), 'temporal version 1.4.0 (Server 1.28.0, UI 2.39.0)');
    expect(await resolve({ explicitPath })).toEqual({
      path: explicitPath,
      version: '1.4.0',
      source: 'configured path',
    });
  });

  test('does not go round a configured path that is wrong', async () => {
    await fakeCli(join(path, 'temporal'), GOOD);
    const missing = join(folder, 'missing');
    const reasons = await reasonsOf(resolve({ explicitPath: missing }));
    expect(reasons).toEqual({ 'configured path': expect.stringContaining('ENOENT') });
    await expect(resolve({ explicitPath: missing })).rejects.toThrow('set TEMPORAL_CLI_PATH to a temporal binary');
  });

  test.each([
    ['temporal version 1.3.9 (Server 1.27.1, UI 2.37.0)', /version 1\.3\.9 .*; 1\.4\.0 or later is needed/],
    ['temporal version 0.0.0-DEV (Server 1.27.9, UI 2.37.0)', /version 0\.0\.0-DEV .*; 1\.4\.0 or later is needed/],
    ['temporal 2', /is not the Temporal CLI/],
  ])('refuses %s', async (version, reason) => {
    const explicitPath = await fakeCli(join(folder, 'mine'), version);
    expect((await reasonsOf(resolve({ explicitPath })))['configured path']).toMatch(reason);
  });

  test('takes PATH before the cache, and the cache when the one on PATH is too old', async () => {
    await fakeGo(BUILT);
    expect((await resolve()).source).toBe('Go build');
    await fakeCli(join(path, 'temporal'), GOOD);
    expect(await resolve()).toEqual({ path: join(path, 'temporal'), version: '1.6.0', source: 'PATH' });
    await fakeCli(join(path, 'temporal'), 'temporal version 0.13.0 (Server 1.24.0, UI 2.27.0)');
    expect(await resolve()).toMatchObject({ version: '1.8.2', source: 'cache' });
  });

  test('builds with Go what cannot be downloaded, tells so, and keeps it in the cache', async () => {
    await fakeGo(BUILT);
    const messages: string[] = [];
    const built = await resolve({ onProgress: (message) => void messages.push(message) });
    expect(built).toMatchObject({ version: '1.8.2', source: 'Go build' });
    expect(built.path.startsWith(cacheDir)).toBe(true);
    expect(messages).toEqual([
      'Temporal CLI: downloading it',
      'Temporal CLI: building it with Go, once; this takes some minutes',
    ]);
    expect(await readFile(join(folder, 'builds'), 'utf8')).toMatch(
      /\/tools\/temporal build .*Version=1\.8\.2 .*github\.com\/temporalio\/cli\/cmd\/temporal\n$/,
    );
    expect(await resolve()).toEqual({ ...built, source: 'cache' });
    // Nothing half-made stays behind.
    expect(await readdir(cacheDir)).toEqual([`temporal-cli-1.8.2-${process.platform}-${process.arch}`]);
  });

  test('does not run a cached binary that was changed, and replaces it', async () => {
    await fakeGo(BUILT);
    const { path: cached } = await resolve();
    const { mtimeMs } = await stat(cached);
    await appendFile(cached, 'echo injected\n');
    const failing = await reasonsOf(resolve({ environment: environment({ PATH: '' }) }));
    expect(failing['cache']).toMatch(/damaged: its SHA-256 is not the one/);
    expect((await resolve()).source).toBe('Go build');
    expect((await stat(cached)).mtimeMs).not.toBe(mtimeMs);
    expect((await resolve()).source).toBe('cache');
  });

  test('two processes at once build once', async () => {
    await fakeGo(BUILT);
    // The program stands outside this checkout, with what it needs of it.
    const program = join(folder, 'program.mjs');
    await bundleProgram(join(import.meta.dirname, '../support/resolve-cli-program.ts'), program);
    await writeFile(join(folder, 'package.json'), '{}');
    await mkdir(join(folder, 'tools', 'temporal'), { recursive: true });
    const run = async (): Promise<TemporalCli> => {
      const resolver = await startProgram<TemporalCli>([program, cacheDir], { env: environment() });
      await resolver.end('SIGTERM');
      return resolver.ready;
    };
    const found = await Promise.all([run(), run()]);
    expect(found.map(({ source }) => source).toSorted()).toEqual(['Go build', 'cache']);
    expect((await readFile(join(folder, 'builds'), 'utf8')).trim().split('\n')).toHaveLength(1);
  });

  test('lists every way with its reason and what to do, when none works', async () => {
    const failing = resolve();
    expect(await reasonsOf(failing)).toEqual({
      'configured path': 'TEMPORAL_CLI_PATH is not set',
      PATH: 'there is no `temporal` on PATH',
      cache: expect.stringMatching(/temporal does not exist yet$/),
      'SDK download': expect.stringMatching(/temporal\.download|127\.0\.0\.1/),
      'Go build': 'there is no `go` on PATH',
    });
    const message = String(await failing.catch((error: unknown) => error));
    for (const advice of [
      'TEMPORAL_CLI_PATH',
      'brew install temporal',
      'HTTPS_PROXY',
      'install Go',
      'TEMPORAL_ADDRESS',
    ]) {
      expect(message).toContain(advice);
    }
  });

  test('repeats what Go said when the build fails', async () => {
    await writeFile(join(path, 'go'), '#!/bin/sh\necho "module lookup disabled by GOPROXY=off" >&2\nexit 1\n');
    await chmod(join(path, 'go'), 0o755);
    expect((await reasonsOf(resolve()))['Go build']).toBe('module lookup disabled by GOPROXY=off (exit 1)');
  });

  test('gives a download up that brings nothing', async () => {
    const sockets: Socket[] = [];
    const silent: Server = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      const proxied = environment({ HTTPS_PROXY: `http://127.0.0.1:${port}` });
      const reasons = await reasonsOf(resolve({ environment: proxied, downloadStallTimeoutMs: 3_000 }));
      expect(reasons['SDK download']).toBe('nothing arrived for 3000 ms');
      // It was really asked, and did not fail for another reason.
      expect(sockets.length).toBeGreaterThan(0);
    } finally {
      for (const socket of sockets) socket.destroy();
      silent.close();
    }
  });
});
