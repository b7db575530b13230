import { infiniteQueryOptions } from '@tanstack/react-query';
import { answer, api, type Schema } from './client.js';

/** One change, or one look at a secret. */
export type AuditEntry = Schema<'AuditEntry'>;

/** The names of the list's filters. */
export const AUDIT_FILTERS = ['actor', 'action', 'subject', 'from', 'to'] as const;
/** The filters that are set, as text. */
export type AuditFilter = { [Name in (typeof AUDIT_FILTERS)[number]]?: string };

const PAGE_SIZE = '50';
const REFRESH_LIST_MS = 10_000;

/** Who changed what, newest first, page after page. */
export function auditQuery(filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/audit', { params: { query: { ...filter, limit: PAGE_SIZE, cursor: pageParam } }, signal }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: REFRESH_LIST_MS,
  });
}
