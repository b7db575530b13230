import { Connection } from '@temporalio/client';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, prepareDataDir, releasePort, SupervisedProcess, type ProcessExit } from '#libs/processes';

const USUAL_PORT = 7233;
const UI_PORT_OFFSET = 1000;
const HOST = '127.0.0.1';
const READY_TIMEOUT_MS = 60_000;
const CALL_TIMEOUT_MS = 2_000;
/** A port may be taken between the look and the start; then other ports are tried. */
const START_ATTEMPTS = 3;

/** The types of custom search attributes, as the CLI's `--search-attribute` names them. */
export type SearchAttributeTypeName = 'Text' | 'Keyword' | 'Int' | 'Double' | 'Bool' | 'Datetime' | 'KeywordList';

/** `temporal.api.enums.v1.IndexedValueType` of Temporal's API. */
const indexedValueTypes: Readonly<Record<SearchAttributeTypeName, number>> = {
  Text: 1,
  Keyword: 2,
  Int: 3,
  Double: 4,
  Bool: 5,
  Datetime: 6,
  KeywordList: 7,
};

/** What the Temporal dev server needs to know. */
export interface TemporalDevServerOptions {
  /** The CLI, see `resolveTemporalCli`. */
  readonly cliPath: string;
  /** Folder for the database file, the log and the pid file; made when missing. The caller must hold its `DataDirLock`. */
  readonly dataDir: string;
  /** gRPC port to use when it is free; else the system chooses one. 0: the system chooses. @default 7233 */
  readonly port?: number;
  /** Same for the Web UI. @default port + 1000, or 0 where port is 0 */
  readonly uiPort?: number;
  /** Created when missing. @default default */
  readonly namespace?: string;
  /** Keep nothing on disk: everything is lost when it stops. @default false */
  readonly inMemory?: boolean;
  /** Custom search attributes to register; those that the file already has are left alone. */
  readonly searchAttributes: Readonly<Record<string, SearchAttributeTypeName>>;
  /** Takes short lines that tell what is being done. */
  readonly onProgress?: (message: string) => void;
}

/** A running Temporal dev server. */
export interface TemporalDevServer {
  /** `host:port` of the gRPC service. */
  readonly address: string;
  /** Base URL of Temporal Web UI, without a slash at the end. */
  readonly uiUrl: string;
  readonly pid: number;
  /** Resolves when the server has ended, whatever the cause; never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** Stops the server and waits until it is gone. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts `temporal server start-dev` on 127.0.0.1, with its Web UI and a database file that survives restarts, and
 * waits until the namespace answers. A server that an earlier process left behind is stopped first.
 *
 * @throws ProcessStartError with the end of the server's log, when it does not come up.
 * @throws ProcessInUseError when a running process has started a server on this folder.
 * @throws Error when the file has one of the search attributes with another type.
 */
export async function startTemporalDevServer(options: TemporalDevServerOptions): Promise<TemporalDevServer> {
  const dataDir = await prepareDataDir(options.dataDir);
  const port = options.port ?? USUAL_PORT;
  const uiPort = options.uiPort ?? (port === 0 ? 0 : port + UI_PORT_OFFSET);
  if (!options.inMemory) await mkdir(join(dataDir, 'temporal'), { recursive: true, mode: 0o700 });
  options.onProgress?.('Temporal: starting the dev server');
  for (let attempt = 1; ; attempt += 1) {
    const ports = { port: await freePort(port), uiPort: await freePort(uiPort) };
    try {
      return await startOn(ports, dataDir, options);
    } catch (error) {
      releasePorts(ports);
      // The CLI's words: "can't set frontend port 7233: listen tcp …: bind: address already in use".
      const portTaken = error instanceof Error && /can't set .*port|address already in use/.test(error.message);
      if (!portTaken || attempt === START_ATTEMPTS) throw error;
    }
  }
}

interface Ports {
  readonly port: number;
  readonly uiPort: number;
}

async function startOn(ports: Ports, dataDir: string, options: TemporalDevServerOptions): Promise<TemporalDevServer> {
  const server = await SupervisedProcess.start({
    name: 'temporal dev server',
    command: options.cliPath,
    args: serverArguments(ports, dataDir, options),
    cwd: dataDir,
    pidFile: join(dataDir, 'temporal.pid.json'),
    logFile: join(dataDir, 'logs', 'temporal.log'),
  });
  const address = `${HOST}:${ports.port}`;
  try {
    await server.waitUntilReady(() => namespaceAnswers(address, options.namespace ?? 'default'), READY_TIMEOUT_MS);
    await registerSearchAttributes(address, options);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    address,
    uiUrl: `http://${HOST}:${ports.uiPort}`,
    pid: server.pid,
    exited: server.exited,
    stop: async () => {
      await server.stop();
      releasePorts(ports);
    },
  };
}

function serverArguments({ port, uiPort }: Ports, dataDir: string, options: TemporalDevServerOptions): string[] {
  const { namespace = 'default', inMemory = false, searchAttributes } = options;
  return [
    ...['server', 'start-dev', '--ip', HOST, '--port', String(port), '--ui-port', String(uiPort)],
    ...['--namespace', namespace],
    ...(inMemory ? [] : ['--db-filename', databaseFile(dataDir)]),
    // With the default pragmas a file costs almost half the throughput; WAL loses nothing when a process is killed.
    ...(inMemory ? [] : ['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal']),
    // Both are needed, or fairness keys (one per tenant) are ignored.
    ...['--dynamic-config-value', 'matching.useNewMatcher=true'],
    ...['--dynamic-config-value', 'matching.enableFairness=true'],
    // Otherwise every timer fires up to a second late.
    ...['--dynamic-config-value', 'history.timerProcessorMaxTimeShift="25ms"'],
    ...Object.entries(searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
    // The Web UI must not call out to the internet for a news feed.
    '--ui-disable-news-fetch',
    ...['--log-level', 'error'],
  ];
}

async function namespaceAnswers(address: string, namespace: string): Promise<boolean> {
  await withConnection(address, (connection) => connection.workflowService.describeNamespace({ namespace }));
  return true;
}

/** The CLI registers attributes in a new file only: what an existing one lacks is added here. */
async function registerSearchAttributes(address: string, options: TemporalDevServerOptions): Promise<void> {
  const { namespace = 'default' } = options;
  const { customAttributes } = await withConnection(address, (connection) =>
    connection.operatorService.listSearchAttributes({ namespace }),
  );
  const missing: Record<string, number> = {};
  for (const [name, type] of Object.entries(options.searchAttributes)) {
    const present = customAttributes[name];
    if (present === undefined) missing[name] = indexedValueTypes[type];
    else if (present !== indexedValueTypes[type]) {
      throw new Error(
        `the search attribute ${name} is not of type ${type} in Temporal's database file, and a type cannot be changed. ` +
          `Delete ${databaseFile(options.dataDir)} while nothing runs; unfinished deliveries start again from Postgres.`,
      );
    }
  }
  if (Object.keys(missing).length === 0) return;
  await withConnection(address, (connection) =>
    connection.operatorService.addSearchAttributes({ namespace, searchAttributes: missing }),
  );
}

async function withConnection<T>(address: string, call: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address, connectTimeout: CALL_TIMEOUT_MS });
  try {
    return await connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () => call(connection));
  } finally {
    await connection.close();
  }
}

function databaseFile(dataDir: string): string {
  return join(dataDir, 'temporal', 'temporal.db');
}

function releasePorts({ port, uiPort }: Ports): void {
  releasePort(port);
  releasePort(uiPort);
}
