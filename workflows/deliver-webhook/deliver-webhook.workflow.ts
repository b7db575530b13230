import {
  COMMAND_KINDS,
  commandSignals,
  deliveryStateQuery,
  type CommandSignal,
  type DeliverWebhookActivities,
  type DeliverWebhookInput,
  type DeliveryState,
  type DeliveryStep,
} from '#libs/contracts/delivery';
import { ApplicationFailureCategory } from '@temporalio/common';
import {
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { currentDetails } from './current-details.js';
import { Inbox } from './inbox.js';

/** A history longer than this goes on in a new run: far below Temporal's limit of 51,200 events, and quick to replay. */
const MAXIMUM_HISTORY_EVENTS = 500;

/**
 * The shortest wait. A timer's clock (the server's) and the clock that decides what is due (the worker's) may differ a
 * little; without this a delivery that is "not quite due" would ask again in a tight loop.
 */
const MINIMUM_WAIT_MS = 50;

/** Longer than the longest attempt: time-out 60 s, the margin to record it, and room for a busy machine. */
const ATTEMPT_TIMEOUT = '90 seconds';

/** An attempt whose worker was killed is found out after this long, not only when the longest attempt would be over. */
const HEARTBEAT_TIMEOUT = '15 seconds';

/**
 * Retries here are for OUR faults only (database away, worker lost): a receiver's failure is a value. They never end,
 * because an accepted event must not be given up for a fault of ours.
 */
const forOurFaults = {
  initialInterval: '200 milliseconds',
  backoffCoefficient: 2,
  maximumInterval: '30 seconds',
} as const;

// Database work only, answered in milliseconds: commands must not queue behind attempts.
const bookkeeping = proxyLocalActivities<DeliverWebhookActivities>({
  startToCloseTimeout: '20 seconds',
  retry: forOurFaults,
  summary: 'apply commands',
});

/**
 * Delivers one event to one endpoint: asks for an attempt, does what its record says comes next, and waits on a durable
 * timer or a command, whichever comes first. What is decided stands in Postgres; this is only what makes it happen.
 *
 * Ends as Completed when the delivery succeeded or was cancelled by a command, as Failed (`DeliveryFailed`, benign) when
 * it failed, as Canceled when cancellation was requested in Temporal.
 */
export async function deliverWebhook(input: DeliverWebhookInput): Promise<{ status: string; attempts: number }> {
  const inbox = new Inbox(workflowInfo().runId);
  let step = firstStep(input);
  let inFlight = false;

  for (const kind of COMMAND_KINDS) {
    setHandler(commandSignals[kind], (signal?: CommandSignal) => inbox.receive(kind, signal, step.attemptCount));
  }
  setHandler(deliveryStateQuery, () => stateOf(step, inFlight));
  const cancelRequest = CancellationScope.current().cancelRequested.catch((reason: unknown) => {
    inbox.requestCancel(step.attemptCount);
    return reason;
  });

  // Everything that follows must run to its end when cancellation is requested: it is one more command.
  await CancellationScope.nonCancellable(async () => {
    while (step.kind !== 'stop' || !inbox.isEmpty) {
      setCurrentDetails(currentDetails(step));
      // An attempt that was made and not written down comes before everything else, or it would be made again.
      const unrecorded = step.kind === 'record';
      if (!inbox.isEmpty && !unrecorded) {
        step = await bookkeeping.applyCommands({
          deliveryId: input.deliveryId,
          endpointId: input.endpointId,
          byHand: inbox.takeAll(),
        });
        continue;
      }
      if (workflowInfo().historyLength > MAXIMUM_HISTORY_EVENTS && !unrecorded)
        await continueAsNew(resume(input, step));
      inFlight = step.kind === 'attempt';
      step = await advance(input, step, inbox);
      inFlight = false;
    }
  });

  setCurrentDetails(currentDetails(step));
  return finish(step, inbox.wasCancelRequested ? await cancelRequest : null);
}

/** One move: an attempt, a write that was left to do, or a wait. Returns the step that comes after it. */
async function advance(input: DeliverWebhookInput, step: DeliveryStep, inbox: Inbox): Promise<DeliveryStep> {
  const { deliveryId, endpointId, queues } = input;
  switch (step.kind) {
    case 'attempt': {
      const attempt = { deliveryId, endpointId, number: step.attemptCount + 1, stateVersion: step.stateVersion };
      if (step.mode === 'local') return localAttempt(attempt.number).attemptDelivery(attempt);
      return attemptsOn(step.mode === 'slow' ? queues.attemptsSlow : queues.attempts, attempt.number).attemptDelivery(
        attempt,
      );
    }
    case 'record':
      // The POST was made but could not be written down: write it, never send it again.
      return attemptsOn(queues.attempts, step.attempt.number).recordAttempt({
        deliveryId,
        endpointId,
        attempt: step.attempt,
        stateVersion: step.stateVersion,
      });
    case 'wait': {
      const commanded = await condition(() => !inbox.isEmpty, Math.max(MINIMUM_WAIT_MS, step.untilMs - Date.now()), {
        summary: step.reason,
      });
      return commanded ? step : { ...step, kind: 'attempt' };
    }
    case 'hold':
      await condition(() => !inbox.isEmpty);
      return step;
    case 'stop':
      return step;
  }
}

/** The cheapest place for a short attempt: inside the workflow task, no task queue of its own. Only fast endpoints. */
function localAttempt(number: number): DeliverWebhookActivities {
  return proxyLocalActivities<DeliverWebhookActivities>({
    startToCloseTimeout: ATTEMPT_TIMEOUT,
    retry: forOurFaults,
    summary: `attempt ${number}`,
  });
}

/** Attempts that may take long run beside the workflow task, on a queue with slots of its own. */
function attemptsOn(taskQueue: string, number: number): DeliverWebhookActivities {
  return proxyActivities<DeliverWebhookActivities>({
    taskQueue,
    startToCloseTimeout: ATTEMPT_TIMEOUT,
    heartbeatTimeout: HEARTBEAT_TIMEOUT,
    retry: forOurFaults,
    summary: `attempt ${number}`,
  });
}

function firstStep(input: DeliverWebhookInput): DeliveryStep {
  const progress = {
    attemptCount: input.attemptNumber - 1,
    stateVersion: input.stateVersion ?? 0,
    because: input.because ?? '',
  };
  if (input.waitUntilMs === undefined) return { kind: 'attempt', mode: input.mode, ...progress };
  const reason = input.waitReason ?? 'backoff';
  return { kind: 'wait', untilMs: input.waitUntilMs, reason, mode: input.mode, ...progress };
}

/** The input of the run that goes on where this one stands. */
function resume(input: DeliverWebhookInput, step: DeliveryStep): DeliverWebhookInput {
  const { deliveryId, endpointId, queues } = input;
  const { attemptCount, stateVersion } = step;
  const next: DeliverWebhookInput = {
    deliveryId,
    endpointId,
    queues,
    attemptNumber: attemptCount + 1,
    stateVersion,
    mode: 'normal',
  };
  if (step.kind !== 'wait' || step.reason === 'lease') return next;
  return { ...next, waitUntilMs: step.untilMs, waitReason: step.reason, because: step.because };
}

function stateOf(step: DeliveryStep, inFlight: boolean): DeliveryState {
  const { attemptCount, because } = step;
  if (inFlight) return { status: 'delivering', attemptCount, because: 'an attempt is in flight' };
  switch (step.kind) {
    case 'attempt':
    case 'record':
      return { status: 'pending', attemptCount, because };
    case 'wait':
      return {
        status: 'waiting',
        attemptCount,
        because,
        waitReason: step.reason,
        nextAttemptAt: new Date(step.untilMs).toISOString(),
      };
    case 'hold':
      return { status: 'held', attemptCount, because, waitReason: step.reason };
    case 'stop':
      return { status: step.status, attemptCount, because };
  }
}

/** Closes the workflow so that Temporal's own list shows how the delivery ended. */
function finish(step: DeliveryStep, cancelReason: unknown): { status: string; attempts: number } {
  const status = step.kind === 'stop' ? step.status : 'failed';
  if (status === 'failed') {
    throw ApplicationFailure.create({
      type: 'DeliveryFailed',
      message: step.because,
      nonRetryable: true,
      category: ApplicationFailureCategory.BENIGN,
    });
  }
  if (status === 'cancelled' && cancelReason !== null) throw cancelReason;
  return { status, attempts: step.attemptCount };
}
