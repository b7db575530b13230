import type { AttemptTrigger, Lane } from '#libs/contracts';
import { BREAKER_OPENED, TENANT_STOPPED } from '#libs/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { spanOf } from '../id-span.js';
import { deliveryId } from '../ids.js';
import { prepared } from '../prepared.js';
import { ATTEMPT_DELIVERY_COLUMNS, eventOf, type AttemptDelivery } from './attempt.repository.js';
import { LEASE, SCHEDULED_BECAUSE } from './delivery-rows.js';
import { lockNames } from '../transactions/advisory-locks.js';
import { wakeBacklog } from '../transactions/let-go.js';
import { ASKED_AGAIN } from './wake-up.repository.js';
import { behindWhom, findTails, lineName, lockLines } from '../transactions/lines.js';

/** A delivery to store: one event for one endpoint. */
export interface NewDelivery {
  tenantId: string;
  endpointId: string;
  eventId: string;
  eventAcceptedAt: Date;
  eventType: string;
  generation: number;
  envelope: Record<string, unknown>;
  /** What its first attempt is made for. */
  trigger: AttemptTrigger;
  /** When it may be sent; null for at once. */
  deliverAt: Date | null;
  expiresAt: Date | null;
  orderingKey: string | null;
  /** True when the endpoint orders the deliveries of this key. */
  ordered: boolean;
  /** Its place among the endpoint's deliveries; null for a new one at the end. */
  position: string | null;
  /** The lane that the caller hands it to right after the commit; null leaves it to the relay. */
  lane: Lane | null;
}

/**
 * Deliveries of an endpoint whose gate is not open are held from the start, under the lock of the endpoint's row: the
 * gate cannot open in between. Their timelines tell it, and a breaker that has waited long enough and had nobody to try
 * the receiver with is woken. Nothing is locked where every gate is open. What goes to the express lane is claimed for
 * its first attempt in the same moment, and comes back with what that attempt needs of delivery and event.
 *
 * All in one statement: the transaction's end can be sent right behind it.
 */
const INSERT_DELIVERIES = prepared(
  'insert_deliveries',
  `
  WITH gates AS MATERIALIZED (
    SELECT id, tenant_id, stopped, gate, gate_reason, gate_because, gate_until FROM endpoints
    WHERE id = ANY(ARRAY(SELECT DISTINCT unnest($3::text[]))) AND (gate <> 'open' OR stopped)
      -- Of an endpoint that was disabled or deleted after it was matched no gate moves any more: its claim ends it.
      AND status = 'active' AND deleted_at IS NULL
    ORDER BY id FOR UPDATE
  ), inserted AS (
    INSERT INTO webhook_deliveries (id, tenant_id, endpoint_id, event_id, event_accepted_at, event_type, generation,
      envelope, next_trigger, status, wait_reason, because, next_attempt_at, expires_at, ordering_key, dispatched_at,
      ordered, position, state_version)
    SELECT d.id, d.tenant_id, d.endpoint_id, d.event_id, d.event_accepted_at, d.event_type, d.generation,
           d.envelope, d.trigger, s.status,
           CASE WHEN d.behind IS NOT NULL THEN 'order' WHEN s.status = 'waiting' THEN 'scheduled'
                WHEN g.stopped THEN 'paused' ELSE g.gate_reason END,
           CASE WHEN d.behind IS NOT NULL THEN d.behind
                WHEN s.status = 'waiting' THEN '${SCHEDULED_BECAUSE}'
                WHEN g.stopped THEN '${TENANT_STOPPED}' WHEN g.gate = 'broken' THEN '${BREAKER_OPENED}'
                ELSE COALESCE(g.gate_because, '') END,
           CASE WHEN d.deliver_at > now() THEN d.deliver_at
                WHEN s.status = 'delivering' THEN now() + ${LEASE}
                WHEN s.status = 'pending' THEN now() END,
           d.expires_at, d.ordering_key,
           CASE WHEN s.status = 'waiting' OR (s.status = 'pending' AND d.lane = 'durable') THEN now() END,
           d.ordered, COALESCE(d.position, nextval(pg_get_serial_sequence('integration_outbox', 'seq'))),
           -- One that is claimed has moved once, as by any other claim.
           CASE WHEN s.status = 'delivering' THEN 1 ELSE 0 END
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::integer[],
                $8::jsonb[], $9::text[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::text[],
                $14::boolean[], $15::bigint[], $16::text[]) WITH ORDINALITY
      AS d(id, tenant_id, endpoint_id, event_id, event_accepted_at, event_type, generation, envelope, trigger,
           deliver_at, expires_at, ordering_key, lane, ordered, position, behind, place)
    LEFT JOIN gates g ON g.id = d.endpoint_id
    LEFT JOIN endpoints ep ON d.lane = 'express' AND ep.id = d.endpoint_id
    CROSS JOIN LATERAL (
      SELECT CASE WHEN d.behind IS NOT NULL THEN 'held' WHEN d.deliver_at > now() THEN 'waiting'
                  WHEN g.id IS NOT NULL THEN 'held' WHEN ep.id IS NOT NULL THEN 'delivering' ELSE 'pending' END AS status
    ) s
    -- New positions are given after sorting: the join may change the order.
    ORDER BY d.place
    ON CONFLICT (id) DO NOTHING
    RETURNING *
  ), noted AS (
    INSERT INTO delivery_timeline (delivery_id, cause, at, kind, detail, actor)
    SELECT id, 'v0', now(), 'held', because, CASE wait_reason WHEN 'order' THEN 'line' ELSE 'gate' END
    FROM inserted WHERE status = 'held'
  ), woken AS (
    INSERT INTO wake_ups AS w (workflow, subject_id, tenant_id)
    SELECT DISTINCT 'endpointGate', g.id, g.tenant_id FROM inserted JOIN gates g ON g.id = inserted.endpoint_id
    WHERE inserted.status = 'held' AND inserted.wait_reason = 'breaker' AND g.gate_until <= now()
    ${ASKED_AGAIN}
  )
  SELECT ${ATTEMPT_DELIVERY_COLUMNS} FROM inserted c
  -- The bounds tell Postgres, before it begins, which months to look into.
  LEFT JOIN ${eventOf("AND accepted_at BETWEEN $17 AND $18 AND c.status = 'delivering'")} ON true
  WHERE c.status IN ('held', 'delivering') ORDER BY c.position, c.id`,
);

/** What became of deliveries that were stored. */
export interface StoredDeliveries {
  /** Ids of those that are held from the start and must not be handed to a lane. */
  held: Set<string>;
  /** Those that the express lane has claimed, in the order of their events: the first attempt is the caller's. */
  claimed: AttemptDelivery[];
}

/** The id that a new delivery will have. */
export function idOf(delivery: NewDelivery): string {
  return deliveryId({ ...delivery, acceptedAtMs: delivery.eventAcceptedAt.getTime() });
}

/** Deliveries that have joined their lines. */
export interface JoinedDeliveries {
  deliveries: readonly NewDelivery[];
  /** Of those that have somebody before them in their line, the sentence that says whom. */
  behind: ReadonlyMap<NewDelivery, string>;
}

/**
 * Stores deliveries, by one statement that is sent before anything is waited for; those that exist are left as they are.
 * @param manager the transaction that decided on them
 */
export async function insertDeliveries(
  manager: EntityManager,
  { deliveries, behind }: JoinedDeliveries,
): Promise<StoredDeliveries> {
  if (deliveries.length === 0) return { held: new Set(), claimed: [] };
  const ids = deliveries.map(idOf);
  const { from, to } = spanOf(ids);
  const stored = await manager.query<AttemptDelivery[]>(INSERT_DELIVERIES, [
    ids,
    deliveries.map((delivery) => delivery.tenantId),
    deliveries.map((delivery) => delivery.endpointId),
    deliveries.map((delivery) => delivery.eventId),
    deliveries.map((delivery) => delivery.eventAcceptedAt),
    deliveries.map((delivery) => delivery.eventType),
    deliveries.map((delivery) => delivery.generation),
    deliveries.map((delivery) => JSON.stringify(delivery.envelope)),
    deliveries.map((delivery) => delivery.trigger),
    deliveries.map((delivery) => delivery.deliverAt),
    deliveries.map((delivery) => delivery.expiresAt),
    deliveries.map((delivery) => delivery.orderingKey),
    deliveries.map((delivery) => delivery.lane),
    deliveries.map((delivery) => delivery.ordered),
    deliveries.map((delivery) => delivery.position),
    deliveries.map((delivery) => behind.get(delivery) ?? null),
    from,
    to,
  ]);
  return {
    held: new Set(stored.flatMap(({ id, status }) => (status === 'held' ? [id] : []))),
    claimed: stored.filter(({ status }) => status === 'delivering'),
  };
}

/**
 * Locks the lines that deliveries join, and finds out who has to wait there. Nothing is sent where none stands in a line.
 * @param manager the transaction that will store them
 * @param deliveries those of one line in their order
 */
export async function joinLines(manager: EntityManager, deliveries: readonly NewDelivery[]): Promise<JoinedDeliveries> {
  const joining = deliveries.flatMap((delivery) => {
    const { ordered, endpointId, orderingKey } = delivery;
    return ordered && orderingKey !== null ? [{ delivery, line: { endpointId, orderingKey } }] : [];
  });
  const behind = new Map<NewDelivery, string>();
  if (joining.length === 0) return { deliveries, behind };
  // Endpoints before lines, as everybody does; those whose gates are open are not locked by the insert either.
  await manager.query(
    `SELECT 1 FROM endpoints WHERE id = ANY($1) AND (gate <> 'open' OR stopped) ORDER BY id FOR UPDATE`,
    [[...new Set(joining.map(({ line }) => line.endpointId))]],
  );
  const lines = [...new Map(joining.map(({ line }) => [lineName(line), line])).values()];
  await lockLines(manager, lines);
  const tails = await findTails(manager, lines);
  for (const { delivery, line } of joining) {
    const tail = tails.get(lineName(line));
    if (tail !== undefined) behind.set(delivery, behindWhom(tail, line.orderingKey));
    tails.set(lineName(line), idOf(delivery));
  }
  return { deliveries, behind };
}

/** Deliveries for endpoints that the caller names: tests and replays. */
export class DeliveryStoreRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Makes the next generation of deliveries of one event; the relay sends them.
   * @param endpointIds endpoints of the same tenant; others and deleted ones are left out
   * @returns endpoint and delivery, in the order of `endpointIds`
   */
  async createDeliveries(
    tenantId: string,
    eventId: string,
    endpointIds: readonly string[],
    trigger: 'test' | 'replay',
  ): Promise<{ endpointId: string; deliveryId: string }[]> {
    return this.dataSource.transaction(async (manager) => {
      const pairs = endpointIds.map((endpointId) => ({ eventId, endpointId }));
      const made = await makeNextGeneration(manager, tenantId, pairs, trigger);
      return endpointIds.flatMap((endpointId, index) => {
        const id = made[index];
        return id === undefined || id === null ? [] : [{ endpointId, deliveryId: id }];
      });
    });
  }
}

/** An event that an endpoint is to get in a new delivery. */
export interface EventForEndpoint {
  eventId: string;
  endpointId: string;
}

/**
 * Makes the next generation of deliveries of a tenant, in the caller's transaction; the relay sends them.
 * @param pairs each once; those of one line in the order in which they are to stand there
 * @returns the id of each one's delivery in the order of `pairs`; null where the event is no longer kept, or the endpoint
 * is deleted or another tenant's
 */
export async function makeNextGeneration(
  manager: EntityManager,
  tenantId: string,
  pairs: readonly EventForEndpoint[],
  trigger: 'test' | 'replay',
): Promise<(string | null)[]> {
  // Replays of a tenant take turns, so that two at once do not make the same generation. It is a statement of its own:
  // one that waits for a lock goes on with its old view of every row, and would not see the generation made meanwhile.
  // Not the rows of the events: the relay writes these after it has locked endpoints and lines, which come next here.
  await lockNames(manager, [`replay\n${tenantId}`]);
  const rows = await manager.query<TargetRow[]>(
    `SELECT p.place::integer AS place, e.id AS "eventId", ep.id AS "endpointId", ep.profile,
            ep.profile_options AS "profileOptions", ep.ordered, t.external_id AS "externalId",
            e.accepted_at AS "acceptedAt", e.type, e.ordering_key AS "orderingKey",
            (SELECT max(d.generation) FROM webhook_deliveries d
             WHERE d.tenant_id = e.tenant_id AND d.event_id = e.id AND d.endpoint_id = ep.id) AS generation
     FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS p(event_id, endpoint_id, place)
     JOIN event_keys k ON k.tenant_id = $1 AND k.kind = 'id' AND k.value = p.event_id
     JOIN events e ON e.tenant_id = $1 AND e.id = p.event_id AND e.accepted_at = k.accepted_at
     JOIN tenants t ON t.id = e.tenant_id
     JOIN endpoints ep ON ep.id = p.endpoint_id AND ep.tenant_id = e.tenant_id AND ep.deleted_at IS NULL
     ORDER BY p.place`,
    [tenantId, pairs.map(({ eventId }) => eventId), pairs.map(({ endpointId }) => endpointId)],
  );
  const positions = await takePositions(manager, rows.length);
  const deliveries = rows.map((row, index): NewDelivery => ({
    tenantId,
    endpointId: row.endpointId,
    eventId: row.eventId,
    eventAcceptedAt: row.acceptedAt,
    eventType: row.type,
    generation: row.generation === null ? Number(trigger === 'replay') : row.generation + 1,
    envelope: envelopeOf(row, row.externalId),
    trigger,
    deliverAt: null,
    expiresAt: null,
    orderingKey: row.orderingKey,
    ordered: row.ordered && row.orderingKey !== null,
    position: positions[index] ?? null,
    lane: null,
  }));
  await insertDeliveries(manager, await joinLines(manager, deliveries));
  await wakeBacklog(manager);
  const made = new Map(rows.map(({ place }, index) => [place, deliveries[index]]));
  return pairs.map((_, index) => {
    const delivery = made.get(index + 1);
    return delivery === undefined ? null : idOf(delivery);
  });
}

/** New places at the end of every line, in their order: an insert of several rows gives them out in any. */
async function takePositions(manager: EntityManager, count: number): Promise<string[]> {
  const rows = await manager.query<{ position: string }[]>(
    `SELECT position FROM (SELECT nextval(pg_get_serial_sequence('integration_outbox', 'seq')) AS position
                           FROM generate_series(1, $1::integer)) taken ORDER BY position`,
    [count],
  );
  return rows.map(({ position }) => position);
}

interface TargetRow {
  /** In the list that was asked for, from 1. */
  place: number;
  eventId: string;
  endpointId: string;
  profile: string;
  profileOptions: Record<string, unknown> | null;
  externalId: string | number;
  acceptedAt: Date;
  type: string;
  orderingKey: string | null;
  ordered: boolean;
  generation: number | null;
}

/** Version of our own envelope format; a change of a profile's bytes makes a new one. */
const ENVELOPE_VERSION = 1;

/**
 * What is fixed of a delivery's wire format when it is made, so that every attempt sends the same bytes.
 * @param endpoint its profile and the profile's options
 * @param tenantExternalId what payloads carry as `tenant_id`
 */
export function envelopeOf(
  endpoint: { profile: string; profileOptions: Record<string, unknown> | null },
  tenantExternalId: string | number,
): Record<string, unknown> {
  return {
    profile: endpoint.profile,
    version: ENVELOPE_VERSION,
    tenantExternalId,
    ...(endpoint.profileOptions === null ? {} : { options: endpoint.profileOptions }),
  };
}
