import type { EventSource } from '#libs/contracts';
import type { AcceptPremises } from '../accept-premises.js';
import { newId } from '../ids.js';
import { differingFields, hashRequest } from '../request-hash.js';

/** An event as the sender posted it, checked but not yet accepted. */
export interface NewEvent {
  tenantId: string;
  /** Chosen by the sender; made when absent. */
  id?: string;
  idempotencyKey?: string;
  type: string;
  /** JSON text exactly as posted. */
  data: string;
  /** When it happened; default now. */
  created?: Date;
  channels?: string[];
  deliverAt?: Date;
  expiresAt?: Date;
  orderingKey?: string;
  source: EventSource;
  /** What must still hold when it is stored; absent where it was judged by nothing that can change. */
  premises?: AcceptPremises;
}

/** What the sender is told about an event. */
export interface AcceptedEvent {
  id: string;
  type: string;
  created: Date;
  tenantId: string;
  acceptedAt: Date;
  /** True when this very event had been accepted before; nothing new was stored. */
  replayed: boolean;
}

/** The same id or key was used for another request, or an id and a key name two events. */
export class EventConflictError extends Error {
  override name = 'EventConflictError';

  /**
   * @param index position of the event in the request, from 0
   * @param detail says what differs
   */
  constructor(
    readonly index: number,
    readonly detail: string,
  ) {
    super(detail);
  }
}

/** An event with the names and times that it is stored with. */
export interface PreparedEvent extends NewEvent {
  id: string;
  /** False when the id was made by us: then a repeat by key need not repeat it. */
  idGiven: boolean;
  created: Date;
  hash: Buffer;
}

/** A row of `event_keys`. */
export interface KeyRow {
  tenant_id: string;
  kind: 'id' | 'key' | 'batch';
  value: string;
  event_id: string;
  request_hash: Buffer;
  type: string;
  created: Date;
  accepted_at: Date;
  batch_event_ids: string[] | null;
}

/** A name that stands for an event of a tenant, or for a batch. */
export interface EventName {
  tenantId: string;
  kind: 'id' | 'key' | 'batch';
  value: string;
}

/** What `event_keys` says of an event. */
export type Standing =
  /** None of its names is taken. */
  | { kind: 'new' }
  /** It is there already. */
  | { kind: 'repeat'; answer: AcceptedEvent }
  /** It is there by its id, under a key that is new. */
  | { kind: 'bound'; original: KeyRow }
  | { kind: 'conflict'; detail: string };

/**
 * Compares an event with the keys that are taken.
 * @param taken rows by the names that {@link nameOf} gives
 */
export function standingOf(event: PreparedEvent, taken: ReadonlyMap<string, KeyRow>): Standing {
  const byId = event.idGiven ? taken.get(nameOf({ tenantId: event.tenantId, kind: 'id', value: event.id })) : undefined;
  const byKey =
    event.idempotencyKey === undefined
      ? undefined
      : taken.get(nameOf({ tenantId: event.tenantId, kind: 'key', value: event.idempotencyKey }));
  const original = byKey ?? byId;
  if (original === undefined) return { kind: 'new' };
  const detail = conflictOf(event, byId, byKey);
  if (detail !== null) return { kind: 'conflict', detail };
  if (byKey === undefined && event.idempotencyKey !== undefined) return { kind: 'bound', original };
  return { kind: 'repeat', answer: replayOf(original, event.tenantId) };
}

/** Says what an event and the original of its id or key disagree in; null where they agree. */
function conflictOf(event: PreparedEvent, byId: KeyRow | undefined, byKey: KeyRow | undefined): string | null {
  if (byId !== undefined && byKey !== undefined && byId.event_id !== byKey.event_id) {
    return `id "${event.id}" names event ${byId.event_id}, but Idempotency-Key "${event.idempotencyKey}" names event ${byKey.event_id}`;
  }
  const original = byKey ?? byId;
  const differing = original === undefined ? [] : differingFields(original.request_hash, event.hash);
  if (differing.length === 0) return null;
  const name = byKey === undefined ? `id "${event.id}"` : `Idempotency-Key "${event.idempotencyKey}"`;
  return `${name} was used for event ${original?.event_id}, from which this request differs in: ${differing.join(', ')}`;
}

/**
 * Finds events that repeat an earlier one of the same call.
 * @returns position of the repeat → position of the first
 * @throws EventConflictError when the two differ, or an id and a key name two events
 */
export function repeatsWithin(prepared: PreparedEvent[]): Map<number, number> {
  const firsts = new Map<string, number>();
  const repeats = new Map<number, number>();
  for (const [index, event] of prepared.entries()) {
    const names = keysOf(event).map(nameOf);
    const named = [...new Set(names.flatMap((name) => firsts.get(name) ?? []))];
    const [first, second] = named;
    if (first !== undefined && second !== undefined) {
      throw new EventConflictError(index, `its id and key name events ${first} and ${second} of the same request`);
    }
    if (first !== undefined) {
      const differing = differingFields(prepared[first]!.hash, event.hash);
      if (differing.length > 0) {
        throw new EventConflictError(
          index,
          `it has the id or key of event ${first} of the same request, from which it differs in: ${differing.join(', ')}`,
        );
      }
      repeats.set(index, first);
    }
    for (const name of names) firsts.set(name, first ?? index);
  }
  return repeats;
}

/** The name of a key in maps: no part of it contains a line break. */
export function nameOf({ tenantId, kind, value }: EventName): string {
  return `${tenantId}\n${kind}\n${value}`;
}

/** The names that an event takes in `event_keys`. */
export function keysOf(event: Pick<PreparedEvent, 'tenantId' | 'id' | 'idempotencyKey'>): EventName[] {
  const id = { tenantId: event.tenantId, kind: 'id' as const, value: event.id };
  if (event.idempotencyKey === undefined) return [id];
  return [id, { tenantId: event.tenantId, kind: 'key' as const, value: event.idempotencyKey }];
}

/** Gives an event what its sender left to us, and digests it. */
export function prepare(event: NewEvent, now: Date): PreparedEvent {
  return {
    ...event,
    id: event.id ?? newId('event', now.getTime()),
    idGiven: event.id !== undefined,
    created: event.created ?? now,
    hash: hashEvent(event),
  };
}

/** Digests what a repeat of the event must repeat. */
export function hashEvent(event: NewEvent): Buffer {
  return hashRequest({
    type: event.type,
    data: event.data,
    id: event.id,
    created: event.created?.toISOString(),
    channels: event.channels === undefined ? undefined : JSON.stringify(event.channels),
    deliverAt: event.deliverAt?.toISOString(),
    expiresAt: event.expiresAt?.toISOString(),
    orderingKey: event.orderingKey,
  });
}

/** The answer to an event that was stored just now. */
export function describe(event: PreparedEvent, acceptedAt: Date): AcceptedEvent {
  const { id, type, created, tenantId } = event;
  return { id, type, created, tenantId, acceptedAt, replayed: false };
}

/** The answer to a repeat, from the key of its original. */
export function replayOf(row: KeyRow, tenantId: string): AcceptedEvent {
  return {
    id: row.event_id,
    type: row.type,
    created: row.created,
    tenantId,
    acceptedAt: row.accepted_at,
    replayed: true,
  };
}
