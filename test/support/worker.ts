import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { inject } from 'vitest';
import { NestFactory } from '@nestjs/core';
import { WorkerModule } from '#apps/worker';
import { loadConfig, requireProduction, type VariableName } from '#libs/config';
import { createLogger, Metrics, TemporalPinoLogger } from '#libs/observability';
import { dataSourceOptions, SecretBox } from '#libs/persistence';
import { installTemporalRuntime } from '#libs/temporal';
import { ADMIN_KEY } from './api.js';

/** What a {@link TestWorker} works on. */
export interface TestWorkerOptions {
  databaseUrl: string;
  encryptionKey: Buffer;
  /** Keeps this test's task queues apart from those of others. */
  taskQueuePrefix: string;
  /** Further configuration, by the names of its variables. */
  environment?: Partial<Record<VariableName, string>>;
}

/** `TEST_LOG=1` shows what worker and Temporal SDK log. */
const logger = createLogger({ level: process.env['TEST_LOG'] === undefined ? 'silent' : 'info' });
installTemporalRuntime(new TemporalPinoLogger(logger));

/** A task queue prefix that no other test has. */
export function newTaskQueuePrefix(): string {
  return `test-${randomBytes(6).toString('hex')}`;
}

/** The real worker (Temporal Workers, relay, reconciler) in the test's own process. */
export class TestWorker {
  private constructor(
    readonly metrics: Metrics,
    readonly stop: () => Promise<void>,
  ) {}

  static async start({
    databaseUrl,
    encryptionKey,
    taskQueuePrefix,
    environment,
  }: TestWorkerOptions): Promise<TestWorker> {
    const config = requireProduction(
      loadConfig({
        DATABASE_URL: databaseUrl,
        TEMPORAL_ADDRESS: inject('temporalAddress'),
        TEMPORAL_UI_URL: inject('temporalUiUrl'),
        EVERHOOK_ADMIN_KEY: ADMIN_KEY,
        EVERHOOK_ENCRYPTION_KEY: encryptionKey.toString('base64'),
        EVERHOOK_TASK_QUEUE_PREFIX: taskQueuePrefix,
        EVERHOOK_ALLOW_HTTP: 'true',
        EVERHOOK_ALLOWED_NETWORKS: '127.0.0.0/8',
        ...environment,
      }),
    );
    const metrics = new Metrics({ processMetrics: false });
    const dataSource = new DataSource(dataSourceOptions({ url: databaseUrl, poolSize: 10 }));
    await dataSource.initialize();
    const app = await NestFactory.createApplicationContext(
      WorkerModule.register({
        config,
        dataSource,
        secretBox: new SecretBox(encryptionKey),
        logger,
        metrics,
        workflowBundlePath: inject('workflowBundlePath'),
        userAgent: 'Everhook/test',
        onFatal: (error) => {
          throw error;
        },
      }),
      { logger: false },
    );
    return new TestWorker(metrics, async () => {
      await app.close();
      await dataSource.destroy();
    });
  }
}
