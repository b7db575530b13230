import {
  changedSignal,
  progressQuery,
  type PacedActivities,
  type PacedInput,
  type PacedWorkflow,
} from '#libs/contracts/delivery';
import {
  condition,
  continueAsNew,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';

/** A history longer than this goes on in a new run: quick to replay, and far below Temporal's limit. */
const MAXIMUM_HISTORY_EVENTS = 1_000;

// Database work only, a batch at a time. Retries are for our own faults and never end: what was begun must be finished.
const activities = proxyLocalActivities<PacedActivities>({
  startToCloseTimeout: '60 seconds',
  retry: { initialInterval: '200 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
});

/**
 * Moves the row of an endpoint's gate forward: holds the timer of a throttle or a breaker, lets a probe go, drains what
 * was held. Runs only while the gate is not open; a paused one needs no workflow.
 */
export async function endpointGate(input: PacedInput): Promise<string> {
  return moveForward('endpointGate', input);
}

/**
 * Moves a bulk operation forward: acts on its next members at the operation's rate until none is left. Runs only while
 * the operation does; a paused one needs no workflow.
 */
export async function bulkOperation(input: PacedInput): Promise<string> {
  return moveForward('bulkOperation', input);
}

/** One step after the other, each due at its time or when the row has changed, until there is nothing left to do. */
async function moveForward(workflow: PacedWorkflow, input: PacedInput): Promise<string> {
  let because = '';
  let changed = false;
  setHandler(changedSignal, () => {
    changed = true;
  });
  setHandler(progressQuery, () => because);
  for (;;) {
    changed = false;
    const step = await activities[workflow](input);
    because = step.because;
    setCurrentDetails(because);
    if (step.kind === 'stop') {
      // A change that came while the step was made was perhaps not seen by it.
      if (changed) continue;
      return because;
    }
    await condition(() => changed, step.afterMs);
    if (workflowInfo().historyLength > MAXIMUM_HISTORY_EVENTS) await continueAsNew(input);
  }
}
