import type { ClaimedAttempt, DispatchableDelivery } from '#libs/persistence';

/** What the relay asks of a lane before it hands deliveries over. */
interface LaneRoom {
  /** How many deliveries it holds at most. */
  readonly capacity: number;

  /** How many more deliveries may be handed over now; the rest stays in Postgres. */
  readonly room: number;

  /** How many more of one endpoint may be handed over now. */
  roomFor(endpointId: string): number;
}

/** Hands deliveries to workflows, which make every attempt. */
export interface WorkflowLane extends LaneRoom {
  /**
   * Starts a workflow for a delivery.
   * @throws Error when it could not be started; the relay gives the delivery back to the backlog
   */
  deliver(delivery: DispatchableDelivery): Promise<void>;
}

/** Makes first attempts itself. */
export interface AttemptLane extends LaneRoom {
  /** Whether it takes deliveries of an endpoint now; those of the others are for workflows. */
  takes(endpointId: string): boolean;

  /** Takes claims over: their attempts begin in this order as their endpoints have places. */
  deliver(claims: readonly ClaimedAttempt[]): void;
}
