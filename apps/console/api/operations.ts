import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api, type Schema } from './client.js';
import type { DeliveryFilter } from './deliveries.js';

/** A bulk operation and how far it has come. */
export type Operation = Schema<'OperationDetail'>;
/** A bulk operation as lists show it. */
export type OperationSummary = Schema<'Operation'>;
/** A bulk operation to begin. */
export type NewOperation = Schema<'NewOperation'>;

/** What can be done to many deliveries at once. */
export type BulkAction = 'redeliver' | 'cancel' | 'hold' | 'release' | 'reschedule';

/** What a bulk operation is told beside its filter. */
export interface BulkSettings {
  /** RFC 3339; with `reschedule`. */
  at?: string | undefined;
  reason?: string | undefined;
  /** Members acted on in a second; undefined for the API's default. */
  ratePerSecond?: number | undefined;
}

const REFRESH_MS = 1_000;
const REFRESH_LIST_MS = 2_000;
const PAGE_SIZE = '50';

/** The bulk operations of the tenant, newest first, page after page; what runs is looked at every two seconds. */
export function operationsQuery(status: OperationSummary['status'] | undefined) {
  return infiniteQueryOptions({
    queryKey: ['operations', status],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/operations', {
          params: { query: { limit: PAGE_SIZE, cursor: pageParam, ...(status === undefined ? {} : { status }) } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: REFRESH_LIST_MS,
  });
}

/** How many deliveries an action would reach: a dry run. */
export function operationCountQuery(action: BulkAction, filter: DeliveryFilter) {
  return queryOptions({
    queryKey: ['operation-count', action, filter],
    queryFn: async ({ signal }) => {
      // Only the count matters, and so does not when it would be.
      const at = new Date(Date.now() + 3_600_000).toISOString();
      const body: NewOperation = { ...newOperation(action, filter, { at }), dryRun: true };
      return answer(api.POST('/api/v1/operations', { body, signal }));
    },
    staleTime: 0,
  });
}

/** Begins a bulk operation on all that a filter finds. */
export function useStartOperation() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async ({
      action,
      filter,
      settings,
    }: {
      action: BulkAction;
      filter: DeliveryFilter;
      settings: BulkSettings;
    }) => {
      const started = await answer(api.POST('/api/v1/operations', { body: newOperation(action, filter, settings) }));
      if (!('id' in started)) throw new Error('the operation was counted, not begun');
      return started;
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['deliveries'] }),
  });
}

/** A bulk operation; looked at every second until it has come to its end. */
export function operationQuery(id: string) {
  return queryOptions({
    queryKey: ['operation', id],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/operations/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && data.finishedAt !== undefined ? false : REFRESH_MS,
  });
}

/** Pauses, resumes or aborts a bulk operation. */
export function useSteerOperation(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (verb: 'pause' | 'resume' | 'abort') => {
      const params = { path: { id } };
      switch (verb) {
        case 'pause':
          return answer(api.POST('/api/v1/operations/{id}/pause', { params }));
        case 'resume':
          return answer(api.POST('/api/v1/operations/{id}/resume', { params }));
        case 'abort':
          return answer(api.POST('/api/v1/operations/{id}/abort', { params }));
      }
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['operation', id] }),
  });
}

function newOperation(action: BulkAction, filter: DeliveryFilter, settings: BulkSettings): NewOperation {
  const { at, reason, ratePerSecond } = settings;
  const rate = ratePerSecond === undefined ? {} : { ratePerSecond };
  const common = { filter: operationFilter(filter), ...rate };
  switch (action) {
    case 'redeliver':
    case 'release':
      return { action, ...common };
    case 'cancel':
    case 'hold':
      return { action, ...common, ...(reason === undefined || reason === '' ? {} : { reason }) };
    case 'reschedule':
      return { action, ...common, at: at ?? '' };
  }
}

/** The filter of a list, with numbers and flags as a body has them. */
function operationFilter({
  statusCode,
  minAttempts,
  parked,
  ...words
}: DeliveryFilter): Schema<'OperationDeliveryFilter'> {
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API checks the words and says which are wrong
    ...(words as Schema<'OperationDeliveryFilter'>),
    ...(statusCode === undefined ? {} : { statusCode: Number(statusCode) }),
    ...(minAttempts === undefined ? {} : { minAttempts: Number(minAttempts) }),
    ...(parked === undefined ? {} : { parked: parked === 'true' }),
  };
}
