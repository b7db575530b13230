import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SEARCH_ATTRIBUTES } from '#libs/contracts';
import { startEmbeddedPostgres } from '#libs/persistence';
import { freePort, SupervisedProcess } from '#libs/processes';
import { startTemporalDevServer } from '#libs/temporal';
import { clearDeadTestRuns, createTestRunDir } from '../support/test-run-dir.js';
import { Arrivals } from './arrivals.js';
import { FloorLoad } from './floor-load.js';
import { startLoadChild } from './load-child.js';
import type { ReceiverMessage } from './receiver-program.js';

const ADMIN_KEY = 'adm_for_the_benchmark_only';
const READY_TIMEOUT_MS = 60_000;
const DIST = fileURLToPath(new URL('../../dist', import.meta.url));

/** The processes whose use of the machine is measured. */
export const PROCESSES = ['api', 'worker', 'temporal', 'postgres', 'receiver', 'floor'] as const;

/** One of {@link PROCESSES}. */
export type ProcessName = (typeof PROCESSES)[number];

/** How {@link BenchStack.start} starts it. */
export interface BenchStackOptions {
  /** The Temporal CLI. */
  cliPath: string;
  /** Folder for CPU profiles; Postgres then keeps statistics of its statements. */
  profile: string | undefined;
  onProgress: (message: string) => void;
}

/** Everything that is measured, each program a process of its own, in a temporary folder and on free ports. */
export class BenchStack {
  readonly arrivals = new Arrivals();
  private readonly stops: (() => Promise<void>)[] = [];
  private stopping: Promise<void> | undefined;
  private readonly pidByName = new Map<ProcessName, number>();
  private readonly parts: { databaseUrl?: string; apiUrl?: string; receiverUrl?: string; floor?: FloorLoad } = {};

  /** Starts what is missing, in the order of dependence; {@link stop} ends what was started, also after a failure. */
  async start({ cliPath, profile, onProgress }: BenchStackOptions): Promise<void> {
    await clearDeadTestRuns();
    const run = await createTestRunDir();
    const { dataDir } = run;
    this.stops.push(async () => {
      await run.release();
      await rm(dataDir, { recursive: true, force: true });
    });
    onProgress('starting Postgres, Temporal and the receiver');
    const [databaseUrl, temporalAddress] = await all([
      this.startPostgres(dataDir, profile !== undefined),
      this.startTemporal(dataDir, cliPath),
      this.startReceiver(),
    ]);
    onProgress('starting api, worker and floor');
    await all([this.startProduct(dataDir, databaseUrl, temporalAddress, profile), this.startFloor(temporalAddress)]);
  }

  /** Ends everything and removes the folder. May be called at any time and twice. */
  stop(): Promise<void> {
    this.stopping ??= (async () => {
      for (let stop = this.stops.pop(); stop !== undefined; stop = this.stops.pop()) await stop();
    })();
    return this.stopping;
  }

  get adminKey(): string {
    return ADMIN_KEY;
  }

  get apiUrl(): string {
    return started(this.parts.apiUrl);
  }

  get databaseUrl(): string {
    return started(this.parts.databaseUrl);
  }

  get receiverUrl(): string {
    return started(this.parts.receiverUrl);
  }

  get floor(): FloorLoad {
    return started(this.parts.floor);
  }

  pidOf(name: ProcessName): number {
    return started(this.pidByName.get(name));
  }

  private async startPostgres(dataDir: string, keepStatistics: boolean): Promise<string> {
    const postgres = await startEmbeddedPostgres({
      dataDir: join(dataDir, 'postgres'),
      port: 0,
      ...(keepStatistics ? { settings: { shared_preload_libraries: 'pg_stat_statements' } } : {}),
    });
    this.stops.push(() => postgres.stop());
    this.pidByName.set('postgres', postgres.pid);
    this.parts.databaseUrl = postgres.url;
    return postgres.url;
  }

  /** With its file and pragmas as the standalone has them. */
  private async startTemporal(dataDir: string, cliPath: string): Promise<string> {
    const temporal = await startTemporalDevServer({
      cliPath,
      dataDir: join(dataDir, 'temporal'),
      port: 0,
      searchAttributes: SEARCH_ATTRIBUTES,
    });
    this.stops.push(() => temporal.stop());
    this.pidByName.set('temporal', temporal.pid);
    return temporal.address;
  }

  private async startReceiver(): Promise<void> {
    const receiver = await startLoadChild('receiver-program.ts');
    this.stops.push(() => receiver.stop());
    this.pidByName.set('receiver', receiver.pid);
    const listening = new Promise<number>((resolve) => {
      receiver.child.on('message', (message: ReceiverMessage) => {
        if ('port' in message) resolve(message.port);
        else for (const [eventId, atMs] of message.arrivals) this.arrivals.add(eventId, atMs);
      });
    });
    this.parts.receiverUrl = `http://127.0.0.1:${await Promise.race([listening, receiver.died])}`;
  }

  private async startFloor(temporalAddress: string): Promise<void> {
    const floor = await FloorLoad.start(temporalAddress);
    this.stops.push(() => floor.stop());
    this.pidByName.set('floor', floor.pid);
    this.parts.floor = floor;
  }

  private async startProduct(
    dataDir: string,
    databaseUrl: string,
    temporalAddress: string,
    profile: string | undefined,
  ): Promise<void> {
    const [apiPort, healthPort] = [await freePort(), await freePort()];
    const { PATH, HOME } = process.env;
    const env = {
      PATH,
      HOME,
      NODE_ENV: 'production',
      PORT: String(apiPort),
      EVERHOOK_HEALTH_PORT: String(healthPort),
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      EVERHOOK_ADMIN_KEY: ADMIN_KEY,
      EVERHOOK_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      EVERHOOK_ALLOW_HTTP: 'true',
      EVERHOOK_ALLOWED_NETWORKS: '127.0.0.0/8',
    };
    const nodeArgs = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(profile)}`];
    if (profile !== undefined) await mkdir(profile, { recursive: true });
    const run = async (name: 'api' | 'worker', port: number): Promise<void> => {
      const program = await SupervisedProcess.start({
        name,
        command: process.execPath,
        args: [...nodeArgs, join(DIST, 'apps', name, 'main.js')],
        env,
        pidFile: join(dataDir, `${name}.pid.json`),
        logFile: join(dataDir, 'logs', `${name}.log`),
      });
      this.stops.push(() => program.stop());
      this.pidByName.set(name, program.pid);
      await program.waitUntilReady(async () => {
        const response = await fetch(`http://127.0.0.1:${port}/health/ready`);
        return response.ok;
      }, READY_TIMEOUT_MS);
    };
    this.parts.apiUrl = `http://127.0.0.1:${apiPort}`;
    await all([run('api', apiPort), run('worker', healthPort)]);
  }
}

function started<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('this part of the benchmark has not been started');
  return part;
}

/** As `Promise.all`, but waits for the others before it reports a failure: nothing may go on starting behind a stop. */
async function all<T extends readonly unknown[]>(starts: [...T]): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(starts);
  return Promise.all(starts);
}
