import type { EntityManager } from 'typeorm';
import { StalePremiseError, type AcceptPremises } from '../accept-premises.js';
import { prepared } from '../prepared.js';
import type { EventName, PreparedEvent } from '../repositories/event-keys.js';

/** A row to write into `event_keys`. */
export interface NewKey {
  tenantId: string;
  kind: 'id' | 'key' | 'batch';
  value: string;
  event: { id: string; type: string; created: Date };
  acceptedAt: Date;
  hash: Buffer;
  /** Ids of a batch as JSON. */
  batch: string | null;
}

const INSERT_EVENTS = prepared(
  'accept_events',
  `
  WITH stale AS MATERIALIZED (
    SELECT p.place::integer,
           CASE WHEN p.key_id IS NOT NULL AND NOT EXISTS (
             SELECT FROM api_keys k WHERE k.id = p.key_id AND k.revoked_at IS NULL
               AND (k.tenant_id IS NULL OR t.deleted_at IS NULL)
           ) THEN 'key'
           WHEN t.id IS NULL OR t.deleted_at IS NOT NULL OR to_jsonb(t.allowed_events) IS DISTINCT FROM p.allowed
             OR et.updated_at IS DISTINCT FROM p.schema_updated_at THEN 'rules' END AS premise
    FROM unnest($21::text[], $22::text[], $23::text[], $24::jsonb[], $25::timestamptz[]) WITH ORDINALITY
      AS p(key_id, tenant_id, type, allowed, schema_updated_at, place)
    LEFT JOIN tenants t ON t.id = p.tenant_id
    LEFT JOIN event_types et ON et.tenant_id = p.tenant_id AND et.name = p.type AND et.schema IS NOT NULL
  ), is_stale AS MATERIALIZED (
    SELECT EXISTS (SELECT FROM stale WHERE premise IS NOT NULL) AS yes
  ), accepted_keys AS (
    INSERT INTO event_keys
      (tenant_id, kind, value, event_id, request_hash, type, created, batch_event_ids, accepted_at)
    SELECT k.tenant_id, k.kind, k.value, k.event_id, k.request_hash, k.type, k.created,
           CASE WHEN k.batch IS NOT NULL THEN ARRAY(SELECT jsonb_array_elements_text(k.batch::jsonb)) END, k.accepted_at
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::timestamptz[], $8::text[],
                $20::timestamptz[])
      AS k(tenant_id, kind, value, event_id, request_hash, type, created, batch, accepted_at)
    WHERE NOT (SELECT yes FROM is_stale)
  ), accepted_events AS (
    INSERT INTO events
      (tenant_id, id, accepted_at, type, created, data, channels, deliver_at, expires_at, ordering_key, source,
       endpoints_version)
    SELECT e.tenant_id, e.id, $9::timestamptz, e.type, e.created, e.data,
           CASE WHEN e.channels <> 'null' THEN ARRAY(SELECT jsonb_array_elements_text(e.channels::jsonb)) END,
           e.deliver_at, e.expires_at, e.ordering_key, e.source,
           (SELECT t.endpoints_version FROM tenants t WHERE t.id = e.tenant_id)
    FROM unnest($10::text[], $11::text[], $12::text[], $13::timestamptz[], $14::text[], $15::text[],
                $16::timestamptz[], $17::timestamptz[], $18::text[], $19::text[])
      AS e(tenant_id, id, type, created, data, channels, deliver_at, expires_at, ordering_key, source)
    WHERE NOT (SELECT yes FROM is_stale)
  ), relayed AS (
    INSERT INTO integration_outbox (tenant_id, event_id, accepted_at, ordering_key)
    SELECT o.tenant_id, o.id, $9::timestamptz, o.ordering_key
    FROM unnest($10::text[], $11::text[], $19::text[], $18::text[]) AS o(tenant_id, id, source, ordering_key)
    WHERE o.source <> 'test' AND NOT (SELECT yes FROM is_stale)
  )
  SELECT place, premise FROM stale WHERE premise IS NOT NULL`,
);

/**
 * Writes keys, events and outbox rows in one statement. A key that is taken fails the whole statement (23505), so
 * nothing needs to be undone. Keys go in sorted, which keeps concurrent groups from deadlocking. Test events skip the
 * outbox: their deliveries are made for chosen endpoints. An event starts with the present version of its tenant's
 * endpoints, which is nearly always the one that it will be matched with: the relay then need not write its row again.
 * @returns premises that hold no more, by the places of their events: nothing was stored then
 */
export async function insertEvents(
  manager: EntityManager,
  keys: NewKey[],
  events: readonly PreparedEvent[],
  acceptedAt: Date,
): Promise<Map<number, StalePremiseError>> {
  const premises = premisesOf(events);
  keys.sort((a, b) => compare(a.tenantId, b.tenantId) || compare(a.kind, b.kind) || compare(a.value, b.value));
  const stale = await manager.query<{ place: number; premise: 'key' | 'rules' }[]>(INSERT_EVENTS, [
    keys.map((key) => key.tenantId),
    keys.map((key) => key.kind),
    keys.map((key) => key.value),
    keys.map((key) => key.event.id),
    keys.map((key) => key.hash),
    keys.map((key) => key.event.type),
    keys.map((key) => key.event.created),
    keys.map((key) => key.batch),
    acceptedAt,
    events.map((event) => event.tenantId),
    events.map((event) => event.id),
    events.map((event) => event.type),
    events.map((event) => event.created),
    events.map((event) => event.data),
    events.map((event) => JSON.stringify(event.channels ?? null)),
    events.map((event) => event.deliverAt ?? null),
    events.map((event) => event.expiresAt ?? null),
    events.map((event) => event.orderingKey ?? null),
    events.map((event) => event.source),
    keys.map((key) => key.acceptedAt),
    premises.map(({ keyId }) => keyId),
    premises.map(({ tenantId }) => tenantId),
    premises.map(({ type }) => type),
    premises.map(({ allowedEvents }) => (allowedEvents === null ? null : JSON.stringify(allowedEvents))),
    premises.map(({ schemaUpdatedAt }) => schemaUpdatedAt),
  ]);
  return new Map(
    stale.flatMap(({ place, premise }) =>
      (premises[place - 1]?.places ?? []).map((index) => [index, new StalePremiseError(premise)]),
    ),
  );
}

/** What several events have in common of their premises is checked once. */
interface SharedPremises extends AcceptPremises {
  tenantId: string;
  type: string;
  /** Of their events. */
  places: number[];
}

function premisesOf(events: readonly PreparedEvent[]): SharedPremises[] {
  const shared = new Map<string, SharedPremises>();
  for (const [index, { tenantId, type, premises }] of events.entries()) {
    if (premises === undefined) continue;
    const { keyId, allowedEvents, schemaUpdatedAt } = premises;
    const name = [tenantId, type, keyId, schemaUpdatedAt?.getTime(), allowedEvents?.join(' ')].join('\n');
    const known = shared.get(name);
    if (known === undefined) shared.set(name, { ...premises, tenantId, type, places: [index] });
    else known.places.push(index);
  }
  return [...shared.values()];
}

/** The key of an event that is stored now. */
export function toNewKey(key: EventName, event: PreparedEvent, acceptedAt: Date): NewKey {
  const { tenantId, kind, value } = key;
  return { tenantId, kind, value, event, acceptedAt, hash: event.hash, batch: null };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
