import { Injectable } from '@nestjs/common';
import type { DeliveryAnswer, EventListQuery, EventSummary, ReplayEventBody } from '#libs/contracts/http';
import { matchSubscription } from '#libs/domain';
import {
  AuditRepository,
  DeliveryQueryRepository,
  DeliveryStoreRepository,
  EventQueryRepository,
  type Actor,
  type SubscribedEndpoint,
} from '#libs/persistence';
import { presentDelivery } from '../deliveries/delivery-presenter.js';
import { page, pageRequest } from '../http/pagination.js';
import { ProblemException } from '../http/problem.exception.js';
import { eventDetailJson, presentEvent } from './event-presenter.js';
import { explainMatches } from './explain-matches.js';

/** Shows events and sends them again. */
@Injectable()
export class EventsService {
  constructor(
    private readonly events: EventQueryRepository,
    private readonly deliveries: DeliveryQueryRepository,
    private readonly store: DeliveryStoreRepository,
    private readonly audit: AuditRepository,
  ) {}

  /** A page of a tenant's events. */
  async list(tenantId: string, query: EventListQuery): Promise<{ data: EventSummary[]; nextCursor: string | null }> {
    const search = {
      ...(query.type === undefined ? {} : { type: query.type }),
      ...(query.from === undefined ? {} : { from: new Date(query.from) }),
      ...(query.to === undefined ? {} : { to: new Date(query.to) }),
      ...(query.q === undefined ? {} : { text: query.q }),
    };
    const rows = await this.events.listEvents(tenantId, search, pageRequest(query));
    return page(rows, query, ({ acceptedAt, id }) => ({ createdAt: acceptedAt, id }), presentEvent);
  }

  /**
   * The JSON text of one event with its data as posted, its matches and its deliveries.
   * @throws ProblemException 404
   */
  async read(tenantId: string, id: string): Promise<string> {
    const event = await this.events.findEvent(tenantId, id);
    if (event === null) throw ProblemException.notFound('event', id);
    const watermark = await this.events.findWatermark(event);
    const [subscriptions, deliveries] = await Promise.all([
      this.events.findSubscriptionsAt(tenantId, watermark),
      this.events.findDeliveriesOfEvent(event),
    ]);
    const matches = explainMatches(event, watermark, subscriptions, deliveries);
    return eventDetailJson({ ...presentEvent(event), matches, deliveries }, event.data);
  }

  /**
   * Sends an event again: new deliveries of the same event id.
   * @returns the new deliveries; none when no endpoint was named and none subscribes
   * @throws ProblemException 404 for an event or endpoint that the tenant does not have, 409 for a disabled endpoint
   */
  async replay(
    tenantId: string,
    id: string,
    { endpointIds }: ReplayEventBody,
    actor: Actor,
  ): Promise<DeliveryAnswer[]> {
    const event = await this.events.findEvent(tenantId, id);
    if (event === null) throw ProblemException.notFound('event', id);
    const endpoints = await this.events.findEndpoints(tenantId);
    const targets =
      endpointIds === undefined
        ? endpoints.filter((endpoint) => matchSubscription({ ...endpoint, deleted: false }, event).matched)
        : chosenEndpoints(endpoints, endpointIds, event.source === 'operational');
    const made = await this.store.createDeliveries(
      tenantId,
      id,
      targets.map((endpoint) => endpoint.id),
      'replay',
    );
    await this.audit.record({ tenantId, actor, action: 'event.replay', subject: id });
    const deliveries = await this.deliveries.findDeliveries(
      tenantId,
      made.map(({ deliveryId }) => deliveryId),
    );
    return deliveries.map(presentDelivery);
  }
}

function chosenEndpoints(
  endpoints: readonly SubscribedEndpoint[],
  ids: readonly string[],
  operational: boolean,
): SubscribedEndpoint[] {
  return [...new Set(ids)].map((id) => {
    const endpoint = endpoints.find((candidate) => candidate.id === id);
    if (endpoint === undefined) throw ProblemException.notFound('endpoint', id);
    if (endpoint.operational !== operational) {
      const message = operational
        ? `"${id}" gets no operational events, and this is one`
        : `"${id}" gets operational events only, and this is none`;
      throw ProblemException.field('endpointIds', message);
    }
    if (endpoint.status === 'disabled') {
      throw ProblemException.endpointDisabled(id);
    }
    return endpoint;
  });
}
