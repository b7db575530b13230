import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { fulfilled } from '#libs/batching';
import type { StalePremiseError } from '../accept-premises.js';
import { blamesRows, isDeadlock, isUniqueViolation } from '../postgres-errors.js';
import { lockNames } from '../transactions/advisory-locks.js';
import { insertEvents, toNewKey, type NewKey } from '../transactions/insert-events.js';
import {
  describe,
  EventConflictError,
  hashEvent,
  keysOf,
  nameOf,
  prepare,
  repeatsWithin,
  replayOf,
  standingOf,
  type AcceptedEvent,
  type KeyRow,
  type NewEvent,
  type PreparedEvent,
} from './event-keys.js';

/** An Idempotency-Key that covers a whole batch. */
interface BatchKey {
  tenantId: string;
  key: string;
  /** SHA-256 over the digests of its events. */
  digest: Buffer;
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

/** Stores events: keys, event and outbox row in one statement, which is one transaction. */
export class EventStoreRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Accepts events, all or none. A repeat of an accepted one is answered with the original.
   * @param events checked events of one or several tenants
   * @returns in the order of `events`
   * @throws EventConflictError when an id or key stands for another request
   * @throws StalePremiseError when a premise of one of them holds no more
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

  /**
   * Accepts events of several callers in one statement where it can. Each has its own outcome, as if it had been accepted
   * alone: what cannot be stored with the others is found by halving.
   * @param events without ordering keys, for whose locks the others would have to wait
   * @returns in the order of `events`; a rejection is what {@link acceptEvents} throws
   */
  async acceptGroup(events: readonly NewEvent[]): Promise<PromiseSettledResult<AcceptedEvent>[]> {
    if (events.length === 1) return Promise.allSettled(events.map((event) => this.acceptAlone(event)));
    const outcomes = new Map<number, PromiseSettledResult<AcceptedEvent>>();
    try {
      await this.settleGroup(events, outcomes);
      return events.map((_, index) => outcomes.get(index) ?? { status: 'rejected', reason: new Error('no outcome') });
    } catch (error) {
      // The database is away, and what it last did is unknown: whoever repeats the request finds out.
      return events.map((_, index) => outcomes.get(index) ?? { status: 'rejected', reason: error });
    }
  }

  private async settleGroup(
    events: readonly NewEvent[],
    outcomes: Map<number, PromiseSettledResult<AcceptedEvent>>,
  ): Promise<void> {
    const acceptedAt = new Date();
    const prepared = events.map((event) => prepare(event, acceptedAt));
    const firsts = firstsOf(prepared);
    for (const [index, outcome] of await this.tryInsert(firsts, acceptedAt)) outcomes.set(index, outcome);
    const open = [...prepared.entries()].filter(([index]) => !outcomes.has(index));
    if (open.length === 0) return;
    const taken = await this.findKeys(open.map(([, event]) => event));
    const rest: number[] = [];
    const bound: number[] = [];
    for (const [index, event] of open) {
      const standing = standingOf(event, taken);
      if (standing.kind === 'new') rest.push(index);
      else if (standing.kind === 'bound') bound.push(index);
      else if (standing.kind === 'repeat') outcomes.set(index, fulfilled(standing.answer));
      else outcomes.set(index, { status: 'rejected', reason: new EventConflictError(0, standing.detail) });
    }
    const middle = Math.ceil(rest.length / 2);
    for (const part of [rest.slice(0, middle), rest.slice(middle), ...bound.map((index) => [index])]) {
      const settled = await this.acceptGroup(part.flatMap((index) => events[index] ?? []));
      for (const [place, outcome] of settled.entries()) outcomes.set(part[place]!, outcome);
    }
  }

  private async acceptAlone(event: NewEvent): Promise<AcceptedEvent> {
    const [accepted] = await this.acceptEvents([event]);
    if (accepted === undefined) throw new Error('an accepted event was not returned');
    return accepted;
  }

  /**
   * Stores events of a group, all or none.
   * @returns the outcomes that are certain; none when nothing was stored for a reason that may lie in one of the events
   */
  private async tryInsert(
    events: readonly (readonly [number, PreparedEvent])[],
    acceptedAt: Date,
  ): Promise<[number, PromiseSettledResult<AcceptedEvent>][]> {
    try {
      const keys = events.flatMap(([, event]) => keysOf(event).map((key) => toNewKey(key, event, acceptedAt)));
      const stored = events.map(([, event]) => event);
      const stale = await insertEvents(this.dataSource.manager, keys, stored, acceptedAt);
      if (stale.size === 0) return events.map(([index, event]) => [index, fulfilled(describe(event, acceptedAt))]);
      return events.flatMap(([index], place): [number, PromiseRejectedResult][] => {
        const reason = stale.get(place);
        return reason === undefined ? [] : [[index, { status: 'rejected', reason }]];
      });
    } catch (error) {
      if (blamesRows(error)) return [];
      throw error;
    }
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
    const open = [...prepared.entries()].filter(([index]) => !accepted.has(index));
    const taken = await this.findKeys(open.map(([, event]) => event));
    for (const [index, event] of open) {
      const standing = standingOf(event, taken);
      if (standing.kind === 'conflict') throw new EventConflictError(index, standing.detail);
      if (standing.kind === 'bound') bound.set(index, standing.original);
      if (standing.kind === 'repeat') accepted.set(index, standing.answer);
    }
    return 2 * accepted.size + bound.size > before;
  }

  /** Those keys of the events that are taken, by their names. */
  private async findKeys(events: readonly PreparedEvent[]): Promise<Map<string, KeyRow>> {
    const keys = events.flatMap(keysOf);
    const rows = await this.dataSource.query<KeyRow[]>(
      `SELECT k.* FROM unnest($1::text[], $2::text[], $3::text[]) AS wanted(tenant_id, kind, value)
       JOIN event_keys k USING (tenant_id, kind, value)`,
      [keys.map((key) => key.tenantId), keys.map((key) => key.kind), keys.map((key) => key.value)],
    );
    return new Map(rows.map((row) => [nameOf({ tenantId: row.tenant_id, kind: row.kind, value: row.value }), row]));
  }

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
    const [stale] = await this.insertInOrder(lines, keys, events, acceptedAt);
    if (stale !== undefined) throw stale;
  }

  /** Events of one key are accepted one after the other: the numbers of their outbox rows are in the order of commits. */
  private async insertInOrder(
    lines: readonly string[],
    keys: NewKey[],
    events: readonly PreparedEvent[],
    acceptedAt: Date,
  ): Promise<StalePremiseError[]> {
    if (lines.length === 0)
      return [...(await insertEvents(this.dataSource.manager, keys, events, acceptedAt)).values()];
    return this.dataSource.transaction(async (manager) => {
      await lockNames(manager, lines);
      return [...(await insertEvents(manager, keys, events, acceptedAt)).values()];
    });
  }
}

/** What stands for an ordering key of a tenant in the database's locks; none where the event has no key. */
function orderingLine(tenantId: string, orderingKey: string | undefined): string[] {
  return orderingKey === undefined ? [] : [`accept\n${tenantId}\n${orderingKey}`];
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
      keys.set(nameOf(key), toNewKey(key, event, acceptedAt));
    }
  }
  return [...keys.values()];
}

/** The events of a group that share no id or key with an earlier one; the others are judged once those are stored. */
function firstsOf(prepared: readonly PreparedEvent[]): (readonly [number, PreparedEvent])[] {
  const names = new Set<string>();
  return [...prepared.entries()].filter(([, event]) => {
    const own = keysOf(event).map(nameOf);
    const isFirst = own.every((name) => !names.has(name));
    for (const name of own) names.add(name);
    return isFirst;
  });
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
    batch: ids,
  };
}
