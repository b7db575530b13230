import { Client } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { nowMs } from '../measure/clock.js';
import { closedLoop, openLoop } from '../measure/pacing.js';
import { serveFloor, type FloorRequest, type FloorResult } from './floor-protocol.js';

/** The one activity: it only notes that it ran. */
export type WorkflowFloorActivities = { trivial: (id: string) => Promise<void> };

/** Workflow tasks and local activities at once: as many as the product's worker has. */
const SLOTS = 100;
const TASK_QUEUE = 'floor';

const ran = new Map<string, (atMs: number) => void>();
const activities: WorkflowFloorActivities = {
  trivial: async (id) => {
    ran.get(id)?.(nowMs());
    ran.delete(id);
  },
};

/** `workflow-floor-program <temporal address>`: floor (a), bare workflows, started as it is told over the channel. */
async function main(address: string): Promise<void> {
  const logger = new DefaultLogger('ERROR');
  Runtime.install({ shutdownSignals: [], logger });
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    taskQueue: TASK_QUEUE,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./workflow-floor.workflow.ts', import.meta.url)),
      logger,
    }),
    activities: { ...activities },
    enableNonLocalActivities: false,
    maxConcurrentWorkflowTaskExecutions: SLOTS,
    maxConcurrentLocalActivityExecutions: SLOTS,
  });
  const run = worker.run();
  const client = new Client({ connection });
  process.once('disconnect', () => {
    worker.shutdown();
    void run.then(() => process.exit(0));
  });
  serveFloor((request) => measure(client, request));
  await run;
}

async function measure(client: Client, request: FloorRequest): Promise<FloorResult> {
  const latenciesMs: number[] = [];
  const closings: Promise<void>[] = [];
  let notEager = 0;
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
    if (!handle.eagerlyStarted) notEager += 1;
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
  return { elapsedMs: nowMs() - beganMs, count: latenciesMs.length, latenciesMs, starts: [], spoilt: notEager };
}

await main(process.argv[2] ?? '');
