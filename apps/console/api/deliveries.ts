import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
  type UseMutationResult,
} from '@tanstack/react-query';
import { answer, api, type Schema } from './client.js';
import { refreshOf } from './refresh-of.js';
import type { operations } from './schema.generated.js';

/** A delivery as lists show it. */
export type Delivery = Schema<'Delivery'>;
/** A delivery with its request, attempts and timeline. */
export type DeliveryDetail = Schema<'DeliveryDetail'>;
/** One HTTP request of a delivery. */
export type Attempt = Schema<'Attempt'>;
/** One line of a delivery's history. */
export type TimelineEntry = Schema<'TimelineEntry'>;

type ListQuery = NonNullable<operations['listDeliveries']['parameters']['query']>;

/** The names of the list's filters: those of the API, which are those of the page's address. */
export const DELIVERY_FILTERS = [
  'status',
  'endpointId',
  'eventType',
  'eventId',
  'statusCode',
  'minAttempts',
  'errorKind',
  'waitReason',
  'orderingKey',
  'operationId',
  'parked',
  'from',
  'to',
  'completedFrom',
  'completedTo',
] as const;
/** The filters that are set, as text. */
export type DeliveryFilter = { [Name in (typeof DELIVERY_FILTERS)[number]]?: string };

const PAGE_SIZE = '50';
/** A list changes while one looks at it. */
const REFRESH_LIST_MS = 5_000;
const REFRESH_DETAIL_MS = 1_500;

/** The deliveries that a filter finds, newest first, page after page. */
export function deliveriesQuery(filter: DeliveryFilter, limit: string = PAGE_SIZE) {
  return infiniteQueryOptions({
    queryKey: ['deliveries', filter, limit],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/deliveries', {
          // The API checks the words of a filter and says which it does not know.
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as said
          params: { query: { ...filter, limit, cursor: pageParam } as ListQuery },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: refreshOf(REFRESH_LIST_MS),
  });
}

/** Whether nothing more happens to a delivery by itself. */
export function isFinal({ status }: Pick<Delivery, 'status'>): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}

/** One delivery with all that is known about it; looked at again until it is finished. */
export function deliveryQuery(id: string) {
  return queryOptions({
    queryKey: ['delivery', id],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/deliveries/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && isFinal(data) && data.pendingCommand === undefined ? REFRESH_LIST_MS : REFRESH_DETAIL_MS,
  });
}

/** What is asked of one delivery. */
export type DeliveryCommand =
  | { kind: 'redeliver'; force?: boolean }
  | { kind: 'cancel'; reason?: string }
  | { kind: 'hold'; reason?: string }
  | { kind: 'release' }
  | { kind: 'reschedule'; at: string };

/** Steers one delivery; the answer shows it as it is after that. */
export function useDeliveryCommand(id: string): UseMutationResult<DeliveryDetail, Error, DeliveryCommand> {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (command: DeliveryCommand) => sendCommand(id, command),
    onSuccess: async (delivery) => {
      queryClient.setQueryData(deliveryQuery(id).queryKey, delivery);
      await queryClient.invalidateQueries({ queryKey: ['deliveries'] });
    },
  });
}

/** Steers one delivery. */
export function sendCommand(id: string, command: DeliveryCommand): Promise<DeliveryDetail> {
  const params = { path: { id } };
  switch (command.kind) {
    case 'redeliver':
      return answer(api.POST('/api/v1/deliveries/{id}/redeliver', { params, body: { force: command.force ?? false } }));
    case 'cancel':
      return answer(api.POST('/api/v1/deliveries/{id}/cancel', { params, body: reasonOf(command.reason) }));
    case 'hold':
      return answer(api.POST('/api/v1/deliveries/{id}/hold', { params, body: reasonOf(command.reason) }));
    case 'release':
      return answer(api.POST('/api/v1/deliveries/{id}/release', { params, body: {} }));
    case 'reschedule':
      return answer(api.POST('/api/v1/deliveries/{id}/reschedule', { params, body: { at: command.at } }));
  }
}

function reasonOf(reason: string | undefined): { reason?: string } {
  return reason === undefined || reason === '' ? {} : { reason };
}
