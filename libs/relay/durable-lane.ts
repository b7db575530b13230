import type { DeliverWebhookInput, TaskQueues } from '#libs/contracts';
import { describeDelivery } from '#libs/domain';
import type { DispatchableDelivery } from '#libs/persistence';
import type { DeliveryLabels, DeliveryWorkflows } from '#libs/temporal';
import type { EndpointTraffic } from '#activities';
import type { WorkflowLane } from './lane.js';

/** The durable lane: every delivery is a workflow from its first moment, and the workflow makes every attempt. */
export class DurableLane implements WorkflowLane {
  /**
   * @param capacity first attempts in flight at once, per worker
   */
  constructor(
    private readonly workflows: DeliveryWorkflows,
    private readonly traffic: EndpointTraffic,
    readonly capacity: number,
  ) {}

  get room(): number {
    return Math.max(0, this.capacity - this.traffic.inFlight);
  }

  roomFor(endpointId: string): number {
    return this.traffic.roomFor(endpointId);
  }

  async deliver(delivery: DispatchableDelivery): Promise<void> {
    const { id, endpointId } = delivery;
    const mode = this.traffic.modeFor(endpointId);
    // A delivery that waits for its own time takes no room meanwhile.
    const waits = delivery.status === 'waiting';
    if (!waits) this.traffic.dispatch(endpointId, id);
    try {
      await this.workflows.start({ ...workflowInput(delivery, this.workflows.queues), mode }, labelsOf(delivery));
    } catch (error) {
      this.traffic.settle(endpointId, id);
      throw error;
    }
  }
}

/** The input of a run for a delivery as its row stands. */
export function workflowInput(delivery: DispatchableDelivery, queues: TaskQueues): DeliverWebhookInput {
  const { id, endpointId, attemptCount, stateVersion, nextAttemptAt, waitReason } = delivery;
  const input: DeliverWebhookInput = {
    deliveryId: id,
    endpointId,
    attemptNumber: attemptCount + 1,
    stateVersion,
    mode: 'normal',
    queues,
  };
  if (delivery.status !== 'waiting' || nextAttemptAt === null) return input;
  const waitUntilMs = nextAttemptAt.getTime();
  const because = describeDelivery({ ...delivery, nextAttemptAtMs: waitUntilMs });
  return { ...input, waitUntilMs, because, ...(waitReason === null ? {} : { waitReason }) };
}

/** What Temporal is told of a delivery. */
export function labelsOf(
  delivery: Pick<DispatchableDelivery, 'tenantId' | 'endpointId' | 'eventType' | 'url'>,
): DeliveryLabels {
  const { tenantId, endpointId, eventType, url } = delivery;
  return { tenantId, endpointId, eventType, host: new URL(url).host };
}
