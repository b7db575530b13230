import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api, type Schema } from './client.js';

/** An API key of a tenant; never the key itself. */
export type ApiKey = Schema<'Key'>;
/** What a key may do. */
export type KeyRole = Schema<'TenantRole'>;

const PAGE_SIZE = '50';

/** The keys of a tenant, newest first, page after page. */
export function keysQuery(tenantId: string) {
  return infiniteQueryOptions({
    queryKey: ['keys', tenantId],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/tenants/{id}/keys', {
          params: { path: { id: tenantId }, query: { limit: PAGE_SIZE, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
}

/** Makes a key; the answer is the only one that has the key itself. */
export function useCreateKey(tenantId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ role, name }: { role: KeyRole; name: string }) =>
      answer(
        api.POST('/api/v1/tenants/{id}/keys', {
          params: { path: { id: tenantId } },
          body: { role, ...(name === '' ? {} : { name }) },
        }),
      ),
    // The key itself must not stay in the cache of mutations once its dialog is closed.
    gcTime: 0,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['keys', tenantId] }),
  });
}

/** Revokes a key: it stops working at once. */
export function useRevokeKey(tenantId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (keyId: string) =>
      answer(api.DELETE('/api/v1/tenants/{id}/keys/{keyId}', { params: { path: { id: tenantId, keyId } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['keys', tenantId] }),
  });
}
