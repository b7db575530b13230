import { z } from 'zod';
import { ERROR_KINDS } from '../delivery/delivery.js';
import { deliverySchema } from './deliveries.js';
import { eventTypeNameSchema, listSchema, timeSchema } from './common.js';

/** An attempt in short, as the shop-style list shows it. */
const inlineAttemptSchema = z
  .strictObject({
    number: z.int(),
    statusCode: z.int().nullable(),
    error: z.string().nullable(),
    errorKind: z.enum(ERROR_KINDS).nullable(),
    startedAt: timeSchema,
    durationMs: z.int(),
  })
  .meta({ id: 'InlineAttempt' });
export type InlineAttempt = z.infer<typeof inlineAttemptSchema>;

/** A delivery with its attempts. */
const deliveryWithAttemptsSchema = deliverySchema.extend({ attempts: z.array(inlineAttemptSchema) });

/** A page of deliveries with their attempts. */
export const deliveryWithAttemptsListSchema = listSchema('DeliveryWithAttemptsList', deliveryWithAttemptsSchema);

/** Body of a test event. */
export const testEventSchema = z
  .strictObject({
    event: eventTypeNameSchema.meta({ description: 'The event type to send.', examples: ['order.created'] }),
  })
  .meta({ id: 'TestEvent' });
export type TestEventBody = z.infer<typeof testEventSchema>;

/** The test event and its deliveries, one for every endpoint that subscribes. */
export const testEventAnswerSchema = z
  .strictObject({
    event: eventTypeNameSchema.meta({ description: 'The event type, as asked for.', examples: ['order.created'] }),
    eventId: z.string(),
    deliveries: z.array(z.strictObject({ endpointId: z.string(), deliveryId: z.string() })),
  })
  .meta({ id: 'TestEventAnswer' });
export type TestEventAnswer = z.infer<typeof testEventAnswerSchema>;
