import { Injectable } from '@nestjs/common';
import type { TestEventAnswer } from '#libs/contracts/http';
import { eventTypeMatches } from '#libs/domain';
import {
  AuditRepository,
  DeliveryStoreRepository,
  EventQueryRepository,
  EventStoreRepository,
  type Actor,
} from '#libs/persistence';
import { builtInExample } from '../events/built-in-example.js';

/** Whom a test is for. */
export interface TestTarget {
  tenantId: string;
  /** Null: every endpoint that subscribes. */
  endpointId: string | null;
}

/** Sends test events. */
@Injectable()
export class TestEventsService {
  constructor(
    private readonly queries: EventQueryRepository,
    private readonly events: EventStoreRepository,
    private readonly deliveries: DeliveryStoreRepository,
    private readonly audit: AuditRepository,
  ) {}

  /**
   * Makes a test event and a delivery for every endpoint that is active and whose patterns cover its type. Channels
   * are not asked: a test event has none.
   * @param type the event type; its example in the tenant's catalogue is the payload, else that of a built-in
   *   catalogue, else a generic one
   */
  async send({ tenantId, endpointId }: TestTarget, type: string, actor: Actor): Promise<TestEventAnswer> {
    const data = (await this.queries.findExample(tenantId, type)) ?? JSON.stringify(builtInExample(type));
    const [event] = await this.events.acceptEvents([{ tenantId, type, data, source: 'test' }]);
    if (event === undefined) throw new Error('an accepted event was not returned');
    const endpoints = await this.queries.findEndpoints(tenantId);
    const subscribed = endpoints.filter(
      ({ id, status, events, operational }) =>
        (endpointId === null ? !operational : id === endpointId) &&
        status === 'active' &&
        events.some((pattern) => eventTypeMatches(pattern, type)),
    );
    const deliveries = await this.deliveries.createDeliveries(
      tenantId,
      event.id,
      subscribed.map(({ id }) => id),
      'test',
    );
    await this.audit.record({ tenantId, actor, action: 'event.test', subject: event.id });
    return { event: type, eventId: event.id, deliveries };
  }
}
