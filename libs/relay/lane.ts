import type { DispatchableDelivery } from '#libs/persistence';

/**
 * Who makes the first attempt of a delivery. The relay hands deliveries to a lane and knows nothing of how it works.
 */
export interface Lane {
  /** How many deliveries it holds at most. */
  readonly capacity: number;

  /** How many more deliveries may be handed over now; the rest stays in Postgres. */
  readonly room: number;

  /** How many more of one endpoint may be handed over now. */
  roomFor(endpointId: string): number;

  /**
   * Takes a delivery over.
   * @throws Error when it could not be taken; the relay gives it back to the backlog
   */
  deliver(delivery: DispatchableDelivery): Promise<void>;
}
