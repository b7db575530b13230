import { proxyLocalActivities } from '@temporalio/workflow';
import type { FloorActivities } from './floor-program.js';

const { trivial } = proxyLocalActivities<FloorActivities>({ startToCloseTimeout: '10 seconds' });

/** The bare floor: what any workflow that makes one short attempt costs, with nothing of ours in it. */
export async function floor(id: string): Promise<void> {
  await trivial(id);
}
