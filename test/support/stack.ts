import { Client, Connection } from '@temporalio/client';
import { inject } from 'vitest';
import type { VariableName } from '#libs/config';
import { ADMIN_KEY, TestApi } from './api.js';
import { TenantClient } from './tenant-client.js';
import { newTaskQueuePrefix, TestWorker } from './worker.js';

/** How a {@link TestStack} is set up. */
export interface TestStackOptions {
  /** Further configuration of API and worker, by the names of its variables. */
  environment?: Partial<Record<VariableName, string>>;
}

/** The real API and a real worker on one database and one set of task queues, and a client of their Temporal. */
export class TestStack {
  private constructor(
    readonly api: TestApi,
    readonly temporal: Client,
    readonly close: () => Promise<void>,
  ) {}

  static async start({ environment = {} }: TestStackOptions = {}): Promise<TestStack> {
    const taskQueuePrefix = newTaskQueuePrefix();
    const api = await TestApi.start({
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TEMPORAL_UI_URL: inject('temporalUiUrl'),
      EVERHOOK_TASK_QUEUE_PREFIX: taskQueuePrefix,
      EVERHOOK_ALLOW_HTTP: 'true',
      EVERHOOK_ALLOWED_NETWORKS: '127.0.0.0/8',
      ...environment,
    });
    const { databaseUrl, encryptionKey } = api;
    const worker = await TestWorker.start({ databaseUrl, encryptionKey, taskQueuePrefix, environment });
    const connection = await Connection.connect({ address: inject('temporalAddress') });
    return new TestStack(api, new Client({ connection }), async () => {
      await connection.close();
      await worker.stop();
      await api.close();
    });
  }

  /** Makes a tenant; each test has one of its own, so that its events go to its own endpoints alone. */
  createTenant(settings: Record<string, unknown> = {}): Promise<TenantClient> {
    return TenantClient.create(this.api.url, ADMIN_KEY, settings);
  }
}
