import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, SupervisedProcess } from '#libs/processes';

const READY_TIMEOUT_MS = 60_000;
const DIST = fileURLToPath(new URL('../../../dist', import.meta.url));

/** What the programs of one installation share. */
export interface ProductProgramsOptions {
  dataDir: string;
  databaseUrl: string;
  temporalAddress: string;
  adminKey: string;
  encryptionKey: string;
  /** Folder for CPU profiles. */
  profile: string | undefined;
}

/** As the container image has them: see docs/operations.md. */
const HEAP_FLAGS = ['--max-semi-space-size=4', '--max-old-space-size=512', '--no-parallel-scavenge'];
const MALLOC = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' };

/** An `api` or a `worker` as production runs it. */
export class ProductProgram {
  private constructor(
    private readonly program: SupervisedProcess,
    /** The API, or the worker's health server. */
    readonly url: string,
  ) {}

  /** Starts it on a free port; {@link ready} waits until it answers. */
  static async start(name: 'api' | 'worker', options: ProductProgramsOptions): Promise<ProductProgram> {
    const { dataDir, profile } = options;
    const port = await freePort();
    if (profile !== undefined) await mkdir(profile, { recursive: true });
    const { PATH, HOME } = process.env;
    const file = `${name}-${port}`;
    const program = await SupervisedProcess.start({
      name,
      command: process.execPath,
      args: [
        ...HEAP_FLAGS,
        ...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(profile)}`]),
        join(DIST, 'apps', name, 'main.js'),
      ],
      env: {
        PATH,
        HOME,
        NODE_ENV: 'production',
        ...MALLOC,
        [name === 'api' ? 'PORT' : 'EVERHOOK_HEALTH_PORT']: String(port),
        DATABASE_URL: options.databaseUrl,
        TEMPORAL_ADDRESS: options.temporalAddress,
        EVERHOOK_ADMIN_KEY: options.adminKey,
        EVERHOOK_ENCRYPTION_KEY: options.encryptionKey,
        EVERHOOK_ALLOW_HTTP: 'true',
        EVERHOOK_ALLOWED_NETWORKS: '127.0.0.0/8',
        // Thousands of failures in a row are what `waiting` is about: a breaker would hold them instead.
        EVERHOOK_BREAKER_FAILURES: '10000',
      },
      pidFile: join(dataDir, `${file}.pid.json`),
      logFile: join(dataDir, 'logs', `${file}.log`),
    });
    return new ProductProgram(program, `http://127.0.0.1:${port}`);
  }

  get pid(): number {
    return this.program.pid;
  }

  /** @throws ProcessStartError with the end of its log when it does not become ready within a minute */
  async ready(): Promise<void> {
    await this.program.waitUntilReady(async () => (await fetch(`${this.url}/health/ready`)).ok, READY_TIMEOUT_MS);
  }

  /** Reads one of its Prometheus metrics; 0 when it has none of that name. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const value = new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'm').exec(text)?.[1];
    return Number(value ?? 0);
  }

  async stop(): Promise<void> {
    await this.program.stop();
  }
}
