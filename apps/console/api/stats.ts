import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answer, api, type Schema } from './client.js';

/** Figures of a tenant over a window. */
export type Stats = Schema<'Stats'>;
/** Figures of one endpoint over a window. */
export type EndpointHealth = Schema<'EndpointHealth'>;
/** A stretch of a window. */
export type StatsBucket = Schema<'StatsBucket'>;
/** How far back figures look. */
export type StatsWindow = Stats['window'];

/** The windows, with their names. */
export const STATS_WINDOWS: Record<StatsWindow, string> = { '1h': 'Last hour', '24h': 'Last day', '7d': 'Last week' };

const REFRESH_MS = 10_000;
const REFRESH_GLANCE_MS = 60_000;

/** The window that an address names; a day when it names none that there is. */
export function statsWindow(text: string | undefined): StatsWindow {
  return text === '1h' || text === '7d' ? text : '24h';
}

/** The figures of the overview. */
export function statsQuery(window: StatsWindow) {
  return queryOptions({
    queryKey: ['stats', window],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/stats', { params: { query: { window } }, signal })),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}

/** The figures of one endpoint. */
export function endpointHealthQuery(id: string, window: StatsWindow) {
  return queryOptions({
    queryKey: ['endpoint-health', id, window],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/v1/webhooks/{id}/health', { params: { path: { id }, query: { window } }, signal })),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}

/** The figures of one endpoint of many, for a glance: looked at again each minute. */
export function endpointGlanceQuery(id: string) {
  return queryOptions({
    ...endpointHealthQuery(id, '24h'),
    refetchInterval: REFRESH_GLANCE_MS,
    staleTime: REFRESH_GLANCE_MS / 2,
  });
}
