import 'reflect-metadata';
import {
  configSummary,
  ConfigError,
  loadConfig,
  readEnvironment,
  requireProduction,
  USER_AGENT,
  VERSION,
} from '#libs/config';
import { createLogger, Metrics, NestPinoLogger, TemporalPinoLogger } from '#libs/observability';
import { openDatabase, SecretBox } from '#libs/persistence';
import { stopOnSignals } from '#libs/processes';
import { installTemporalRuntime, workflowBundlePath } from '#libs/temporal';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { WorkerProgramModule } from './worker-program.module.js';

/** The worker in production: Temporal Workers, relay and reconciler, with health and metrics on `EVERHOOK_HEALTH_PORT`. */
async function main(): Promise<void> {
  const config = requireProduction(loadConfig(readEnvironment()));
  const logger = createLogger({ ...config.log, program: 'worker' });
  logger.info({ version: VERSION, config: configSummary(config) }, 'starting');
  installTemporalRuntime(new TemporalPinoLogger(logger));
  const secretBox = new SecretBox(config.encryptionKey, [...config.encryptionOldKeys]);
  const { url, poolSize } = config.database;
  const dataSource = await openDatabase({ url, poolSize, applicationName: 'everhook-worker' }, secretBox);
  const app = await NestFactory.create<NestFastifyApplication>(
    WorkerProgramModule.register({
      config,
      dataSource,
      secretBox,
      logger,
      metrics: new Metrics(),
      workflowBundlePath: workflowBundlePath(),
      userAgent: USER_AGENT,
      onFatal: () => process.exit(1),
    }),
    new FastifyAdapter(),
    { logger: new NestPinoLogger(logger), abortOnError: false },
  );
  const stop = async (): Promise<void> => {
    await app.close();
    await dataSource.destroy();
    logger.info('stopped');
  };
  stopOnSignals(stop, (signal) => logger.info({ signal }, 'stopping: attempts in flight are being finished'));
  await app.listen(config.http.healthPort, config.http.host);
  logger.info({ url: await app.getUrl() }, 'health and metrics are served');
}

main().catch((error: unknown) => {
  const text = error instanceof ConfigError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`Everhook's worker could not start: ${text}\n`);
  process.exit(1);
});
