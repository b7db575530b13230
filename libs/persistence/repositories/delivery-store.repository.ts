import type { AttemptTrigger } from '#libs/contracts';
import type { DataSource, EntityManager } from 'typeorm';
import { deliveryId } from '../ids.js';
import { prepared } from '../prepared.js';

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
  /** True when the caller hands it to its lane right after the commit; false leaves it to the relay. */
  dispatched: boolean;
}

const INSERT_DELIVERIES = prepared(
  'insert_deliveries',
  `
  INSERT INTO webhook_deliveries (id, tenant_id, endpoint_id, event_id, event_accepted_at, event_type, generation,
    envelope, next_trigger, status, wait_reason, because, next_attempt_at, expires_at, ordering_key, dispatched_at)
  SELECT d.id, d.tenant_id, d.endpoint_id, d.event_id, d.event_accepted_at, d.event_type, d.generation,
         d.envelope, d.trigger,
         CASE WHEN d.deliver_at > now() THEN 'waiting' ELSE 'pending' END,
         CASE WHEN d.deliver_at > now() THEN 'scheduled' END,
         CASE WHEN d.deliver_at > now() THEN 'the event asked for this time' ELSE '' END,
         CASE WHEN d.deliver_at > now() THEN d.deliver_at ELSE now() END,
         d.expires_at, d.ordering_key,
         CASE WHEN d.dispatched OR d.deliver_at > now() THEN now() END
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::integer[], $8::jsonb[],
              $9::text[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::boolean[])
    AS d(id, tenant_id, endpoint_id, event_id, event_accepted_at, event_type, generation, envelope, trigger,
         deliver_at, expires_at, ordering_key, dispatched)
  ON CONFLICT (id) DO NOTHING`,
);

/** The id that a new delivery will have. */
export function idOf(delivery: NewDelivery): string {
  return deliveryId({ ...delivery, acceptedAtMs: delivery.eventAcceptedAt.getTime() });
}

/**
 * Stores deliveries in one statement; those that exist are left as they are.
 * @param manager the transaction that decided on them
 */
export async function insertDeliveries(manager: EntityManager, deliveries: readonly NewDelivery[]): Promise<void> {
  if (deliveries.length === 0) return;
  await manager.query(INSERT_DELIVERIES, [
    deliveries.map(idOf),
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
    deliveries.map((delivery) => delivery.dispatched),
  ]);
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
      // The lock keeps two replays at once from making the same generation. It is a statement of its own: one that waits
      // for a lock goes on with its old view of every other row, and would not see the generation made meanwhile.
      await manager.query('SELECT 1 FROM events WHERE tenant_id = $1 AND id = $2 FOR UPDATE', [tenantId, eventId]);
      const rows = await manager.query<TargetRow[]>(
        `SELECT ep.id AS "endpointId", ep.profile, ep.profile_options AS "profileOptions",
                t.external_id AS "externalId", e.accepted_at AS "acceptedAt", e.type, e.ordering_key AS "orderingKey",
                (SELECT max(d.generation) FROM webhook_deliveries d
                 WHERE d.tenant_id = e.tenant_id AND d.event_id = e.id AND d.endpoint_id = ep.id) AS generation
         FROM events e JOIN tenants t ON t.id = e.tenant_id
         JOIN endpoints ep ON ep.tenant_id = e.tenant_id AND ep.deleted_at IS NULL
         WHERE e.tenant_id = $1 AND e.id = $2 AND ep.id = ANY($3)`,
        [tenantId, eventId, endpointIds],
      );
      const deliveries = rows.map((row): NewDelivery => ({
        tenantId,
        endpointId: row.endpointId,
        eventId,
        eventAcceptedAt: row.acceptedAt,
        eventType: row.type,
        generation: row.generation === null ? Number(trigger === 'replay') : row.generation + 1,
        envelope: envelopeOf(row, row.externalId),
        trigger,
        deliverAt: null,
        expiresAt: null,
        orderingKey: row.orderingKey,
        dispatched: false,
      }));
      await insertDeliveries(manager, deliveries);
      await manager.query(`SELECT pg_notify('everhook_relay', 'webhook_deliveries')`);
      const made = new Map(deliveries.map((delivery) => [delivery.endpointId, idOf(delivery)]));
      return endpointIds.flatMap((endpointId) => {
        const id = made.get(endpointId);
        return id === undefined ? [] : [{ endpointId, deliveryId: id }];
      });
    });
  }
}

interface TargetRow {
  endpointId: string;
  profile: string;
  profileOptions: Record<string, unknown> | null;
  externalId: string | number;
  acceptedAt: Date;
  type: string;
  orderingKey: string | null;
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
