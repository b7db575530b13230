import type { EventSource } from '#libs/contracts';
import type { EventMatch } from '#libs/contracts/http';
import { matchSubscription } from '#libs/domain';
import type { DeliveryOfEvent, SubscriptionAtWatermark } from '#libs/persistence';

/** What is asked about. */
export interface MatchedEvent {
  type: string;
  channels: string[] | null;
  source: EventSource;
}

/**
 * Says for every endpoint why it got an event or did not.
 * @param event the event
 * @param watermark the tenant's `endpoints_version` that it was matched with; null while it is not relayed
 * @param subscriptions the endpoints as they stood at the event's watermark; as they are now when it is not relayed
 * @param deliveries the event's deliveries in the order of their generations
 */
export function explainMatches(
  event: MatchedEvent,
  watermark: number | null,
  subscriptions: readonly SubscriptionAtWatermark[],
  deliveries: readonly DeliveryOfEvent[],
): EventMatch[] {
  const firstDeliveries = new Map<string, string>();
  for (const { endpointId, id } of deliveries) {
    if (!firstDeliveries.has(endpointId)) firstDeliveries.set(endpointId, id);
  }
  return subscriptions.map(({ endpointId, subscription }) => {
    const deliveryId = firstDeliveries.get(endpointId);
    const verdict = explain(event, watermark, subscription, deliveryId !== undefined);
    return { endpointId, ...verdict, ...(deliveryId === undefined ? {} : { deliveryId }) };
  });
}

function explain(
  event: MatchedEvent,
  watermark: number | null,
  subscription: SubscriptionAtWatermark['subscription'],
  delivered: boolean,
): { matched: boolean; because: string } {
  if (event.source === 'test') {
    return {
      matched: delivered,
      because: delivered ? 'a test event made for this endpoint' : 'a test event that was not made for this endpoint',
    };
  }
  if (subscription === null) return { matched: false, because: 'the endpoint was created after the event was relayed' };
  const verdict = matchSubscription(subscription, event);
  if (watermark !== null) return verdict;
  return { ...verdict, because: `the event is not yet relayed; as the endpoint stands now: ${verdict.because}` };
}
