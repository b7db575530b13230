import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api, type Schema } from './client.js';
import type { Endpoint } from './endpoints.js';

/** What an endpoint is made from. */
export type NewEndpoint = Schema<'CreateEndpoint'>;
/** What is changed of an endpoint. */
export type EndpointChange = Schema<'ChangeEndpoint'>;
/** The secrets of an endpoint. */
export type EndpointSecret = Schema<'EndpointSecret'>;
/** When the next attempt is due and what is tried again. */
export type RetryPolicy = Schema<'RetryPolicy'>;

const REFRESH_MS = 5_000;
const REFRESH_DRAINING_MS = 1_000;

/** One endpoint, with what its gate holds. */
export function endpointQuery(id: string) {
  return queryOptions({
    queryKey: ['endpoint', id],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/webhooks/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state: { data } }) => (data?.status === 'draining' ? REFRESH_DRAINING_MS : REFRESH_MS),
  });
}

/** Makes an endpoint; only this answer, and a look at its secrets, carry the secret. */
export function useCreateEndpoint() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: NewEndpoint) => answer(api.POST('/api/v1/webhooks', { body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['endpoints'] }),
  });
}

/** Changes an endpoint: what is left out stays. */
export function useChangeEndpoint(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: EndpointChange) =>
      answer(api.PATCH('/api/v1/webhooks/{id}', { params: { path: { id } }, body })),
    onSuccess: () => invalidate(queryClient, id),
  });
}

/** What is done to an endpoint as a whole. */
export type EndpointAction =
  | { kind: 'pause' }
  | { kind: 'resume'; ratePerSecond?: number; discardBefore?: string }
  | { kind: 'enable' }
  | { kind: 'disable' };

/** Pauses, resumes, enables or disables an endpoint. */
export function useEndpointAction(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (action: EndpointAction): Promise<Endpoint> => {
      const params = { path: { id } };
      switch (action.kind) {
        case 'pause':
          return answer(api.POST('/api/v1/webhooks/{id}/pause', { params }));
        case 'resume': {
          const { kind: _kind, ...body } = action;
          return answer(api.POST('/api/v1/webhooks/{id}/resume', { params, body }));
        }
        case 'enable':
          return answer(api.POST('/api/v1/webhooks/{id}/enable', { params }));
        case 'disable':
          return answer(api.POST('/api/v1/webhooks/{id}/disable', { params }));
      }
    },
    onSuccess: (endpoint) => {
      queryClient.setQueryData(endpointQuery(id).queryKey, endpoint);
      return invalidate(queryClient, id);
    },
  });
}

/** Deletes an endpoint; what waits for it is cancelled. */
export function useDeleteEndpoint(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.DELETE('/api/v1/webhooks/{id}', { params: { path: { id } } })),
    onSuccess: () => {
      queryClient.removeQueries({ queryKey: ['endpoint', id] });
      return queryClient.invalidateQueries({ queryKey: ['endpoints'] });
    },
  });
}

/** Sends an endpoint again what failed or was cancelled since a time: a bulk operation. */
export function useRecoverEndpoint(id: string) {
  return useMutation({
    mutationFn: (since: string) =>
      answer(api.POST('/api/v1/webhooks/{id}/recover', { params: { path: { id } }, body: { since } })),
  });
}

/** The secrets of an endpoint: asked for only when someone wants to see them, which the audit log notes. */
export function useSecret(id: string) {
  return useMutation({
    mutationFn: () => answer(api.GET('/api/v1/webhooks/{id}/secret', { params: { path: { id } } })),
    // It is not kept once the page is left.
    gcTime: 0,
  });
}

/** What a rotation is told. */
export interface Rotation {
  /** In the form of the profile; undefined for a new one. */
  secret?: string;
  overlapSeconds: number;
  /** Although an earlier rotation is still in its overlap. */
  replace: boolean;
}

/** Gives an endpoint a new secret, beside the old one for a while. */
export function useRotateSecret(id: string) {
  return useMutation({
    mutationFn: (body: Rotation) =>
      answer(api.POST('/api/v1/webhooks/{id}/secret/rotate', { params: { path: { id } }, body })),
    gcTime: 0,
  });
}

/** Ends the overlap of a rotation at once. */
export function usePromoteSecret(id: string) {
  return useMutation({
    mutationFn: () => answer(api.POST('/api/v1/webhooks/{id}/secret/promote', { params: { path: { id } } })),
    gcTime: 0,
  });
}

async function invalidate(queryClient: ReturnType<typeof useQueryClient>, id: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['endpoints'] }),
    queryClient.invalidateQueries({ queryKey: ['endpoint', id] }),
    queryClient.invalidateQueries({ queryKey: ['endpoint-health', id] }),
  ]);
}
