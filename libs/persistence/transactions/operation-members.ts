import { eventTypeMatches, matchSubscription } from '#libs/domain';
import type { EntityManager } from 'typeorm';
import { UNFINISHED_BY_INDEX } from '../repositories/delivery-rows.js';
import { searchDeliveries, type DeliverySearch } from '../repositories/delivery-search.js';

/** Whom a bulk operation acts on. */
export type OperationMembers =
  /** Deliveries. */
  | {
      kind: 'deliveries';
      search: DeliverySearch;
      /** Leave out those that have ended: the action means nothing to them. */
      unfinishedOnly: boolean;
    }
  /** Events, each for every endpoint that is to get it; those made by tests are left out. */
  | {
      kind: 'events';
      /** Event types and patterns; null for all. */
      types: readonly string[] | null;
      /** Accepted at or after. */
      from?: Date;
      /** Accepted before. */
      to: Date;
      /** Exactly these, whether they subscribe or not; null for those that subscribe to each event now. */
      endpointIds: readonly string[] | null;
    }
  /** Events whose last delivery to an endpoint ended as failed or cancelled; what has expired or a test made is left out. */
  | { kind: 'recover'; endpointId: string; since: Date };

/** A statement with its parameters. */
interface Statement {
  sql: string;
  parameters: unknown[];
}

/** Counts the members that an operation would have, up to `most`. */
export async function countMembers(
  manager: EntityManager,
  tenantId: string,
  members: OperationMembers,
  most: number,
): Promise<number> {
  const { sql, parameters } = await membersOf(manager, tenantId, members);
  const [row] = await manager.query<{ count: number }[]>(
    `SELECT count(*)::integer AS count FROM (${sql} LIMIT ${most}) m`,
    parameters,
  );
  return row?.count ?? 0;
}

/**
 * Fixes the members of an operation: in the order of their events, numbered from 1 without gaps.
 * @param most at most so many
 * @returns how many they are
 */
export async function storeMembers(
  manager: EntityManager,
  tenantId: string,
  operationId: string,
  members: OperationMembers,
  most: number,
): Promise<number> {
  const { sql, parameters } = await membersOf(manager, tenantId, members);
  const [row] = await manager.query<{ count: number }[]>(
    `WITH stored AS (
       INSERT INTO operation_items (operation_id, seq, delivery_id, event_id, endpoint_id)
       SELECT $${parameters.length + 1}, row_number() OVER (ORDER BY m.at, m.place, m.event_id, m.endpoint_id, m.delivery_id),
              m.delivery_id, m.event_id, m.endpoint_id
       FROM (${sql} LIMIT ${most}) m RETURNING 1
     ) SELECT count(*)::integer AS count FROM stored`,
    [...parameters, operationId],
  );
  return row?.count ?? 0;
}

async function membersOf(manager: EntityManager, tenantId: string, members: OperationMembers): Promise<Statement> {
  switch (members.kind) {
    case 'deliveries':
      return deliveryMembers(manager, tenantId, members);
    case 'events':
      return eventMembers(manager, tenantId, members);
    case 'recover':
      return { sql: RECOVERED, parameters: [tenantId, members.endpointId, members.since] };
  }
}

function deliveryMembers(
  manager: EntityManager,
  tenantId: string,
  { search, unfinishedOnly }: Extract<OperationMembers, { kind: 'deliveries' }>,
): Statement {
  const query = searchDeliveries(manager, tenantId, search)
    .select('d.eventAcceptedAt', 'at')
    .addSelect('d.position', 'place')
    .addSelect('d.id', 'delivery_id')
    .addSelect('NULL::text', 'event_id')
    .addSelect('NULL::text', 'endpoint_id');
  if (unfinishedOnly) query.andWhere(UNFINISHED_BY_INDEX);
  const [sql, parameters] = query.getQueryAndParameters();
  return { sql, parameters };
}

/**
 * Which endpoints get an event depends on its type and channels alone, so the rule is asked once for each kind of event
 * that there is, and Postgres finds the events of each kind.
 */
async function eventMembers(
  manager: EntityManager,
  tenantId: string,
  { types, from, to, endpointIds }: Extract<OperationMembers, { kind: 'events' }>,
): Promise<Statement> {
  const range = [tenantId, from ?? null, to];
  const kinds = await manager.query<{ type: string; channels: string[] | null; spelled: string }[]>(
    `SELECT DISTINCT e.type, e.channels, COALESCE(e.channels::text, '') AS spelled FROM events e WHERE ${IN_RANGE}`,
    range,
  );
  const wanted = kinds.filter(({ type }) => types === null || types.some((pattern) => eventTypeMatches(pattern, type)));
  const subscriptions = endpointIds === null ? await findSubscriptions(manager, tenantId) : null;
  const pairs = wanted.flatMap((kind) => {
    const receivers =
      subscriptions
        ?.filter((subscription) => matchSubscription(subscription, { ...kind, source: 'api' }).matched)
        .map(({ id }) => id) ??
      endpointIds ??
      [];
    return receivers.map((endpointId) => ({ ...kind, endpointId }));
  });
  return {
    sql: `SELECT e.accepted_at AS at, ${PLACE_OF_EVENT} AS place, NULL::text AS delivery_id, e.id AS event_id,
                 kind.endpoint_id
          FROM unnest($4::text[], $5::text[], $6::text[]) AS kind(type, spelled, endpoint_id)
          JOIN events e ON e.type = kind.type AND COALESCE(e.channels::text, '') = kind.spelled
          WHERE ${IN_RANGE}`,
    parameters: [
      ...range,
      pairs.map(({ type }) => type),
      pairs.map(({ spelled }) => spelled),
      pairs.map(({ endpointId }) => endpointId),
    ],
  };
}

const IN_RANGE = `e.tenant_id = $1 AND ($2::timestamptz IS NULL OR e.accepted_at >= $2) AND e.accepted_at < $3
                  AND e.source IN ('api', 'outbox')`;

/**
 * Events of one ordering key may have been accepted in the same millisecond; the first delivery of each, to whomever,
 * knows their order.
 */
const PLACE_OF_EVENT = `
  CASE WHEN e.ordering_key IS NOT NULL THEN
    (SELECT min(d.position) FROM webhook_deliveries d
     WHERE d.tenant_id = e.tenant_id AND d.event_id = e.id AND d.generation = 0) END`;

/** Only the last generation counts: what was sent again already, or is on its way, is not sent once more. */
const RECOVERED = `
  SELECT d.event_accepted_at AS at, d.position AS place, NULL::text AS delivery_id, d.event_id, d.endpoint_id
  FROM webhook_deliveries d
  JOIN events e ON e.tenant_id = d.tenant_id AND e.id = d.event_id AND e.accepted_at = d.event_accepted_at
  WHERE d.tenant_id = $1 AND d.endpoint_id = $2 AND d.status IN ('failed', 'cancelled') AND d.completed_at >= $3
    AND e.source <> 'test' AND (e.expires_at IS NULL OR e.expires_at > now())
    AND NOT EXISTS (SELECT 1 FROM webhook_deliveries later
                    WHERE later.tenant_id = d.tenant_id AND later.event_id = d.event_id
                      AND later.endpoint_id = d.endpoint_id AND later.generation > d.generation)`;

interface SubscribedNow {
  id: string;
  events: string[];
  channels: string[] | null;
  status: 'active';
  deleted: false;
  operational: false;
}

async function findSubscriptions(manager: EntityManager, tenantId: string): Promise<SubscribedNow[]> {
  const rows = await manager.query<Pick<SubscribedNow, 'id' | 'events' | 'channels'>[]>(
    `SELECT id, events, channels FROM endpoints
     WHERE tenant_id = $1 AND deleted_at IS NULL AND status = 'active' AND NOT operational ORDER BY id`,
    [tenantId],
  );
  return rows.map((row) => ({ ...row, status: 'active', deleted: false, operational: false }));
}
