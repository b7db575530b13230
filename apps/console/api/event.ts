import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { jsonMember } from '../lib/json-member.js';
import { answer, api, type Schema } from './client.js';

/** An event with why each endpoint did or did not get it, and its data as it was posted. */
export interface EventDetail {
  event: Schema<'Event'>;
  /** The text of the data, with numbers spelled as they were. */
  dataText: string;
}

const REFRESH_MS = 5_000;

/** One event. */
export function eventQuery(id: string) {
  return queryOptions({
    queryKey: ['event', id],
    queryFn: async ({ signal }): Promise<EventDetail> => {
      const text = await answer(api.GET('/api/v1/events/{id}', { params: { path: { id } }, parseAs: 'text', signal }));
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API's own answer, parsed here by hand
      const event = JSON.parse(text) as Schema<'Event'>;
      return { event, dataText: jsonMember(text, 'data') ?? '' };
    },
    refetchInterval: REFRESH_MS,
  });
}

/** Sends an event again: new deliveries of the same event. */
export function useReplayEvent(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    /** @param endpointIds undefined: those that subscribe to it now */
    mutationFn: (endpointIds: readonly string[] | undefined) =>
      answer(
        api.POST('/api/v1/events/{id}/replay', {
          params: { path: { id } },
          body: endpointIds === undefined ? {} : { endpointIds: [...endpointIds] },
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['event', id] }),
  });
}
