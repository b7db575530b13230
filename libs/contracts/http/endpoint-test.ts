import { z } from 'zod';
import { eventTypeNameSchema } from './common.js';

/** Body of `POST /api/v1/webhooks/{id}/test`; may be left out. */
export const endpointTestSchema = z
  .strictObject({
    event: eventTypeNameSchema.optional().meta({
      description: 'The event type. Default: the first type that the endpoint subscribes to by its name.',
      examples: ['order.created'],
    }),
    data: z
      .unknown()
      .optional()
      .meta({ description: 'The payload, sent as it is written here. Default: the example of the event type.' }),
  })
  .prefault({})
  .meta({ id: 'EndpointTest' });
/** Body of `POST /api/v1/webhooks/{id}/test`. */
export type EndpointTestBody = z.infer<typeof endpointTestSchema>;

/** What an endpoint's receiver did with a test event, and what it does with requests that it should refuse. */
export const endpointTestAnswerSchema = z
  .strictObject({
    event: z.string().meta({ description: 'The event type that was sent.' }),
    eventId: z.string(),
    deliveryId: z.string(),
    request: z
      .strictObject({ url: z.string(), headers: z.record(z.string(), z.string()), body: z.string() })
      .meta({ description: 'As it was sent; the signature is shown, credentials are redacted.' }),
    response: z
      .strictObject({
        status: z.int(),
        headers: z.record(z.string(), z.string()),
        body: z.string(),
        truncated: z.boolean(),
        durationMs: z.int(),
      })
      .nullable()
      .meta({ description: 'Null where there was no whole answer; `error` says why.' }),
    error: z.string().optional(),
    checks: z
      .array(
        z.strictObject({
          name: z.enum(['responds-2xx', 'rejects-bad-signature', 'rejects-old-timestamp']),
          ok: z.boolean(),
          detail: z.string(),
        }),
      )
      .meta({
        description:
          'The last two are made with requests of their own, which carry `x-everhook-test: true`; `rejects-old-timestamp` only where the profile has a timestamp.',
      }),
  })
  .meta({ id: 'EndpointTestAnswer' });
/** What an endpoint's receiver did with a test event. */
export type EndpointTestAnswer = z.infer<typeof endpointTestAnswerSchema>;
