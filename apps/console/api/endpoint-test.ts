import { useMutation } from '@tanstack/react-query';
import { rawJsonObject } from '../lib/raw-json.js';
import { answer, api, type Schema } from './client.js';

/** What a receiver did with a test event, and with requests that it should refuse. */
export type EndpointTestAnswer = Schema<'EndpointTestAnswer'>;
/** One thing that a test finds out. */
export type EndpointTestCheck = EndpointTestAnswer['checks'][number];

/** A test to be made. */
export interface EndpointTrial {
  endpointId: string;
  event: string;
  /** JSON, sent as it is spelled; undefined for the example of the event type. */
  data?: string | undefined;
}

/** Sends a test event now; takes up to 30 seconds. */
export function useTestEndpoint() {
  return useMutation({
    mutationFn: ({ endpointId, event, data }: EndpointTrial) =>
      answer(
        api.POST('/api/v1/webhooks/{id}/test', {
          params: { path: { id: endpointId } },
          body: { event },
          bodySerializer: () => rawJsonObject({ event }, { data }),
          headers: { 'content-type': 'application/json' },
        }),
      ),
  });
}
