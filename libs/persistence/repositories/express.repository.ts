import type { DataSource, EntityManager } from 'typeorm';
import { prepared } from '../prepared.js';
import {
  ATTEMPT_DELIVERY_COLUMNS,
  attemptEndpointColumns,
  eventOf,
  type AttemptDelivery,
  type AttemptEndpoint,
  type ClaimedAttempt,
} from './attempt.repository.js';
import { IN_EXPRESS_LANE, LEASE, type DeliveryRow } from './delivery-rows.js';

/** A batch has many deliveries and few endpoints: what these have is read once. */
const LOAD_ENDPOINTS = prepared(
  'load_endpoints',
  `SELECT ep.id AS endpoint_id, ep.tenant_id, ${attemptEndpointColumns('$2')}
   FROM endpoints ep JOIN tenants t ON t.id = ep.tenant_id
   WHERE ep.id = ANY($1)`,
);

const CLAIM_BACKLOG = prepared(
  'claim_backlog',
  `WITH claimed AS (
     UPDATE webhook_deliveries d
     SET status = 'delivering', state_version = d.state_version + 1, next_attempt_at = $3::timestamptz + ${LEASE}
     FROM unnest($1::text[], $2::integer[]) AS room(endpoint_id, room)
     CROSS JOIN LATERAL (
       SELECT w.id FROM webhook_deliveries w
       WHERE w.endpoint_id = room.endpoint_id AND w.status = 'pending' AND w.dispatched_at IS NULL
         AND w.pending_commands = 0
       ORDER BY w.position, w.id LIMIT room.room FOR UPDATE SKIP LOCKED
     ) taken
     JOIN endpoints ep ON ep.id = room.endpoint_id
     WHERE d.id = taken.id
     RETURNING d.*
   )
   SELECT ${ATTEMPT_DELIVERY_COLUMNS} FROM claimed c CROSS JOIN ${eventOf()} ORDER BY c.position, c.id`,
);

/** A claim as it is given back: by its version nobody else's is. */
type Claim = Pick<DeliveryRow, 'id' | 'state_version'>;

/**
 * What the express lane claims for its attempts. While it has a delivery in its hands no workflow stands behind it
 * (`dispatched_at` is null): the lease in `next_attempt_at` is what keeps others away.
 */
export class ExpressRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Reads what attempts need of their endpoints.
   * @param manager reads after the commit of the claims: whatever was changed before it is seen
   * @param now decides which secrets are valid
   */
  async loadEndpoints(manager: EntityManager, endpointIds: readonly string[], now: Date): Promise<AttemptEndpoint[]> {
    if (endpointIds.length === 0) return [];
    return manager.query<AttemptEndpoint[]>(LOAD_ENDPOINTS, [endpointIds, now]);
  }

  /**
   * Claims deliveries that waited for room, in the order of their events.
   * @param rooms how many each endpoint may have
   * @param now starts the leases
   */
  async claimBacklog(rooms: ReadonlyMap<string, number>, now: Date): Promise<ClaimedAttempt[]> {
    if (rooms.size === 0) return [];
    const endpointIds = [...rooms.keys()];
    const deliveries = await this.dataSource.query<AttemptDelivery[]>(CLAIM_BACKLOG, [
      endpointIds,
      [...rooms.values()],
      now,
    ]);
    // After the claim: whatever was changed before it is seen.
    return joinEndpoints(deliveries, await this.loadEndpoints(this.dataSource.manager, endpointIds, now));
  }

  /** Gives claims back to the backlog whose attempts were not begun. */
  async giveBack(claims: readonly Claim[]): Promise<void> {
    await this.dataSource.query(
      `UPDATE webhook_deliveries d SET status = 'pending', next_attempt_at = now(), state_version = d.state_version + 1
       FROM unnest($1::text[], $2::integer[]) AS claim(id, state_version)
       WHERE d.id = ANY($1) AND d.id = claim.id AND d.state_version = claim.state_version`,
      [claims.map(({ id }) => id), claims.map(({ state_version: version }) => version)],
    );
  }

  /**
   * Gives deliveries back to the backlog whose lease is over: the process that had them in its hands was lost.
   * @returns how many
   */
  async giveBackExpired(now: Date): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE webhook_deliveries SET status = 'pending', next_attempt_at = now(), state_version = state_version + 1
       WHERE id IN (SELECT id FROM webhook_deliveries WHERE ${IN_EXPRESS_LANE} AND next_attempt_at < $1 FOR UPDATE SKIP LOCKED)`,
      [now],
    );
    return count;
  }
}

/**
 * Puts deliveries and their endpoints together. By reference: copying rows of so many columns, a delivery at a time, was a
 * fifth of what the lane costs.
 */
export function joinEndpoints(
  deliveries: readonly AttemptDelivery[],
  endpoints: readonly AttemptEndpoint[],
): ClaimedAttempt[] {
  const byId = new Map(endpoints.map((endpoint) => [endpoint.endpoint_id, endpoint]));
  return deliveries.flatMap((delivery) => {
    const endpoint = byId.get(delivery.endpoint_id);
    return endpoint === undefined ? [] : [Object.assign(delivery, { endpoint })];
  });
}
