// The real worker as a process of its own, so that a test can kill it. Its environment is the worker's configuration;
// its one argument is the file with the bundled workflows. It ends with its stdin, so it never outlives the tests.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { WorkerModule } from '#apps/worker';
import { loadConfig, requireProduction } from '#libs/config';
import { createLogger, Metrics } from '#libs/observability';
import { dataSourceOptions, SecretBox } from '#libs/persistence';

const [workflowBundlePath = ''] = process.argv.slice(2);
process.stdin.resume().once('end', () => process.exit(0));

const config = requireProduction(loadConfig(process.env));
const dataSource = new DataSource(dataSourceOptions({ url: config.database.url, poolSize: 5 }));
await dataSource.initialize();
await NestFactory.createApplicationContext(
  WorkerModule.register({
    config,
    dataSource,
    secretBox: new SecretBox(config.encryptionKey),
    logger: createLogger({ level: 'silent' }),
    metrics: new Metrics({ processMetrics: false }),
    workflowBundlePath,
    userAgent: 'Everhook/test',
    onFatal: (error) => {
      throw error;
    },
  }),
  { logger: false },
);
process.stdout.write('{}\n');
