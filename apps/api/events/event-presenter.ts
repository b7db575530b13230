import type { AcceptedEventAnswer, EventDetail, EventSummary } from '#libs/contracts/http';
import type { AcceptedEvent, EventRow } from '#libs/persistence';

/** What the sender is told about an accepted event. */
export function presentAccepted({ id, type, created, tenantId }: AcceptedEvent): AcceptedEventAnswer {
  return { id, type, created: created.toISOString(), tenantId };
}

/** An item of a batch's answer: a repeat says so. */
export function presentBatchItem(event: AcceptedEvent): AcceptedEventAnswer {
  return { ...presentAccepted(event), ...(event.replayed ? { replayed: true } : {}) };
}

/** An event as lists show it. */
export function presentEvent(row: EventRow): EventSummary {
  const { id, tenantId, type, source } = row;
  return {
    id,
    tenantId,
    type,
    created: row.created.toISOString(),
    acceptedAt: row.acceptedAt.toISOString(),
    source,
    ...(row.channels === null ? {} : { channels: row.channels }),
    ...(row.deliverAt === null ? {} : { deliverAt: row.deliverAt.toISOString() }),
    ...(row.expiresAt === null ? {} : { expiresAt: row.expiresAt.toISOString() }),
    ...(row.orderingKey === null ? {} : { orderingKey: row.orderingKey }),
  };
}

/**
 * The JSON text of an event with its data put in as it was posted: serialising it again would change numbers beyond
 * 2^53 and the spelling of others.
 * @param detail everything but the data
 * @param data JSON text
 */
export function eventDetailJson(detail: Omit<EventDetail, 'data'>, data: string): string {
  return `${JSON.stringify(detail).slice(0, -1)},"data":${data}}`;
}
