import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Connection, type ConnectionOptions } from '@temporalio/client';
import { toClientOptions } from '@temporalio/envconfig';
import type { Config } from '#libs/config';
import { taskQueues } from '#libs/contracts';
import type { Logger } from '#libs/observability';
import { CONFIG, LOGGER } from '../tokens.js';

/** How long Temporal may take: a health check is asked every few seconds and must not pile up. */
const DEADLINE_MS = 1_000;

/** Looks whether Temporal answers and whether a worker takes deliveries. Connects when first asked. */
@Injectable()
export class TemporalProbe implements OnApplicationShutdown {
  private connection: Connection | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Why deliveries are not being made at the moment, each reason one sentence; empty when all is well. */
  async problems(): Promise<string[]> {
    const { address, namespace, taskQueuePrefix } = this.config.temporal;
    if (address === undefined) return ['No Temporal server is configured.'];
    try {
      const connection = (this.connection ??= Connection.lazy(this.connectionOptions(address)));
      const { deliveries } = taskQueues(taskQueuePrefix);
      // Without a type the server describes the workflow queue.
      const described = await connection.withDeadline(Date.now() + DEADLINE_MS, () =>
        connection.workflowService.describeTaskQueue({ namespace, taskQueue: { name: deliveries } }),
      );
      return described.pollers.length > 0 ? [] : [`No worker polls the task queue ${deliveries}.`];
    } catch (error) {
      // Anyone may ask for our health; addresses and reasons are for those who read the log.
      this.logger.warn({ err: error, address }, 'Temporal does not answer');
      return ['Temporal does not answer: deliveries are made later.'];
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.connection?.close();
  }

  private connectionOptions(address: string): ConnectionOptions {
    const { apiKey, tls } = this.config.temporal;
    const options = toClientOptions({ address, apiKey, tls }).connectionOptions;
    return { address, apiKey, tls: options.tls ?? false, connectTimeout: DEADLINE_MS };
  }
}
