import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query';
import { shortUrl } from '../lib/short-url.js';
import { allPages } from '../lib/all-pages.js';
import { answer, api, type Schema } from './client.js';
import { refreshOf } from './refresh-of.js';
import type { operations } from './schema.generated.js';

/** An endpoint. */
export type Endpoint = Schema<'Endpoint'>;

type ListQuery = NonNullable<operations['listEndpoints']['parameters']['query']>;

/** The names of the list's filters. */
export const ENDPOINT_FILTERS = ['status', 'event'] as const;
/** The filters that are set, as text. */
export type EndpointFilter = { [Name in (typeof ENDPOINT_FILTERS)[number]]?: string };

const PAGE_SIZE = '50';
const REFRESH_LIST_MS = 5_000;

/** The endpoints that a filter finds, newest first, page after page. */
export function endpointsQuery(filter: EndpointFilter) {
  return infiniteQueryOptions({
    queryKey: ['endpoints', filter],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/webhooks', {
          // The API checks the words of a filter and says which it does not know.
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as said
          params: { query: { ...filter, limit: PAGE_SIZE, cursor: pageParam } as ListQuery },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: refreshOf(REFRESH_LIST_MS),
  });
}

/** Every endpoint of the tenant, to choose from and to name in lists. */
export const allEndpointsQuery = queryOptions({
  queryKey: ['endpoints', 'all'],
  queryFn: ({ signal }) =>
    allPages((cursor) => answer(api.GET('/api/v1/webhooks', { params: { query: { limit: '200', cursor } }, signal }))),
  staleTime: 30_000,
});

/** @returns what an endpoint is called in lists: its URL, or its id while that is not known */
export function useEndpointName(): (id: string) => string {
  const { data } = useQuery(allEndpointsQuery);
  return (id) => {
    const endpoint = data?.find((one) => one.id === id);
    return endpoint === undefined ? id : shortUrl(endpoint.url);
  };
}
