import 'reflect-metadata';
import {
  configSummary,
  ConfigError,
  loadConfig,
  readEnvironment,
  requireProduction,
  unknownVariables,
  VERSION,
} from '#libs/config';
import { createLogger, Metrics } from '#libs/observability';
import { openDatabase, SecretBox } from '#libs/persistence';
import { stopOnSignals } from '#libs/processes';
import { ApiModule } from './api.module.js';
import { createApi } from './create-api.js';

/** The API in production: stateless, so that as many run as are needed. */
async function main(): Promise<void> {
  const environment = readEnvironment();
  const config = requireProduction(loadConfig(environment));
  const logger = createLogger({ ...config.log, program: 'api' });
  logger.info({ version: VERSION, config: configSummary(config) }, 'starting');
  for (const name of unknownVariables(environment)) logger.warn({ name }, 'unknown variable');
  const secretBox = new SecretBox(config.encryptionKey, [...config.encryptionOldKeys]);
  const { url, poolSize } = config.database;
  const dataSource = await openDatabase({ url, poolSize, applicationName: 'everhook-api' }, secretBox);
  const app = await createApi(ApiModule.register({ config, dataSource, secretBox, logger, metrics: new Metrics() }), {
    config,
    logger,
  });
  const stop = async (): Promise<void> => {
    await app.close();
    await dataSource.destroy();
    logger.info('stopped');
  };
  stopOnSignals(stop, (signal) => logger.info({ signal }, 'stopping: requests in flight are being answered'));
  await app.listen(config.http.port, config.http.host);
  logger.info({ url: await app.getUrl() }, 'the API is served');
}

main().catch((error: unknown) => {
  const text = error instanceof ConfigError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`Everhook's API could not start: ${text}\n`);
  process.exit(1);
});
