import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { allPages } from '../lib/all-pages.js';
import { answer, api, type Schema } from './client.js';

/** A tenant. */
export type Tenant = Schema<'Tenant'>;
/** What is changed of a tenant. */
export type TenantChange = Schema<'ChangeTenant'>;
/** What a tenant can be told about its endpoints and deliveries. */
export type AlertType = NonNullable<Tenant['alerts']>['events'][number];

/** Every tenant, for an admin to choose from. */
export const tenantsQuery = queryOptions({
  queryKey: ['tenants'],
  queryFn: ({ signal }) =>
    allPages((cursor) => answer(api.GET('/api/v1/tenants', { params: { query: { limit: '200', cursor } }, signal }))),
  staleTime: 30_000,
});

/** A tenant with its settings; for admins, and for those of the tenant itself. */
export function tenantQuery(id: string) {
  return queryOptions({
    queryKey: ['tenant', id],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/tenants/{id}', { params: { path: { id } }, signal })),
  });
}

/** Changes settings of a tenant: what is left out stays. */
export function useChangeTenant(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: TenantChange) => answer(api.PATCH('/api/v1/tenants/{id}', { params: { path: { id } }, body })),
    onSuccess: async (tenant) => {
      queryClient.setQueryData(tenantQuery(id).queryKey, tenant);
      await queryClient.invalidateQueries({ queryKey: tenantsQuery.queryKey });
    },
  });
}

/** Holds everything of a tenant, or lets it go on. */
export function useSwitchTenant(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (to: 'stop' | 'start') => {
      const params = { path: { id } };
      return to === 'stop'
        ? answer(api.POST('/api/v1/tenants/{id}/stop', { params }))
        : answer(api.POST('/api/v1/tenants/{id}/start', { params }));
    },
    onSuccess: async (tenant) => {
      queryClient.setQueryData(tenantQuery(id).queryKey, tenant);
      await queryClient.invalidateQueries({ predicate: ({ queryKey: [first] }) => first !== 'tenant' });
    },
  });
}
