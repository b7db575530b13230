import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import {
  clearStale,
  freePort,
  prepareDataDir,
  ProcessStartError,
  releasePort,
  SupervisedProcess,
  type ProcessExit,
} from '#libs/processes';
import { resolvePostgresBinaries } from './embedded-postgres/binaries.js';
import { openCluster, EMBEDDED_ROLE, type Cluster } from './embedded-postgres/cluster.js';
import { DEFAULT_SHARED_DIR, locateCluster, sharedSubfolder } from './embedded-postgres/cluster-location.js';
import { postgresEnvironment } from './embedded-postgres/server-user.js';
import { postgresStopSequence, stopStalePostmaster } from './embedded-postgres/stale-postmaster.js';

const USUAL_PORT = 5432;
const READY_TIMEOUT_MS = 60_000;
/** For how long a start is tried again: the sessions of a server that was killed end within seconds. */
const RETRY_WINDOW_MS = 10_000;
const RETRY_PAUSE_MS = 200;

/** What the embedded Postgres needs to know. */
export interface EmbeddedPostgresOptions {
  /**
   * The folder for the cluster, its log and its pid file; made when missing. The caller must hold its `DataDirLock`.
   * Where root runs this and the server's user cannot reach the folder, the cluster goes elsewhere and a pointer
   * stays here (see `locateCluster`).
   */
  readonly dataDir: string;
  /** The port to listen on when it is free; else the system chooses one. 0: the system chooses. @default 5432 */
  readonly port?: number;
  /** Takes short lines that tell what is being done. */
  readonly onProgress?: (message: string) => void;
  /** Server settings (postgresql.conf names) in place of ours. `fsync` and `synchronous_commit` stay on regardless. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Root's place for what the server's user must reach but cannot reach here. @default /var/lib/everhook */
  readonly sharedDir?: string;
  /** Folder of the package with Postgres' programs. @default the installed `@embedded-postgres/<platform>-<arch>` */
  readonly packageDir?: string;
}

/** A running embedded Postgres. */
export interface EmbeddedPostgres {
  /** Connection URL of the database `everhook`, as its superuser, with the password. Not to be logged. */
  readonly url: string;
  readonly port: number;
  /** Of the postmaster. */
  readonly pid: number;
  /** Resolves when the server has ended, whatever the cause; never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** Fast shutdown: ends sessions, writes a checkpoint, and waits until the server is gone. May be called twice. */
  stop(): Promise<void>;
}

const defaultSettings: Readonly<Record<string, string>> = {
  max_connections: '200',
  shared_buffers: '128MB',
  // Our statements are short: compiling them costs more than it saves.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
};

/**
 * Starts a real Postgres server from the npm package's programs on 127.0.0.1, on a cluster that survives restarts, and
 * creates the database `everhook`. Works as root (the server then runs as another user, as Postgres demands) and as an
 * ordinary user. A server that an earlier process left behind is stopped first.
 *
 * @throws Error that names DATABASE_URL as the other way, when there are no programs for this platform.
 * @throws ProcessStartError with the end of the server's log, when it does not come up.
 * @throws ProcessInUseError when a running process has started a server on this folder.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { onProgress, sharedDir = DEFAULT_SHARED_DIR } = options;
  const dataDir = await prepareDataDir(options.dataDir);
  const pidFile = join(dataDir, 'postgres.pid.json');
  const cleared = await clearStale(pidFile, postgresStopSequence);

  const location = await locateCluster(dataDir, sharedDir);
  if (location.dir !== join(dataDir, 'postgres')) {
    onProgress?.(`Postgres: the cluster is kept in ${location.dir}, since its user cannot enter ${dataDir}`);
  }
  const binaries = await resolvePostgresBinaries({
    user: location.user,
    stageDir: () => (location.user === undefined ? Promise.resolve(dataDir) : sharedSubfolder(sharedDir, 'bin')),
    onProgress,
    packageDir: options.packageDir,
  });
  const cluster = await openCluster(location, binaries, onProgress);
  if ((await stopStalePostmaster(cluster.dataDir)) || cleared === 'stopped') {
    onProgress?.('Postgres: stopped a server that an earlier run had left');
  }

  const start = async (port: number): Promise<EmbeddedPostgres> => {
    const server = await SupervisedProcess.start({
      name: 'postgres',
      command: binaries.postgres,
      args: ['-D', cluster.dataDir, ...serverArguments(port, options.settings)],
      cwd: '/',
      env: postgresEnvironment(),
      user: location.user,
      pidFile,
      logFile: join(dataDir, 'logs', 'postgres.log'),
      stopSequence: postgresStopSequence,
    });
    try {
      await server.waitUntilReady(() => createDatabase(port, cluster), READY_TIMEOUT_MS);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return {
      url: connectionUrl(port, cluster, EMBEDDED_ROLE),
      port,
      pid: server.pid,
      exited: server.exited,
      stop: async () => {
        await server.stop();
        releasePort(port);
      },
    };
  };
  return startOnFreePort(options.port ?? USUAL_PORT, start);
}

/** Tries again when another program took the port in between, or a killed server's sessions have not ended yet. */
async function startOnFreePort(
  preferredPort: number,
  start: (port: number) => Promise<EmbeddedPostgres>,
): Promise<EmbeddedPostgres> {
  const deadline = Date.now() + RETRY_WINDOW_MS;
  for (let preferred = preferredPort; ;) {
    const port = await freePort(preferred);
    try {
      return await start(port);
    } catch (error) {
      releasePort(port);
      const log = error instanceof ProcessStartError ? error.logTail : '';
      const portTaken = log.includes('could not bind');
      if (Date.now() > deadline || !(portTaken || log.includes('pre-existing shared memory block'))) throw error;
      if (portTaken) preferred = 0;
      await delay(RETRY_PAUSE_MS);
    }
  }
}

function serverArguments(port: number, settings: EmbeddedPostgresOptions['settings']): string[] {
  const all = {
    ...defaultSettings,
    ...settings,
    listen_addresses: '127.0.0.1',
    port: String(port),
    // No socket file: its path is limited to 107 bytes, and a folder for it would have to be open to all.
    unix_socket_directories: '',
    // An accepted event must survive a power cut (invariants 1 and 4 of the design), here as in production.
    fsync: 'on',
    synchronous_commit: 'on',
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** True once the server lets us in and has the database. */
async function createDatabase(port: number, cluster: Cluster): Promise<boolean> {
  const client = new Client({
    connectionString: connectionUrl(port, cluster, 'postgres'),
    connectionTimeoutMillis: 5_000,
  });
  // A connection that breaks while idle emits 'error'; the query below reports it as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [EMBEDDED_ROLE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${EMBEDDED_ROLE}`);
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function connectionUrl(port: number, { password }: Cluster, database: string): string {
  return `postgres://${EMBEDDED_ROLE}:${password}@127.0.0.1:${port}/${database}`;
}
