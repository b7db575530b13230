import type { EventSource } from '#libs/contracts';
import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { newId } from '../ids.js';
import { differingFields, hashRequest } from '../request-hash.js';
import { isDeadlock, isUniqueViolation } from '../postgres-errors.js';
import { prepared } from '../prepared.js';
import { lockNames } from '../transactions/advisory-locks.js';

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

interface PreparedEvent extends NewEvent {
  id: string;
  /** False when the id was made by us: then a repeat by key need not repeat it. */
  idGiven: boolean;
  created: Date;
  hash: Buffer;
}

interface KeyRow {
  kind: 'id' | 'key' | 'batch';
  value: string;
  event_id: string;
  request_hash: Buffer;
  type: string;
  created: Date;
  accepted_at: Date;
  batch_event_ids: string[] | null;
}

/** An Idempotency-Key that covers a whole batch. */
interface BatchKey {
  tenantId: string;
  key: string;
  /** SHA-256 over the digests of its events. */
  digest: Buffer;
}

/** A row to write into `event_keys`. */
interface NewKey {
  tenantId: string;
  kind: 'id' | 'key' | 'batch';
  value: string;
  event: { id: string; type: string; created: Date };
  acceptedAt: Date;
  hash: Buffer;
  /** Ids of a batch as JSON. */
  batch: string | null;
}

/** How far the events of one call are answered; by their positions in it. */
interface Answers {
  /** Answered from their keys. */
  readonly accepted: Map<number, AcceptedEvent>;
  /**
   * Repeats by id of events that are there, under a key that is new. The key must be written down before they are
   * answered, or the next request with it could make another event of it.
   */
  readonly bound: Map<number, KeyRow>;
}

/** How often an accept is tried again without having come any further. */
const MAXIMUM_TRIES = 5;

const INSERT_EVENTS = prepared(
  'accept_events',
  `
  WITH accepted_keys AS (
    INSERT INTO event_keys
      (tenant_id, kind, value, event_id, request_hash, type, created, batch_event_ids, accepted_at)
    SELECT k.tenant_id, k.kind, k.value, k.event_id, k.request_hash, k.type, k.created,
           CASE WHEN k.batch IS NOT NULL THEN ARRAY(SELECT jsonb_array_elements_text(k.batch::jsonb)) END, k.accepted_at
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::timestamptz[], $8::text[],
                $20::timestamptz[])
      AS k(tenant_id, kind, value, event_id, request_hash, type, created, batch, accepted_at)
  ), accepted_events AS (
    INSERT INTO events
      (tenant_id, id, accepted_at, type, created, data, channels, deliver_at, expires_at, ordering_key, source)
    SELECT e.tenant_id, e.id, $9::timestamptz, e.type, e.created, e.data,
           CASE WHEN e.channels <> 'null' THEN ARRAY(SELECT jsonb_array_elements_text(e.channels::jsonb)) END,
           e.deliver_at, e.expires_at, e.ordering_key, e.source
    FROM unnest($10::text[], $11::text[], $12::text[], $13::timestamptz[], $14::text[], $15::text[],
                $16::timestamptz[], $17::timestamptz[], $18::text[], $19::text[])
      AS e(tenant_id, id, type, created, data, channels, deliver_at, expires_at, ordering_key, source)
  )
  INSERT INTO integration_outbox (tenant_id, event_id, accepted_at, ordering_key)
  SELECT o.tenant_id, o.id, $9::timestamptz, o.ordering_key
  FROM unnest($10::text[], $11::text[], $19::text[], $18::text[]) AS o(tenant_id, id, source, ordering_key)
  WHERE o.source <> 'test'`,
);

/** Stores events: keys, event and outbox row in one statement, which is one transaction. */
export class EventStoreRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Accepts events, all or none. A repeat of an accepted one is answered with the original.
   * @param events checked events of one or several tenants
   * @returns in the order of `events`
   * @throws EventConflictError when an id or key stands for another request
   */
  async acceptEvents(events: NewEvent[]): Promise<AcceptedEvent[]> {
    return (await this.accept(events, null)).events;
  }

  /**
   * Accepts a batch of one tenant, all or none.
   * @param idempotencyKey covers the whole batch: its repeat is answered with the original events
   * @param events without keys of their own
   * @throws EventConflictError when the key stands for another batch, or an id for another event
   */
  async acceptBatch(
    tenantId: string,
    idempotencyKey: string | undefined,
    events: NewEvent[],
  ): Promise<{ events: AcceptedEvent[]; replayed: boolean }> {
    if (idempotencyKey === undefined) return this.accept(events, null);
    const hash = createHash('sha256');
    for (const event of events) hash.update(hashEvent(event));
    return this.accept(events, { tenantId, key: idempotencyKey, digest: hash.digest() });
  }

  private async accept(
    events: NewEvent[],
    batch: BatchKey | null,
  ): Promise<{ events: AcceptedEvent[]; replayed: boolean }> {
    const acceptedAt = new Date();
    const prepared = events.map((event) => prepare(event, acceptedAt));
    const repeatOf = repeatsWithin(prepared);
    const answers: Answers = { accepted: new Map(), bound: new Map() };
    for (let tries = 1; ; tries++) {
      const unanswered = [...prepared.keys()].filter((index) => !isAnswered(answers, index));
      try {
        await this.insert(prepared, unanswered, repeatOf, answers, batch, acceptedAt);
        return { events: answerAll(prepared, repeatOf, answers, acceptedAt), replayed: false };
      } catch (error) {
        // A key is there already, or two groups crossed: answer what is known, and try the rest again.
        if (!(isUniqueViolation(error) || isDeadlock(error))) throw error;
        const original = batch === null ? null : await this.findBatch(batch);
        if (original !== null) return { events: original, replayed: true };
        if (await this.answerRepeats(prepared, answers)) tries = 0;
        else if (tries >= MAXIMUM_TRIES) throw error;
      }
    }
  }

  private async findBatch({ tenantId, key, digest }: BatchKey): Promise<AcceptedEvent[] | null> {
    const [row] = await this.dataSource.query<KeyRow[]>(
      `SELECT * FROM event_keys WHERE tenant_id = $1 AND kind = 'batch' AND value = $2`,
      [tenantId, key],
    );
    if (row === undefined) return null;
    if (!row.request_hash.equals(digest)) {
      throw new EventConflictError(0, `Idempotency-Key "${key}" was used for a batch with other events`);
    }
    const rows = await this.dataSource.query<KeyRow[]>(
      `SELECT k.* FROM unnest($2::text[]) WITH ORDINALITY AS batch(event_id, place)
       JOIN event_keys k ON k.tenant_id = $1 AND k.kind = 'id' AND k.value = batch.event_id ORDER BY place`,
      [tenantId, row.batch_event_ids],
    );
    return rows.map((original) => replayOf(original, tenantId));
  }

  /**
   * Reads the keys that are taken and answers their events from them.
   * @returns whether more is answered than before
   */
  private async answerRepeats(prepared: PreparedEvent[], { accepted, bound }: Answers): Promise<boolean> {
    const before = 2 * accepted.size + bound.size;
    bound.clear();
    const open = [...prepared.keys()].filter((index) => !accepted.has(index));
    const keys = open.flatMap((index) => keysOf(prepared[index]!));
    const rows = await this.dataSource.query<(KeyRow & { tenant_id: string })[]>(
      `SELECT k.* FROM unnest($1::text[], $2::text[], $3::text[]) AS wanted(tenant_id, kind, value)
       JOIN event_keys k USING (tenant_id, kind, value)`,
      [keys.map((key) => key.tenantId), keys.map((key) => key.kind), keys.map((key) => key.value)],
    );
    const taken = new Map(rows.map((row) => [`${row.tenant_id}\n${row.kind}\n${row.value}`, row]));
    for (const index of open) {
      const event = prepared[index]!;
      const byId = event.idGiven ? taken.get(`${event.tenantId}\nid\n${event.id}`) : undefined;
      const byKey = taken.get(`${event.tenantId}\nkey\n${event.idempotencyKey}`);
      const original = byKey ?? byId;
      if (original === undefined) continue;
      refuseConflict(index, event, byId, byKey);
      if (byKey === undefined && event.idempotencyKey !== undefined) bound.set(index, original);
      else accepted.set(index, replayOf(original, event.tenantId));
    }
    return 2 * accepted.size + bound.size > before;
  }

  /**
   * Writes keys, events and outbox rows in one statement. A key that is taken fails the whole statement (23505), so
   * nothing needs to be undone. Keys go in sorted, which keeps concurrent groups from deadlocking. Test events skip the
   * outbox: their deliveries are made for chosen endpoints.
   */
  private async insert(
    prepared: PreparedEvent[],
    unanswered: number[],
    repeatOf: ReadonlyMap<number, number>,
    answers: Answers,
    batch: BatchKey | null,
    acceptedAt: Date,
  ): Promise<void> {
    const events = unanswered.filter((index) => !repeatOf.has(index)).map((index) => prepared[index]!);
    const keys = [
      ...newKeys(prepared, unanswered, repeatOf, acceptedAt),
      ...boundKeys(prepared, answers.bound),
      ...(batch === null ? [] : [batchKeyRow(batch, prepared, answers, acceptedAt)]),
    ];
    if (keys.length === 0) return;
    const lines = events.flatMap(({ tenantId, orderingKey }) => orderingLine(tenantId, orderingKey));
    if (lines.length === 0) return insertEvents(this.dataSource.manager, keys, events, acceptedAt);
    await this.dataSource.transaction(async (manager) => {
      // Events of one key are accepted one after the other: the numbers of their outbox rows are in the order of commits.
      await lockNames(manager, lines);
      await insertEvents(manager, keys, events, acceptedAt);
    });
  }
}

/** What stands for an ordering key of a tenant in the database's locks; none where the event has no key. */
function orderingLine(tenantId: string, orderingKey: string | undefined): string[] {
  return orderingKey === undefined ? [] : [`accept\n${tenantId}\n${orderingKey}`];
}

async function insertEvents(
  manager: EntityManager,
  keys: NewKey[],
  events: PreparedEvent[],
  acceptedAt: Date,
): Promise<void> {
  keys.sort((a, b) => compare(a.tenantId, b.tenantId) || compare(a.kind, b.kind) || compare(a.value, b.value));
  await manager.query(INSERT_EVENTS, [
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
  ]);
}

function isAnswered({ accepted, bound }: Answers, index: number): boolean {
  return accepted.has(index) || bound.has(index);
}

/** The answers after everything that was open was stored. */
function answerAll(
  prepared: PreparedEvent[],
  repeatOf: ReadonlyMap<number, number>,
  { accepted, bound }: Answers,
  acceptedAt: Date,
): AcceptedEvent[] {
  return prepared.map((event, index) => {
    const known = accepted.get(index);
    if (known !== undefined) return known;
    const original = bound.get(index);
    if (original !== undefined) return replayOf(original, event.tenantId);
    const first = repeatOf.get(index);
    if (first === undefined) return describe(event, acceptedAt);
    return { ...describe(prepared[first]!, acceptedAt), replayed: true };
  });
}

/** Keys of events that are stored now; a repeat inside the call may bring a key of its own for its first. */
function newKeys(
  prepared: PreparedEvent[],
  unanswered: number[],
  repeatOf: ReadonlyMap<number, number>,
  acceptedAt: Date,
): NewKey[] {
  const keys = new Map<string, NewKey>();
  for (const index of unanswered) {
    const event = prepared[repeatOf.get(index) ?? index]!;
    const { idempotencyKey = event.idempotencyKey } = prepared[index]!;
    for (const key of keysOf({ ...event, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) })) {
      keys.set(nameOf(key), { ...key, event, acceptedAt, hash: event.hash, batch: null });
    }
  }
  return [...keys.values()];
}

/** New keys of events that are there already. */
function boundKeys(prepared: PreparedEvent[], bound: ReadonlyMap<number, KeyRow>): NewKey[] {
  const keys = new Map<string, NewKey>();
  for (const [index, { event_id: id, type, created, accepted_at: acceptedAt }] of bound) {
    const { tenantId, idempotencyKey = '', hash } = prepared[index]!;
    const key = { tenantId, kind: 'key' as const, value: idempotencyKey };
    keys.set(nameOf(key), { ...key, event: { id, type, created }, acceptedAt, hash, batch: null });
  }
  return [...keys.values()];
}

function refuseConflict(
  index: number,
  event: PreparedEvent,
  byId: KeyRow | undefined,
  byKey: KeyRow | undefined,
): void {
  if (byId !== undefined && byKey !== undefined && byId.event_id !== byKey.event_id) {
    throw new EventConflictError(
      index,
      `id "${event.id}" names event ${byId.event_id}, but Idempotency-Key "${event.idempotencyKey}" names event ${byKey.event_id}`,
    );
  }
  const original = byKey ?? byId;
  if (original === undefined) return;
  const differing = differingFields(original.request_hash, event.hash);
  if (differing.length === 0) return;
  const name = byKey === undefined ? `id "${event.id}"` : `Idempotency-Key "${event.idempotencyKey}"`;
  throw new EventConflictError(
    index,
    `${name} was used for event ${original.event_id}, from which this request differs in: ${differing.join(', ')}`,
  );
}

/**
 * Finds events that repeat an earlier one of the same call.
 * @returns position of the repeat → position of the first
 * @throws EventConflictError when the two differ, or an id and a key name two events
 */
function repeatsWithin(prepared: PreparedEvent[]): Map<number, number> {
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

function nameOf({ tenantId, kind, value }: { tenantId: string; kind: string; value: string }): string {
  return `${tenantId}\n${kind}\n${value}`;
}

function keysOf(
  event: Pick<PreparedEvent, 'tenantId' | 'id' | 'idempotencyKey'>,
): { tenantId: string; kind: 'id' | 'key'; value: string }[] {
  const id = { tenantId: event.tenantId, kind: 'id' as const, value: event.id };
  if (event.idempotencyKey === undefined) return [id];
  return [id, { tenantId: event.tenantId, kind: 'key' as const, value: event.idempotencyKey }];
}

function prepare(event: NewEvent, now: Date): PreparedEvent {
  return {
    ...event,
    id: event.id ?? newId('event', now.getTime()),
    idGiven: event.id !== undefined,
    created: event.created ?? now,
    hash: hashEvent(event),
  };
}

function hashEvent(event: NewEvent): Buffer {
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

function describe(event: PreparedEvent, acceptedAt: Date): AcceptedEvent {
  const { id, type, created, tenantId } = event;
  return { id, type, created, tenantId, acceptedAt, replayed: false };
}

function replayOf(row: KeyRow, tenantId: string): AcceptedEvent {
  return {
    id: row.event_id,
    type: row.type,
    created: row.created,
    tenantId,
    acceptedAt: row.accepted_at,
    replayed: true,
  };
}

function batchKeyRow(
  batch: BatchKey,
  prepared: PreparedEvent[],
  { accepted, bound }: Answers,
  acceptedAt: Date,
): NewKey {
  const ids = prepared.map((event, index) => accepted.get(index)?.id ?? bound.get(index)?.event_id ?? event.id);
  const { type, created } = prepared[0]!;
  return {
    tenantId: batch.tenantId,
    kind: 'batch',
    value: batch.key,
    event: { id: ids[0]!, type, created },
    acceptedAt,
    hash: batch.digest,
    batch: JSON.stringify(ids),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
