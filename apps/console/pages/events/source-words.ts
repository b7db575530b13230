import type { EventSummary } from '../../api/events.js';

/** Every way in which an event comes to be, in words. */
export const SOURCES: Record<EventSummary['source'], string> = {
  api: 'Posted',
  outbox: 'From the outbox',
  test: 'A test',
  operational: 'An alert of Everhook',
};
