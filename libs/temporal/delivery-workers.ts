import type { DeliverWebhookActivities, PacedActivities, TaskQueues } from '#libs/contracts';
import { Worker, type NativeConnection } from '@temporalio/worker';
import { heartbeat } from './heartbeat.js';

/** What the Workers need. */
export interface DeliveryWorkersOptions {
  connection: NativeConnection;
  namespace: string;
  queues: TaskQueues;
  /** File with the bundled workflows. */
  workflowBundlePath: string;
  activities: DeliverWebhookActivities & PacedActivities;
  /** How long attempts in flight may go on when the process is asked to stop, in milliseconds. */
  shutdownGraceMs: number;
}

/** Workflow tasks at once; each may hold its slot for the length of a local attempt. */
const WORKFLOW_SLOTS = 100;
/** A Worker that is not down so long after its grace is given up. */
const FORCE_AFTER_GRACE_MS = 10_000;
/** Attempts at once, on each of the two queues. */
const ATTEMPT_SLOTS = 100;

/**
 * The three Temporal Workers of one process: workflow tasks with their local attempts, attempts, and attempts of slow or
 * failing endpoints. Each has slots of its own, so none can keep the others waiting.
 */
export class DeliveryWorkers {
  private runs: Promise<void>[] = [];
  private failure: unknown = null;

  private constructor(private readonly workers: Worker[]) {}

  static async create(options: DeliveryWorkersOptions): Promise<DeliveryWorkers> {
    const { connection, namespace, queues, shutdownGraceMs } = options;
    const activities = { ...options.activities };
    const common = {
      connection,
      namespace,
      activities,
      shutdownGraceTime: shutdownGraceMs,
      // An attempt that does not end in its grace (Postgres away, say) is made again by another worker.
      shutdownForceTime: shutdownGraceMs + FORCE_AFTER_GRACE_MS,
    };
    const attempts = {
      ...common,
      maxConcurrentActivityTaskExecutions: ATTEMPT_SLOTS,
      interceptors: { activity: [heartbeat] },
    };
    return new DeliveryWorkers(
      await Promise.all([
        Worker.create({
          ...common,
          taskQueue: queues.deliveries,
          workflowBundle: { codePath: options.workflowBundlePath },
          enableNonLocalActivities: false,
          maxConcurrentWorkflowTaskExecutions: WORKFLOW_SLOTS,
          maxConcurrentLocalActivityExecutions: WORKFLOW_SLOTS,
        }),
        Worker.create({ ...attempts, taskQueue: queues.attempts }),
        Worker.create({ ...attempts, taskQueue: queues.attemptsSlow }),
      ]),
    );
  }

  /**
   * Starts polling.
   * @param onFailure called when a Worker ends by itself, which it does only for faults that it cannot mend
   */
  run(onFailure: (error: unknown) => void): void {
    this.runs = this.workers.map((worker) =>
      worker.run().catch((error: unknown) => {
        this.failure = error;
        onFailure(error);
      }),
    );
  }

  /** True while every Worker polls. */
  get arePolling(): boolean {
    return this.failure === null && this.workers.every((worker) => worker.getState() === 'RUNNING');
  }

  /** Stops polling and waits for the attempts in flight. */
  async shutdown(): Promise<void> {
    for (const worker of this.workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await Promise.all(this.runs);
  }
}
