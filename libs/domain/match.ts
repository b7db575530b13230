import type { EventSource } from '#libs/contracts';

/** What decides whether an endpoint gets an event. */
export interface Subscription {
  /** Event types: exact names, `prefix.*`, or `*`. */
  events: readonly string[];
  /** Channels that the endpoint listens to; null or empty means all. */
  channels: readonly string[] | null;
  status: 'active' | 'disabled';
  deleted: boolean;
  /** The tenant's own, for operational events. */
  operational: boolean;
}

/** What decides about an event. */
export interface MatchableEvent {
  type: string;
  channels: readonly string[] | null;
  source: EventSource;
}

export interface MatchResult {
  matched: boolean;
  /** One sentence for the people who ask why. */
  because: string;
}

/**
 * Tells whether a subscription's pattern covers an event type. `*` covers all; `order.*` covers `order.created` and
 * `order.item.added`, but not `order`; everything else is compared as it stands.
 */
export function eventTypeMatches(pattern: string, eventType: string): boolean {
  if (pattern === '*' || pattern === eventType) return true;
  return pattern.endsWith('.*') && eventType.startsWith(pattern.slice(0, -1));
}

/**
 * Decides whether an endpoint gets an event, and says why. Operational events go to the tenant's operational endpoint
 * alone, and nothing else goes there: what Everhook tells of deliveries never makes deliveries that it tells of.
 * An endpoint without channels listens to all; one with channels gets the events that name at least one of them.
 */
export function matchSubscription(subscription: Subscription, event: MatchableEvent): MatchResult {
  if (subscription.deleted) return { matched: false, because: 'the endpoint was deleted before the event came' };
  if (subscription.status === 'disabled') return { matched: false, because: 'the endpoint was disabled' };
  if (subscription.operational !== (event.source === 'operational')) {
    const because = subscription.operational
      ? 'the endpoint gets operational events only'
      : 'operational events go to the operational endpoint only';
    return { matched: false, because };
  }
  const pattern = subscription.events.find((candidate) => eventTypeMatches(candidate, event.type));
  if (pattern === undefined) {
    return { matched: false, because: `none of [${subscription.events.join(', ')}] covers "${event.type}"` };
  }
  const wanted = subscription.channels ?? [];
  const given = event.channels ?? [];
  if (wanted.length > 0 && !given.some((channel) => wanted.includes(channel))) {
    return {
      matched: false,
      because: `the event's channels [${given.join(', ')}] share none with the endpoint's [${wanted.join(', ')}]`,
    };
  }
  return { matched: true, because: `"${pattern}" covers "${event.type}"` };
}
