import { EndpointTraffic } from '#activities';
import { taskQueues } from '#libs/contracts';
import { openEgress } from '#libs/egress';
import type { RelayRepository } from '#libs/persistence';
import { DeliveryWorkers, registerSearchAttributes } from '#libs/temporal';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { assembleWorker, type WorkerParts } from './assemble-worker.js';
import { RecurringDuty } from './duty.js';
import type { WorkerDependencies } from './worker-dependencies.js';

/** Pause between two tries to reach Temporal when the process starts. */
const CONNECT_RETRY_MS = 1_000;
/** How often lanes and outbox are looked at for the metrics. */
const LOOK_MS = 10_000;
/** How often the months of the tables are looked after. */
const KEEP_MS = 600_000;
/** How often statistics are rolled up: a minute is shown from its roll-up soon after it is over. */
const STATS_MS = 15_000;

/** The worker: Temporal Workers, relay and reconciler, from start to a clean stop. */
@Injectable()
export class WorkerService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private parts: WorkerParts | null = null;
  private workers: DeliveryWorkers | null = null;
  private reconciling: RecurringDuty | null = null;
  private duties: RecurringDuty[] = [];
  private looking: NodeJS.Timeout | null = null;
  private stopping = false;
  private starting: Promise<void> = Promise.resolve();
  private readonly traffic: EndpointTraffic;

  constructor(private readonly deps: WorkerDependencies) {
    this.traffic = new EndpointTraffic(deps.config.limits);
  }

  /** Begins in the background: a Temporal that is away must not keep the process from starting. */
  onApplicationBootstrap(): void {
    this.starting = this.start().catch((error: unknown) => {
      this.deps.logger.fatal({ err: error }, 'the worker cannot start');
      this.deps.onFatal(error);
    });
  }

  /** Stops taking work, lets attempts in flight end, closes every connection. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.starting;
    if (this.parts === null) return;
    const { relay, express, mailer, egress, link } = this.parts;
    if (this.looking !== null) clearInterval(this.looking);
    const dutiesEnd = Promise.all(this.duties.map((duty) => duty.stop()));
    await relay.stop();
    await express.stop();
    await mailer?.stop();
    await dutiesEnd;
    await this.workers?.shutdown();
    await egress.close();
    await link.close();
    this.parts = null;
  }

  /** True while the Workers poll. */
  get isPolling(): boolean {
    return this.workers?.arePolling ?? false;
  }

  /**
   * The relay begins when the Workers poll, so that its first workflows start eagerly. With Temporal away it begins
   * without them: the express lane goes on.
   */
  private async start(): Promise<void> {
    const { config, logger } = this.deps;
    const parts = assembleWorker(this.deps, this.traffic, await openEgress(config.egress, this.deps.userAgent));
    this.parts = parts;
    while (!this.stopping) {
      try {
        this.workers = await this.startWorkers(parts);
        break;
      } catch (error) {
        logger.warn(
          { err: error, address: config.temporal.address },
          'the Temporal Workers cannot start yet; they try again',
        );
        this.startRelay(parts);
        await new Promise((resolve) => setTimeout(resolve, CONNECT_RETRY_MS));
      }
    }
    if (this.workers === null) return;
    logger.info({ queues: taskQueues(config.temporal.taskQueuePrefix) }, 'worker started');
    // What a first look found to do for Temporal before it was there is found again.
    if (!this.startRelay(parts)) this.reconciling?.after(() => parts.reconciler.firstRound());
  }

  private async startWorkers({ link, activities }: WorkerParts): Promise<DeliveryWorkers> {
    const { config, logger, workflowBundlePath } = this.deps;
    const { namespace, taskQueuePrefix, workflowStackTraces } = config.temporal;
    const connection = await link.connect();
    try {
      await registerSearchAttributes(connection, namespace).catch((error: unknown) =>
        logger.warn(
          { err: error },
          'search attributes could not be registered; register them by hand (docs/operations.md)',
        ),
      );
      const workers = await DeliveryWorkers.create({
        connection,
        namespace,
        queues: taskQueues(taskQueuePrefix),
        workflowBundlePath,
        workflowStackTraces,
        activities,
        shutdownGraceMs: config.shutdownTimeoutMs,
      });
      workers.run((error) => {
        logger.fatal({ err: error }, 'a Temporal Worker stopped by itself');
        this.deps.onFatal(error);
      });
      return workers;
    } catch (error) {
      // It is tried again with a new connection.
      await link.close().catch(() => undefined);
      throw error;
    }
  }

  /** @returns false when it was started before */
  private startRelay({ relay, reconciler, keeper, roller, durable, express, repository }: WorkerParts): boolean {
    if (this.reconciling !== null) return false;
    const { config, metrics, logger } = this.deps;
    this.reconciling = new RecurringDuty('reconciler', reconciler, config.reconciler.intervalMs, logger, () =>
      reconciler.firstRound(),
    );
    relay.start();
    this.duties = [
      this.reconciling,
      new RecurringDuty('table keeper', keeper, KEEP_MS, logger),
      new RecurringDuty('statistics', roller, STATS_MS, logger),
    ];
    this.looking = setInterval(() => {
      metrics.laneLookedAt('durable', durable);
      metrics.laneLookedAt('express', express);
      void this.countOutbox(repository);
    }, LOOK_MS);
    return true;
  }

  private async countOutbox(repository: RelayRepository): Promise<void> {
    try {
      this.deps.metrics.outboxCounted(await repository.countOutbox());
    } catch (error) {
      this.deps.logger.warn({ err: error }, 'the outbox could not be counted');
    }
  }
}
