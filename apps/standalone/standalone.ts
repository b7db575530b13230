import { ApiModule, createApi, type ApiDependencies } from '#apps/api';
import { WorkerModule, type WorkerDependencies } from '#apps/worker';
import {
  configSummary,
  loadConfig,
  readEnvironment,
  requireProduction,
  USER_AGENT,
  VERSION,
  type Config,
  type ProductionConfig,
  type VariableName,
} from '#libs/config';
import { createLogger, Metrics, TemporalPinoLogger, type Logger } from '#libs/observability';
import { openDatabase, SecretBox } from '#libs/persistence';
import { DataDirLock, stopOnSignals } from '#libs/processes';
import { installTemporalRuntime, workflowBundlePath } from '#libs/temporal';
import { Module, type DynamicModule } from '@nestjs/common';
import { banner } from './banner.js';
import { startInfrastructure, type Infrastructure } from './infrastructure.js';
import { standaloneKeys } from './standalone-keys.js';

type Environment = ReturnType<typeof readEnvironment>;

/** Defaults of the standalone: receivers on the same machine are open (it says so when it starts), logs are for people. */
const STANDALONE_DEFAULTS: Partial<Record<VariableName, string>> = {
  EVERHOOK_ALLOW_HTTP: 'true',
  EVERHOOK_ALLOWED_NETWORKS: '127.0.0.0/8,::1/128',
  EVERHOOK_LOG_PRETTY: 'true',
};

/** API and worker in one process. */
@Module({})
class StandaloneModule {
  static register(dependencies: ApiDependencies & WorkerDependencies): DynamicModule {
    return {
      module: StandaloneModule,
      imports: [ApiModule.register(dependencies), WorkerModule.register(dependencies)],
    };
  }
}

/** What was started, to be stopped in the opposite order. */
class Started {
  private readonly stops: (() => Promise<void>)[] = [];
  private stopping: Promise<void> | null = null;

  push(stop: () => Promise<void>): void {
    this.stops.push(stop);
  }

  get isStopping(): boolean {
    return this.stopping !== null;
  }

  stop(): Promise<void> {
    this.stopping ??= (async () => {
      for (let stop = this.stops.pop(); stop !== undefined; stop = this.stops.pop()) await stop();
    })();
    return this.stopping;
  }
}

/** Starts everything, says where it is, and stops all of it on Ctrl-C or SIGTERM. */
export async function startStandalone(): Promise<void> {
  const environment = readEnvironment();
  const given = loadConfig(environment, STANDALONE_DEFAULTS);
  const startedAt = Date.now();
  const onProgress = (message: string): void => {
    process.stdout.write(`[${((Date.now() - startedAt) / 1000).toFixed(1).padStart(5)} s] ${message}\n`);
  };
  const lock = await DataDirLock.acquire(given.dataDir, 'everhook standalone');
  const started = new Started();
  started.push(() => lock.release());
  const starting = start(environment, given, started, onProgress);
  stopOnSignals(
    async () => {
      // Asked to end while it still starts, the process lets the start come to its end first.
      await starting.catch(() => undefined);
      await started.stop();
      process.stdout.write('Everhook has stopped.\n');
    },
    () => process.stdout.write('\nStopping: attempts in flight are being finished …\n'),
  );
  try {
    await starting;
  } catch (error) {
    await started.stop();
    throw error;
  }
}

async function start(
  environment: Environment,
  given: Config,
  started: Started,
  onProgress: (message: string) => void,
): Promise<void> {
  const keys = await standaloneKeys(given.dataDir);
  const infrastructure = await startInfrastructure(given, onProgress);
  started.push(() => infrastructure.stop());
  const config = requireProduction(
    loadConfig(environment, {
      ...STANDALONE_DEFAULTS,
      DATABASE_URL: infrastructure.databaseUrl,
      TEMPORAL_ADDRESS: infrastructure.temporalAddress,
      ...(infrastructure.temporalUiUrl === undefined ? {} : { TEMPORAL_UI_URL: infrastructure.temporalUiUrl }),
      EVERHOOK_ADMIN_KEY: keys.adminKey,
      EVERHOOK_ENCRYPTION_KEY: keys.encryptionKey,
    }),
  );
  await startPrograms(config, infrastructure, started, onProgress);
}

async function startPrograms(
  config: ProductionConfig,
  infrastructure: Infrastructure,
  started: Started,
  onProgress: (message: string) => void,
): Promise<void> {
  const logger = createLogger({ ...config.log, program: 'standalone' });
  logger.info({ version: VERSION, config: configSummary(config) }, 'starting');
  installTemporalRuntime(new TemporalPinoLogger(logger));
  const secretBox = new SecretBox(config.encryptionKey, [...config.encryptionOldKeys]);
  onProgress('bringing the database schema up to date');
  const { url, poolSize } = config.database;
  const dataSource = await openDatabase({ url, poolSize, applicationName: 'everhook-standalone' }, secretBox);
  started.push(() => dataSource.destroy());
  const fail = failer(logger, started);
  void infrastructure.died.then((name) => fail(new Error(`${name} ended by itself`)));
  onProgress('starting API, worker and relay');
  const app = await createApi(
    StandaloneModule.register({
      config,
      dataSource,
      secretBox,
      logger,
      metrics: new Metrics(),
      workflowBundlePath: workflowBundlePath(),
      userAgent: USER_AGENT,
      onFatal: fail,
    }),
    { config, logger },
  );
  started.push(() => app.close());
  await app.listen(config.http.port, config.http.host);
  const facts = {
    apiUrl: await app.getUrl(),
    temporalUiUrl: config.temporal.uiUrl,
    adminKey: config.adminKey,
    dataDir: config.dataDir,
    ...config.egress,
  };
  process.stdout.write(`${banner(facts)}\n`);
}

/** Ends the program because something that it cannot do without has ended by itself. */
function failer(logger: Logger, started: Started): (error: unknown) => void {
  return (error) => {
    if (started.isStopping) return;
    logger.fatal({ err: error }, 'Everhook cannot go on and stops');
    void end(started);
  };
}

async function end(started: Started): Promise<never> {
  try {
    await started.stop();
  } finally {
    process.exit(1);
  }
}
