import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '#libs/config';
import type { NewEventBatchBody, NewEventBody } from '#libs/contracts/http';
import { Metrics } from '#libs/observability';
import { EventConflictError, EventStoreRepository, type AcceptedEvent, type NewEvent } from '#libs/persistence';
import { ProblemException } from '../http/problem.exception.js';
import { CONFIG } from '../tokens.js';
import { EventRulesService } from './event-rules.service.js';
import { sliceBatch, sliceEvent, type EventSlice } from './event-slices.js';

/** Accepts posted events: data as written, rules checked, stored once. */
@Injectable()
export class AcceptEventsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly store: EventStoreRepository,
    private readonly rules: EventRulesService,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Accepts one event.
   * @param body the body's value, which fits the schema
   * @param text the body as it was posted
   * @throws ProblemException when a rule is broken, or id or key stand for another request (409)
   */
  async acceptOne(
    tenantId: string,
    body: NewEventBody,
    text: string,
    idempotencyKey: string | undefined,
  ): Promise<AcceptedEvent> {
    const event = toNewEvent(tenantId, body, sliceEvent(text));
    await this.rules.check(tenantId, [event], { kind: 'key', value: idempotencyKey }, () => '');
    const keyed = idempotencyKey === undefined ? event : { ...event, idempotencyKey };
    const [accepted] = await conflictAsProblem(this.store.acceptEvents([keyed]));
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
    text: string,
    idempotencyKey: string | undefined,
  ): Promise<{ events: AcceptedEvent[]; replayed: boolean }> {
    const slices = sliceBatch(text);
    const events = bodies.map((body, index) => {
      const slice = slices[index];
      if (slice === undefined) throw new Error('a batch and its text differ');
      this.refuseTooLarge(slice, index);
      return toNewEvent(tenantId, body, slice);
    });
    const pathOf = (index: number): string => `events.${index}.`;
    await this.rules.check(tenantId, events, { kind: 'batch', value: idempotencyKey }, pathOf);
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

function toNewEvent(tenantId: string, body: NewEventBody, { data }: EventSlice): NewEvent {
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
