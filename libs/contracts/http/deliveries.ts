import { z } from 'zod';
import {
  ATTEMPT_OUTCOMES,
  ATTEMPT_TRIGGERS,
  COMMAND_KINDS,
  DELIVERY_STATUSES,
  ERROR_KINDS,
  WAIT_REASONS,
} from '../delivery/delivery.js';
import { eventTypeNameSchema, flagQuerySchema, listSchema, pageQueryShape, textSchema, timeSchema } from './common.js';
import { MAXIMUM_DAYS_AHEAD, momentSchema, rescheduleTimeSchema } from './moment.js';

/** The filters of deliveries that look the same in a query and in the filter of a bulk operation. */
export const deliveryFilterShape = {
  status: z.enum(DELIVERY_STATUSES).optional(),
  endpointId: textSchema(64, 1).optional(),
  eventId: textSchema(64, 1).optional(),
  eventType: eventTypeNameSchema.optional(),
  errorKind: z.enum(ERROR_KINDS).optional().meta({ description: 'The error of the last attempt.' }),
  waitReason: z.enum(WAIT_REASONS).optional(),
  orderingKey: textSchema(256, 1).optional(),
  from: momentSchema.optional().meta({ description: 'Created at or after this time.' }),
  to: momentSchema.optional().meta({ description: 'Created before this time.' }),
  completedFrom: momentSchema.optional().meta({ description: 'Ended at or after this time.' }),
  completedTo: momentSchema.optional().meta({ description: 'Ended before this time.' }),
  operationId: textSchema(64, 1).optional().meta({ description: 'Members of this bulk operation, or made by it.' }),
};

/** Which of a tenant's deliveries are listed. */
export const deliveryListQuerySchema = z.strictObject({
  ...pageQueryShape,
  ...deliveryFilterShape,
  statusCode: z
    .string()
    .regex(/^[1-9]\d\d$/, 'must be a status code from 100 to 999')
    .transform(Number)
    .optional()
    .meta({ description: 'The status code of the last attempt.' }),
  minAttempts: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, 'must be a whole number from 1 to 999999')
    .transform(Number)
    .optional()
    .meta({ description: 'With at least so many attempts: 2 finds what was tried again.' }),
  parked: flagQuerySchema
    .optional()
    .meta({ description: 'Whether it failed as the head of a line that went on without it.' }),
});
export type DeliveryListQuery = z.infer<typeof deliveryListQuerySchema>;

/** Which of an endpoint's deliveries are listed. */
export const endpointDeliveryListQuerySchema = deliveryListQuerySchema.omit({ endpointId: true });
export type EndpointDeliveryListQuery = z.infer<typeof endpointDeliveryListQuerySchema>;

/** A delivery as lists show it. */
export const deliverySchema = z
  .strictObject({
    id: z.string().meta({ examples: ['dlv_01k0f5w8x0abcdefghjkmnpqrs'] }),
    eventId: z.string(),
    eventType: z.string(),
    endpointId: z.string(),
    tenantId: z.string(),
    generation: z.int().meta({ description: '0 for the fan-out, one more for every replay.' }),
    status: z.enum(DELIVERY_STATUSES),
    explanation: z.string().meta({
      description: 'Where it stands and what it waits for, in one sentence.',
      examples: ['waiting until 2025-01-31T12:05:00.000Z: the receiver answered 503'],
    }),
    waitReason: z.enum(WAIT_REASONS).optional(),
    nextAttemptAt: timeSchema.optional().meta({
      description: 'When the next attempt is due. While `held`: the time that the hold covers, if there is one.',
    }),
    parked: z.literal(true).optional().meta({
      description: 'It failed as the head of an ordered line that went on without it; absent otherwise.',
    }),
    pendingCommand: z
      .enum(COMMAND_KINDS)
      .optional()
      .meta({ description: 'The first command that was given and is not yet applied; more may follow it.' }),
    attemptCount: z.int(),
    createdAt: timeSchema,
    completedAt: timeSchema.optional(),
    expiresAt: timeSchema.optional(),
    orderingKey: z.string().optional(),
    lastStatusCode: z.int().optional(),
    lastErrorKind: z.enum(ERROR_KINDS).optional(),
    lastError: z.string().optional(),
  })
  .meta({ id: 'Delivery' });
export type DeliveryAnswer = z.infer<typeof deliverySchema>;

/** A page of deliveries. */
export const deliveryListSchema = listSchema('DeliveryList', deliverySchema);

/** One HTTP request of a delivery and what it met. */
const attemptSchema = z
  .strictObject({
    id: z.string().meta({ examples: ['att_01k0f5w8x0abcdefghjkmnpqrs_0001'] }),
    number: z.int().meta({ description: 'From 1.' }),
    trigger: z.enum(ATTEMPT_TRIGGERS),
    startedAt: timeSchema,
    durationMs: z.int(),
    outcome: z.enum(ATTEMPT_OUTCOMES),
    statusCode: z.int().optional(),
    responseHeaders: z.record(z.string(), z.string()).optional(),
    responseBody: z.string().optional(),
    responseTruncated: z.boolean().meta({ description: 'True when only the beginning of the answer was read.' }),
    errorKind: z.enum(ERROR_KINDS).optional(),
    error: z.string().optional(),
    remoteAddress: z.string().optional(),
  })
  .meta({ id: 'Attempt' });
export type AttemptAnswer = z.infer<typeof attemptSchema>;

/** One line of a delivery's history. */
const timelineEntrySchema = z
  .strictObject({
    at: timeSchema,
    kind: z.string().meta({
      description:
        '`created`, `attempt`, `waiting`, `held` (by the gate of its endpoint or its line), `succeeded`, `failed`, `cancelled`, or the command that was applied: `redeliver`, `cancel`, `hold`, `release`, `reschedule`, `policyChanged`. A wait stands at the time it began.',
      examples: ['attempt'],
    }),
    detail: z.string(),
    reason: z.enum(WAIT_REASONS).optional().meta({ description: 'Why it waited; with `waiting`.' }),
    until: timeSchema.optional().meta({ description: 'Until when it meant to wait; with `waiting`.' }),
    actor: z
      .string()
      .optional()
      .meta({
        description:
          'Who acted: the id of a key or of an operation (`op_…`); `temporal-signal` and `temporal-cancel` for what was done by hand in Temporal; `gate`, the gate of the endpoint; `line`, the line of an ordering key; `receiver`, whose answers disabled the endpoint.',
        examples: ['key_01k0f5w8x0abcdefghjkmnpqrs', 'gate'],
      }),
  })
  .meta({ id: 'TimelineEntry' });
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

/** The request of a delivery: as last sent, or as it would be sent now when no attempt was made. */
const deliveryRequestSchema = z
  .strictObject({
    url: z.string(),
    headers: z.record(z.string(), z.string()).meta({ description: 'Signatures are shown; credentials are redacted.' }),
    body: z
      .string()
      .nullable()
      .meta({ description: 'The same bytes on every attempt; null when it cannot be rendered.' }),
    error: z.string().optional().meta({ description: 'Why the request cannot be rendered.' }),
  })
  .meta({ id: 'DeliveryRequest' });
export type DeliveryRequest = z.infer<typeof deliveryRequestSchema>;

/** A delivery with everything that is known about it. */
export const deliveryDetailSchema = deliverySchema
  .extend({
    workflow: z
      .strictObject({
        id: z.string(),
        url: z
          .string()
          .nullable()
          .meta({ description: 'Opens the run in Temporal Web UI; null where none is configured.' }),
      })
      .nullable()
      .meta({
        description:
          'The Temporal workflow that steers the delivery; null where none exists: in the express lane unless the delivery outlives its first attempt, and while it waits for room or is held from the start. Commands work all the same.',
      }),
    request: deliveryRequestSchema,
    attempts: z.array(attemptSchema),
    timeline: z.array(timelineEntrySchema),
  })
  .meta({ id: 'DeliveryDetail' });
export type DeliveryDetail = z.infer<typeof deliveryDetailSchema>;

/** The deliveries that a replay or a test made. */
export const newDeliveriesSchema = z
  .strictObject({ deliveries: z.array(deliverySchema) })
  .meta({ id: 'NewDeliveries' });

/** Body of a cancellation. */
export const cancelDeliverySchema = z
  .strictObject({
    reason: textSchema(256, 1)
      .optional()
      .meta({ description: 'Shown in the timeline.', examples: ['the order was test data'] }),
  })
  .default({});
export type CancelDeliveryBody = z.infer<typeof cancelDeliverySchema>;

/** Body of a redelivery; may be left out. */
export const redeliverDeliverySchema = z
  .strictObject({
    force: z
      .boolean()
      .default(false)
      .meta({ description: "Send it past the endpoint's pause and rate limit and the line of its ordering key." }),
  })
  .prefault({});
export type RedeliverDeliveryBody = z.infer<typeof redeliverDeliverySchema>;

/** Body of a hold; may be left out. */
export const holdDeliverySchema = z
  .strictObject({
    reason: textSchema(256, 1)
      .optional()
      .meta({ description: 'Shown in the timeline.', examples: ['the customer asked to wait'] }),
  })
  .default({});
export type HoldDeliveryBody = z.infer<typeof holdDeliverySchema>;

/** Body of a release: nothing needs to be said. */
export const releaseDeliverySchema = z.strictObject({}).default({});

/** Body of a rescheduling. */
export const rescheduleDeliverySchema = z.strictObject({
  at: rescheduleTimeSchema.meta({
    description: `When to send it: in the future, at most ${MAXIMUM_DAYS_AHEAD} days ahead.`,
  }),
});
export type RescheduleDeliveryBody = z.infer<typeof rescheduleDeliverySchema>;
