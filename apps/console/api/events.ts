import { infiniteQueryOptions } from '@tanstack/react-query';
import { answer, api, type Schema } from './client.js';
import { refreshOf } from './refresh-of.js';

/** An event without its data. */
export type EventSummary = Schema<'EventSummary'>;

/** The names of the list's filters. */
export const EVENT_FILTERS = ['type', 'q', 'from', 'to'] as const;
/** The filters that are set, as text. */
export type EventFilter = { [Name in (typeof EVENT_FILTERS)[number]]?: string };

const PAGE_SIZE = '50';
const REFRESH_LIST_MS = 5_000;

/** The events that a filter finds, newest first, page after page. */
export function eventsQuery(filter: EventFilter) {
  return infiniteQueryOptions({
    queryKey: ['events', filter],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/events', {
          params: { query: { ...filter, limit: PAGE_SIZE, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: refreshOf(REFRESH_LIST_MS),
  });
}
