import { z } from 'zod';
import { chosenIdSchema } from '../ids.js';
import { EVENT_SOURCES } from '../alerts.js';
import { DELIVERY_STATUSES } from '../delivery/delivery.js';
import { channelSchema, eventTypeNameSchema, listSchema, pageQueryShape, textSchema, timeSchema } from './common.js';
import { isNear, MAXIMUM_DAYS_AHEAD, momentSchema } from './moment.js';

/** The most events that one batch may carry. */
const MAXIMUM_BATCH = 1000;

/** Objects and arrays in `data` may be nested so deep. */
export const MAXIMUM_NESTING = 100;

/** An event as it is posted. */
export const newEventSchema = z
  .strictObject({
    type: eventTypeNameSchema.meta({ description: 'The event type.', examples: ['order.created'] }),
    data: z.unknown().meta({
      description: `Any JSON, kept and sent exactly as written (number spelling, key order, escapes); nested at most ${MAXIMUM_NESTING} deep.`,
      examples: [{ orderId: 'o-1', total: 12.5 }],
    }),
    id: chosenIdSchema.optional().meta({
      description: 'Unique per tenant; made when absent. A repeat with the same id is answered with the original.',
    }),
    created: momentSchema.optional().meta({ description: 'When the event happened; default now.' }),
    channels: z
      .array(channelSchema)
      .min(1)
      .max(20)
      .optional()
      .meta({
        description: 'Endpoints that listen to channels get the event only when they share one with it.',
        examples: [['shop-1']],
      }),
    deliverAt: momentSchema.optional().meta({
      description: `Not sent before this time; at most ${MAXIMUM_DAYS_AHEAD} days ahead. A time in the past means at once.`,
    }),
    expiresAt: momentSchema.optional().meta({
      description: 'Not sent after this time: what is unfinished then is cancelled with the reason "expired".',
    }),
    orderingKey: textSchema(256, 1)
      .optional()
      .meta({
        description: 'What the event belongs to, such as an order; deliveries can be listed by it.',
        examples: ['order-o-1'],
      }),
  })
  .refine(({ deliverAt }) => deliverAt === undefined || isNear(deliverAt), {
    path: ['deliverAt'],
    message: `must be at most ${MAXIMUM_DAYS_AHEAD} days ahead`,
  })
  .refine((event) => expiresAfter(event.expiresAt, event.deliverAt), {
    path: ['expiresAt'],
    message: 'must be later than deliverAt',
  })
  .meta({ id: 'NewEvent' });
export type NewEventBody = z.infer<typeof newEventSchema>;

/** Several events of one request, accepted all or not at all. */
export const newEventBatchSchema = z
  .strictObject({ events: z.array(newEventSchema).min(1).max(MAXIMUM_BATCH) })
  .meta({ id: 'NewEventBatch' });
export type NewEventBatchBody = z.infer<typeof newEventBatchSchema>;

/** The header that makes a request repeatable: its repeat is answered with the original. */
export const idempotencyKeySchema = z
  .string()
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/, 'must be 1 to 255 visible ASCII characters')
  .optional()
  .meta({ description: 'A repeat with the same key is answered with the original, for ever.' });

/** What the sender is told about an accepted event. */
export const acceptedEventSchema = z
  .strictObject({
    id: z.string().meta({ examples: ['evt_01k0f5w8x0abcdefghjkmnpqrs'] }),
    type: z.string().meta({ examples: ['order.created'] }),
    created: timeSchema,
    tenantId: z.string().meta({ examples: ['ten_01k0f5w8x0abcdefghjkmnpqrs'] }),
    replayed: z.literal(true).optional().meta({ description: 'Set when the event had been accepted before.' }),
  })
  .meta({ id: 'AcceptedEvent' });
export type AcceptedEventAnswer = z.infer<typeof acceptedEventSchema>;

/** The events of a batch in its order. */
export const acceptedBatchSchema = z.strictObject({ data: z.array(acceptedEventSchema) }).meta({ id: 'AcceptedBatch' });

/** An event without its data, as lists show it. */
export const eventSummarySchema = z
  .strictObject({
    id: z.string(),
    tenantId: z.string(),
    type: z.string(),
    created: timeSchema.meta({ description: 'When it happened, as the sender says.' }),
    acceptedAt: timeSchema.meta({ description: 'When Everhook accepted it.' }),
    source: z
      .enum(EVENT_SOURCES)
      .meta({ description: "Posted, inserted into the outbox, made by a test, or an alert of Everhook's own." }),
    channels: z.array(z.string()).optional(),
    deliverAt: timeSchema.optional(),
    expiresAt: timeSchema.optional(),
    orderingKey: z.string().optional(),
  })
  .meta({ id: 'EventSummary' });
export type EventSummary = z.infer<typeof eventSummarySchema>;

/** A page of events. */
export const eventListSchema = listSchema('EventList', eventSummarySchema);

/** Why an endpoint got an event, or did not. */
const eventMatchSchema = z
  .strictObject({
    endpointId: z.string(),
    matched: z.boolean(),
    because: z.string().meta({ examples: ['"order.*" covers "order.created"'] }),
    deliveryId: z.string().optional().meta({ description: 'The first delivery of this event to the endpoint.' }),
  })
  .meta({ id: 'EventMatch' });
export type EventMatch = z.infer<typeof eventMatchSchema>;

/** An event with its data as posted, why each endpoint did or did not get it, and its deliveries. */
export const eventDetailSchema = eventSummarySchema
  .extend({
    matches: z.array(eventMatchSchema),
    deliveries: z.array(
      z.strictObject({
        id: z.string(),
        endpointId: z.string(),
        generation: z.int().meta({ description: '0 for the fan-out, one more for every replay.' }),
        status: z.enum(DELIVERY_STATUSES),
      }),
    ),
    data: z.unknown().meta({ description: 'Exactly as it was posted.' }),
  })
  .meta({ id: 'Event' });
export type EventDetail = z.infer<typeof eventDetailSchema>;

/** Which of a tenant's events are listed. */
export const eventListQuerySchema = z.strictObject({
  ...pageQueryShape,
  type: eventTypeNameSchema.optional().meta({ description: 'Only this event type.' }),
  from: momentSchema.optional().meta({ description: 'Accepted at or after this time.' }),
  to: momentSchema.optional().meta({ description: 'Accepted before this time.' }),
  q: textSchema(256, 1).optional().meta({
    description: 'Text that occurs in the data as it was written, or in the id; upper and lower case are the same.',
  }),
});
export type EventListQuery = z.infer<typeof eventListQuerySchema>;

/** To whom an event is sent again. */
export const replayEventSchema = z
  .strictObject({
    endpointIds: z
      .array(textSchema(64, 1))
      .min(1)
      .max(100)
      .optional()
      .meta({
        description: 'Default: the endpoints that subscribe to it now.',
        examples: [['ep_01k0f5w8x0abcdefghjkmnpqrs']],
      }),
  })
  .default({});
export type ReplayEventBody = z.infer<typeof replayEventSchema>;

function expiresAfter(expiresAt: string | undefined, deliverAt: string | undefined): boolean {
  if (expiresAt === undefined || deliverAt === undefined) return true;
  return Date.parse(expiresAt) > Date.parse(deliverAt);
}
