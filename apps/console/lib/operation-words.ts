import type { OperationSummary } from '../api/operations.js';

/** Every status of a bulk operation, with its colour. */
export const OPERATION_STATUSES: Record<OperationSummary['status'], string> = {
  running: 'blue',
  paused: 'amber',
  finished: 'teal',
  aborted: 'red',
};

/** What each action is called. */
export const OPERATION_ACTIONS: Record<OperationSummary['action'], string> = {
  redeliver: 'Redeliver',
  cancel: 'Cancel',
  hold: 'Hold',
  release: 'Release',
  reschedule: 'Reschedule',
  replay: 'Replay of events',
  recover: 'Recovery of an endpoint',
};

/** What the fields of a filter are called in a sentence. */
const FILTER_NAMES: Record<string, string> = {
  endpointId: 'endpoint',
  endpointIds: 'endpoints',
  eventId: 'event',
  eventType: 'event type',
  types: 'event types',
  statusCode: 'last status code',
  errorKind: 'last error',
  waitReason: 'waits because of',
  orderingKey: 'ordering key',
  operationId: 'bulk operation',
  completedFrom: 'ended from',
  completedTo: 'ended before',
  to: 'before',
};

/**
 * What a bulk operation reaches, in words: "status failed, event type order.created".
 * @param filter as the API has it
 */
export function operationFilterText(filter: OperationSummary['filter']): string {
  const parts = Object.entries(filter).map(
    ([name, value]) => `${FILTER_NAMES[name] ?? name} ${Array.isArray(value) ? value.join(' or ') : String(value)}`,
  );
  return parts.length === 0 ? 'everything' : parts.join(', ');
}
