import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SEARCH_ATTRIBUTES } from '#libs/contracts';
import { startEmbeddedPostgres } from '#libs/persistence';
import { startTemporalDevServer } from '#libs/temporal';
import { clearDeadTestRuns, createTestRunDir } from '../../support/test-run-dir.js';
import { FloorChild } from '../floors/floor-child.js';
import type { FloorName } from '../floors/floors.js';
import type { BenchApi } from '../load/bench-tenant.js';
import { Arrivals } from '../measure/arrivals.js';
import type { ProcessName } from '../measure/metered.js';
import { startLoadChild } from './load-child.js';
import { ProductProgram, type ProductProgramsOptions } from './product-program.js';
import type { ReceiverMessage } from './receiver-program.js';

const ADMIN_KEY = 'adm_for_the_benchmark_only';

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
  private readonly pids = new Map<ProcessName, () => readonly number[]>();
  private readonly floorByName = new Map<FloorName, FloorChild>();
  private readonly workers: ProductProgram[] = [];
  private readonly parts: {
    databaseUrl?: string;
    receiverUrl?: string;
    api?: ProductProgram;
    programs?: ProductProgramsOptions;
  } = {};

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
    const [databaseUrl, temporalAddress, receiverUrl] = await all([
      this.startPostgres(dataDir, profile !== undefined),
      this.startTemporal(dataDir, cliPath),
      this.startReceiver(),
    ]);
    onProgress('starting api, worker and floors');
    const encryptionKey = randomBytes(32).toString('base64');
    this.parts.programs = { dataDir, databaseUrl, temporalAddress, adminKey: ADMIN_KEY, encryptionKey, profile };
    await all([
      this.startApi(),
      this.addWorker(),
      this.startFloor('workflow', 'workflow-floor', [temporalAddress]),
      this.startFloor('pipeline', 'pipeline', [databaseUrl, receiverUrl]),
    ]);
  }

  /** Ends everything and removes the folder. May be called at any time and twice. */
  stop(): Promise<void> {
    this.stopping ??= (async () => {
      for (let stop = this.stops.pop(); stop !== undefined; stop = this.stops.pop()) await stop();
    })();
    return this.stopping;
  }

  /** Where tenants are made. */
  get api(): BenchApi {
    return { apiUrl: started(this.parts.api).url, receiverUrl: started(this.parts.receiverUrl), adminKey: ADMIN_KEY };
  }

  get databaseUrl(): string {
    return started(this.parts.databaseUrl);
  }

  floor(name: FloorName): FloorChild {
    return started(this.floorByName.get(name));
  }

  pidsOf(name: ProcessName): readonly number[] {
    return started(this.pids.get(name))();
  }

  /** The workers that run now: one, unless {@link addWorker} has been called. */
  get runningWorkers(): readonly ProductProgram[] {
    return this.workers;
  }

  /** Starts one more worker of the same installation, and waits until it is ready. */
  async addWorker(): Promise<ProductProgram> {
    this.pids.set('worker', () => this.workers.map(({ pid }) => pid));
    const worker = await this.startProgram('worker');
    this.workers.push(worker);
    return worker;
  }

  /** Stops a worker that {@link addWorker} has started. */
  async removeWorker(worker: ProductProgram): Promise<void> {
    this.workers.splice(this.workers.indexOf(worker), 1);
    await worker.stop();
  }

  /** Ends `stop` before what runs now is ended, if it is not called earlier. It must bear being called twice. */
  beforeStop(stop: () => Promise<void>): void {
    this.stops.push(stop);
  }

  private async startApi(): Promise<void> {
    const api = await this.startProgram('api');
    this.pids.set('api', () => [api.pid]);
    this.parts.api = api;
  }

  private async startProgram(name: 'api' | 'worker'): Promise<ProductProgram> {
    const program = await ProductProgram.start(name, started(this.parts.programs));
    this.stops.push(() => program.stop());
    await program.ready();
    return program;
  }

  private async startPostgres(dataDir: string, keepStatistics: boolean): Promise<string> {
    const postgres = await startEmbeddedPostgres({
      dataDir: join(dataDir, 'postgres'),
      port: 0,
      ...(keepStatistics
        ? { settings: { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track_planning': 'on' } }
        : {}),
    });
    this.stops.push(() => postgres.stop());
    this.pids.set('postgres', () => [postgres.pid]);
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
    this.pids.set('temporal', () => [temporal.pid]);
    return temporal.address;
  }

  private async startReceiver(): Promise<string> {
    const receiver = await startLoadChild(new URL('receiver-program.ts', import.meta.url));
    this.stops.push(() => receiver.stop());
    this.pids.set('receiver', () => [receiver.pid]);
    const listening = new Promise<number>((resolve) => {
      receiver.child.on('message', (message: ReceiverMessage) => {
        if ('port' in message) resolve(message.port);
        else this.take(message);
      });
    });
    const receiverUrl = `http://127.0.0.1:${await Promise.race([listening, receiver.died])}`;
    this.parts.receiverUrl = receiverUrl;
    return receiverUrl;
  }

  private take({ arrived, refused }: Exclude<ReceiverMessage, { port: number }>): void {
    for (const [key, atMs] of arrived) this.arrivals.add(key, atMs);
    for (const key of refused) this.arrivals.addRefused(key);
  }

  private async startFloor(name: FloorName, process: ProcessName, args: readonly string[]): Promise<void> {
    const program = new URL(`../floors/${name}-floor-program.ts`, import.meta.url);
    const floor = await FloorChild.start(program, args);
    this.stops.push(() => floor.stop());
    this.pids.set(process, () => [floor.pid]);
    this.floorByName.set(name, floor);
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
