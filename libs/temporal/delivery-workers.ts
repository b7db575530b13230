import type { DeliverWebhookActivities, PacedActivities, TaskQueues } from '#libs/contracts';
import { Worker, type NativeConnection } from '@temporalio/worker';
import { readFile } from 'node:fs/promises';
import { heartbeat } from './heartbeat.js';

/** What the Workers need. */
export interface DeliveryWorkersOptions {
  connection: NativeConnection;
  namespace: string;
  queues: TaskQueues;
  /** File with the bundled workflows. */
  workflowBundlePath: string;
  /** Whether errors and waits of workflow code tell where they are. Costs a tenth of the workflow thread's time. */
  workflowStackTraces: boolean;
  activities: DeliverWebhookActivities & PacedActivities;
  /** How long attempts in flight may go on when the process is asked to stop, in milliseconds. */
  shutdownGraceMs: number;
}

/** Workflow tasks at once; each may hold its slot for the length of a local attempt. */
const WORKFLOW_SLOTS = 100;
/** Attempts at once, on each of the two queues. */
const ATTEMPT_SLOTS = 100;
/**
 * Runs kept in memory, about 100 KB each: all that may have an attempt in flight. One that waits longer is loaded again
 * from its history when it wakes. Said here because the SDK's own figure follows the heap's limit: half a gigabyte of
 * waiting runs on a large machine, and on a small one so few that most workflow slots could not be used.
 */
const CACHED_WORKFLOWS = WORKFLOW_SLOTS + 2 * ATTEMPT_SLOTS;
/** A Worker that is not down so long after its grace is given up. */
const FORCE_AFTER_GRACE_MS = 10_000;

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
    const code = await readBundle(options);
    return new DeliveryWorkers(
      await Promise.all([
        Worker.create({
          ...common,
          taskQueue: queues.deliveries,
          workflowBundle: { code },
          enableNonLocalActivities: false,
          maxCachedWorkflows: CACHED_WORKFLOWS,
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

/**
 * The SDK notes the stack of every promise that workflow code makes, mapped to the source. V8 skips that when the limit
 * is zero, and the bundle's first statement runs in the workflows' own realm: errors of everything else keep theirs.
 */
async function readBundle({ workflowBundlePath, workflowStackTraces }: DeliveryWorkersOptions): Promise<string> {
  const code = await readFile(workflowBundlePath, 'utf8');
  return workflowStackTraces ? code : `Error.stackTraceLimit = 0; ${code}`;
}
