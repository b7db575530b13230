import { Client } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { nowMs } from './clock.js';
import { closedLoop, openLoop } from './pacing.js';

/** What the floor is asked for; one request at a time. */
export type FloorRequest =
  { do: 'flood'; count: number; inFlight: number } | { do: 'rate'; count: number; perSecond: number };

/** What came of it. */
export interface FloorResult {
  /** From the first start until the last one was closed, in milliseconds. */
  elapsedMs: number;
  /** From each start to the first line of its activity, in milliseconds. */
  latenciesMs: number[];
  /** How many starts were eager: all, or the floor was not the floor. */
  eager: number;
}

/** What the floor tells: that it polls, then a result or an error for every request. */
export type FloorMessage = { ready: true } | { result: FloorResult } | { error: string };

/** The one activity: it only notes that it ran. */
export type FloorActivities = { trivial: (id: string) => Promise<void> };

/** Workflow tasks and local activities at once: as many as the product's worker has. */
const SLOTS = 100;
const TASK_QUEUE = 'floor';

const ran = new Map<string, (atMs: number) => void>();
const activities: FloorActivities = {
  trivial: async (id) => {
    ran.get(id)?.(nowMs());
    ran.delete(id);
  },
};

/** `floor-program <temporal address>`: starts bare workflows as it is told over the message channel. */
async function main(address: string): Promise<void> {
  const logger = new DefaultLogger('ERROR');
  Runtime.install({ shutdownSignals: [], logger });
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    taskQueue: TASK_QUEUE,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./floor.workflow.ts', import.meta.url)),
      logger,
    }),
    activities: { ...activities },
    enableNonLocalActivities: false,
    maxConcurrentWorkflowTaskExecutions: SLOTS,
    maxConcurrentLocalActivityExecutions: SLOTS,
  });
  const run = worker.run();
  const client = new Client({ connection });
  process.on('message', (request: FloorRequest) => {
    measure(client, request).then(
      (result) => tell({ result }),
      (error: unknown) => tell({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  process.once('disconnect', () => {
    worker.shutdown();
    void run.then(() => process.exit(0));
  });
  tell({ ready: true });
  await run;
}

async function measure(client: Client, request: FloorRequest): Promise<FloorResult> {
  const latenciesMs: number[] = [];
  const closings: Promise<void>[] = [];
  let eager = 0;
  const one = async (): Promise<void> => {
    const id = randomUUID();
    const activityRan = new Promise<number>((resolve) => ran.set(id, resolve));
    const startedMs = nowMs();
    const handle = await client.workflow.start('floor', {
      workflowId: `floor-${id}`,
      taskQueue: TASK_QUEUE,
      args: [id],
      requestEagerStart: true,
    });
    if (handle.eagerlyStarted) eager += 1;
    const ranMs = await activityRan;
    latenciesMs.push(ranMs - startedMs);
    const closed = handle.result();
    // In flight until it is closed: else starts run ahead of closings, all slots are taken, and starts are not eager.
    if (request.do === 'flood') await closed;
    else closings.push(closed);
  };
  const beganMs = nowMs();
  if (request.do === 'flood') await closedLoop(request.count, request.inFlight, one);
  else await openLoop(request.count, request.perSecond, one);
  await Promise.all(closings);
  return { elapsedMs: nowMs() - beganMs, latenciesMs, eager };
}

function tell(message: FloorMessage): void {
  process.send?.(message);
}

await main(process.argv[2] ?? '');
