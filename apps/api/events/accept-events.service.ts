import { Inject, Injectable } from '@nestjs/common';
import { Batcher } from '#libs/batching';
import type { Config } from '#libs/config';
import type { NewEventBatchBody, NewEventBody } from '#libs/contracts/http';
import { Metrics } from '#libs/observability';
import {
  EventConflictError,
  EventStoreRepository,
  StalePremiseError,
  type AcceptedEvent,
  type AcceptPremises,
  type NewEvent,
} from '#libs/persistence';
import { BOOTSTRAP_ADMIN, UNKNOWN_KEY } from '../http/authenticator.js';
import type { JsonText } from '../http/json-body.js';
import type { Principal } from '../http/principal.js';
import { ProblemException } from '../http/problem.exception.js';
import { CONFIG } from '../tokens.js';
import { EventLimitService } from './event-limit.service.js';
import { EventRulesService } from './event-rules.service.js';
import { sliceBatch, sliceEvent, type EventSlice } from './event-slices.js';

/** A group of single posts has at most so many events, and about so much data: what one statement does well. */
const GROUP_EVENTS = 200;
const GROUP_CHARACTERS = 4 * 1_048_576;

/** How often an event is judged anew because its tenant's rules changed meanwhile. */
const MAXIMUM_TRIES = 5;

/** Accepts posted events: data as written, rules checked, stored once. */
@Injectable()
export class AcceptEventsService {
  /** Single posts of the same moment share a transaction; each is answered after its commit. */
  private readonly groups = new Batcher<NewEvent, AcceptedEvent>({
    run: (events) => this.acceptGroup(events),
    maximumItems: GROUP_EVENTS,
    maximumInFlight: 2,
    windowMs: 1,
    weigh: ({ data }) => data.length,
    maximumWeight: GROUP_CHARACTERS,
  });

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly store: EventStoreRepository,
    private readonly rules: EventRulesService,
    private readonly limit: EventLimitService,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Accepts one event.
   * @param principal whose key is believed to be good
   * @param body the body's value, which fits the schema
   * @param json the body as it was posted
   * @throws ProblemException when a rule is broken, id or key stand for another request (409), or the tenant may post no
   *   more just now (429)
   */
  async acceptOne(
    tenantId: string,
    { keyId }: Principal,
    body: NewEventBody,
    json: JsonText,
    idempotencyKey: string | undefined,
  ): Promise<AcceptedEvent> {
    const slice = toNewEvent(tenantId, body, sliceEvent(json));
    const event = idempotencyKey === undefined ? slice : { ...slice, idempotencyKey };
    for (let tries = 1; ; tries++) {
      const rules = await this.rules.checkOne(event, idempotencyKey);
      if (tries === 1) await this.limit.take(tenantId, rules, 1);
      const premises: AcceptPremises = {
        keyId: keyId === BOOTSTRAP_ADMIN ? null : keyId,
        allowedEvents: rules.allowedEvents,
        schemaUpdatedAt: rules.schemas.get(event.type)?.updatedAt ?? null,
      };
      const judged = { ...event, premises };
      const accepting = event.orderingKey === undefined ? this.groups.submit(judged) : this.acceptAlone(judged);
      try {
        return await conflictAsProblem(accepting);
      } catch (error) {
        if (!(error instanceof StalePremiseError)) throw error;
        if (error.premise === 'key') throw ProblemException.unauthorized(UNKNOWN_KEY);
        if (tries === MAXIMUM_TRIES) throw error;
        this.rules.forget(event);
      }
    }
  }

  private async acceptGroup(events: readonly NewEvent[]): Promise<PromiseSettledResult<AcceptedEvent>[]> {
    const outcomes = await this.store.acceptGroup(events);
    const fresh = outcomes.filter((outcome) => outcome.status === 'fulfilled' && !outcome.value.replayed);
    this.metrics.eventsAccepted(fresh.length);
    this.metrics.acceptGroupTaken(events.length);
    return outcomes;
  }

  /** An event of a line waits for the one before it, for which the others of a group should not have to wait. */
  private async acceptAlone(event: NewEvent): Promise<AcceptedEvent> {
    const [accepted] = await this.store.acceptEvents([event]);
    if (accepted === undefined) throw new Error('an accepted event was not returned');
    this.metrics.eventsAccepted(Number(!accepted.replayed));
    return accepted;
  }

  /**
   * Accepts several events, all or none.
   * @param idempotencyKey covers the whole batch
   * @returns `replayed` when the batch as a whole repeats an earlier one
   * @throws ProblemException as {@link acceptOne}; its errors say which event
   */
  async acceptBatch(
    tenantId: string,
    { events: bodies }: NewEventBatchBody,
    json: JsonText,
    idempotencyKey: string | undefined,
  ): Promise<{ events: AcceptedEvent[]; replayed: boolean }> {
    const slices = sliceBatch(json);
    const events = bodies.map((body, index) => {
      const slice = slices[index];
      if (slice === undefined) throw new Error('a batch and its text differ');
      this.refuseTooLarge(slice, index);
      return toNewEvent(tenantId, body, slice.data);
    });
    const pathOf = (index: number): string => `events.${index}.`;
    const rules = await this.rules.check(tenantId, events, { kind: 'batch', value: idempotencyKey }, pathOf);
    await this.limit.take(tenantId, rules, events.length);
    const answer = await conflictAsProblem(this.store.acceptBatch(tenantId, idempotencyKey, events), pathOf);
    this.metrics.eventsAccepted(answer.events.filter((event) => !event.replayed).length);
    return answer;
  }

  private refuseTooLarge({ bytes }: EventSlice, index: number): void {
    const limit = this.config.limits.eventBytes;
    if (bytes <= limit) return;
    throw ProblemException.field(`events.${index}`, `has ${bytes} bytes; an event may have ${limit}`, 'too-large');
  }
}

function toNewEvent(tenantId: string, body: NewEventBody, data: string): NewEvent {
  return {
    tenantId,
    type: body.type,
    data,
    source: 'api',
    ...(body.id === undefined ? {} : { id: body.id }),
    ...(body.created === undefined ? {} : { created: new Date(body.created) }),
    ...(body.channels === undefined ? {} : { channels: body.channels }),
    ...(body.deliverAt === undefined ? {} : { deliverAt: new Date(body.deliverAt) }),
    ...(body.expiresAt === undefined ? {} : { expiresAt: new Date(body.expiresAt) }),
    ...(body.orderingKey === undefined ? {} : { orderingKey: body.orderingKey }),
  };
}

async function conflictAsProblem<Value>(accepting: Promise<Value>, pathOf?: (index: number) => string): Promise<Value> {
  try {
    return await accepting;
  } catch (error) {
    if (!(error instanceof EventConflictError)) throw error;
    const path = pathOf?.(error.index).slice(0, -1);
    throw path === undefined
      ? new ProblemException('event-conflict', `${error.detail}.`)
      : ProblemException.field(path, error.detail, 'event-conflict');
  }
}
