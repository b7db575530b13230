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
  /** Ids of the events of a batch. */
  batch: string[] | null;
}

/** As JSON, for the reason that attempts are recorded so: see `attempt-writes`. */
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
    FROM ROWS FROM (json_to_recordset($3) AS (key_id text, tenant_id text, type text, allowed jsonb,
                                              schema_updated_at timestamptz)) WITH ORDINALITY
      AS p(key_id, tenant_id, type, allowed, schema_updated_at, place)
    LEFT JOIN tenants t ON t.id = p.tenant_id
    LEFT JOIN event_types et ON et.tenant_id = p.tenant_id AND et.name = p.type AND et.schema IS NOT NULL
  ), is_stale AS MATERIALIZED (
    SELECT EXISTS (SELECT FROM stale WHERE premise IS NOT NULL) AS yes
  ), given AS MATERIALIZED (
    SELECT * FROM json_to_recordset($2) AS e(tenant_id text, id text, type text, created timestamptz, data text,
                                             channels text[], deliver_at timestamptz, expires_at timestamptz,
                                             ordering_key text, source text)
  ), accepted_keys AS (
    INSERT INTO event_keys
      (tenant_id, kind, value, event_id, request_hash, type, created, batch_event_ids, accepted_at)
    SELECT tenant_id, kind, value, event_id, request_hash, type, created, batch_event_ids, accepted_at
    FROM json_to_recordset($1) AS k(tenant_id text, kind text, value text, event_id text, request_hash bytea, type text,
                                    created timestamptz, batch_event_ids text[], accepted_at timestamptz)
    WHERE NOT (SELECT yes FROM is_stale)
  ), accepted_events AS (
    INSERT INTO events
      (tenant_id, id, accepted_at, type, created, data, channels, deliver_at, expires_at, ordering_key, source,
       endpoints_version)
    SELECT e.tenant_id, e.id, $4::timestamptz, e.type, e.created, e.data, e.channels, e.deliver_at, e.expires_at,
           e.ordering_key, e.source, (SELECT t.endpoints_version FROM tenants t WHERE t.id = e.tenant_id)
    FROM given e
    WHERE NOT (SELECT yes FROM is_stale)
  ), relayed AS (
    INSERT INTO integration_outbox (tenant_id, event_id, accepted_at, ordering_key)
    SELECT e.tenant_id, e.id, $4::timestamptz, e.ordering_key FROM given e
    WHERE e.source <> 'test' AND NOT (SELECT yes FROM is_stale)
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
    JSON.stringify(keys.map(keyRow)),
    JSON.stringify(events.map(eventRow)),
    JSON.stringify(premises.map(premiseRow)),
    acceptedAt,
  ]);
  return new Map(
    stale.flatMap(({ place, premise }) =>
      (premises[place - 1]?.places ?? []).map((index) => [index, new StalePremiseError(premise)]),
    ),
  );
}

function keyRow({ tenantId, kind, value, event, hash, batch, acceptedAt }: NewKey): object {
  return {
    tenant_id: tenantId,
    kind,
    value,
    event_id: event.id,
    request_hash: `\\x${hash.toString('hex')}`,
    type: event.type,
    created: event.created,
    batch_event_ids: batch,
    accepted_at: acceptedAt,
  };
}

function eventRow(event: PreparedEvent): object {
  return {
    tenant_id: event.tenantId,
    id: event.id,
    type: event.type,
    created: event.created,
    data: event.data,
    channels: event.channels,
    deliver_at: event.deliverAt,
    expires_at: event.expiresAt,
    ordering_key: event.orderingKey,
    source: event.source,
  };
}

function premiseRow({ keyId, tenantId, type, allowedEvents, schemaUpdatedAt }: SharedPremises): object {
  return { key_id: keyId, tenant_id: tenantId, type, allowed: allowedEvents, schema_updated_at: schemaUpdatedAt };
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
