import type { AttemptDeliveryInput, DeliverWebhookActivities, DeliveryStep } from '#libs/contracts';
import { createAttemptMaker, type AttemptDependencies } from './attempt-maker.js';

/** When as many attempts of an endpoint are in flight as may be, the excess comes back after about this long. */
const CROWDED_RETRY_MS = 1_000;

/** A later slot, given as a value: no attempt waits inside a slot of the worker. */
function crowded({ number, stateVersion }: AttemptDeliveryInput): DeliveryStep {
  return {
    kind: 'wait',
    untilMs: Date.now() + CROWDED_RETRY_MS + Math.round(Math.random() * CROWDED_RETRY_MS),
    reason: 'rate-limit',
    mode: 'slow',
    attemptCount: number - 1,
    stateVersion,
    because: 'waiting for a slot: as many attempts of this endpoint are in flight as may be',
  };
}

/**
 * Makes the activities of `deliverWebhook`.
 * @param deps repositories and clients; the activities hold no state of their own
 */
export function createDeliverWebhookActivities(deps: AttemptDependencies): DeliverWebhookActivities {
  const { attempts, traffic } = deps;
  const maker = createAttemptMaker(deps, true);

  async function attemptDelivery(input: AttemptDeliveryInput): Promise<DeliveryStep> {
    const { deliveryId, endpointId } = input;
    if (!traffic.enter(endpointId, deliveryId)) return crowded(input);
    try {
      const claimed = await attempts.claimAttempt(deliveryId, input.number, new Date());
      // Not due, made already, ended, or commands wait: the row tells.
      if (claimed === null) return await maker.applyCommands({ deliveryId, endpointId, byHand: [] });
      return await maker.make(claimed);
    } finally {
      traffic.leave(endpointId, deliveryId);
    }
  }

  return {
    attemptDelivery,
    recordAttempt: (input) => maker.recordAttempt(input),
    applyCommands: (input) => maker.applyCommands(input),
  };
}
