import { proxyLocalActivities } from '@temporalio/workflow';
import type { WorkflowFloorActivities } from './workflow-floor-program.js';

const { trivial } = proxyLocalActivities<WorkflowFloorActivities>({ startToCloseTimeout: '10 seconds' });

/** The bare floor: what any workflow that makes one short attempt costs, with nothing of ours in it. */
export async function floor(id: string): Promise<void> {
  await trivial(id);
}
