import { z } from 'zod';
import { OPERATION_ACTIONS, OPERATION_STATUSES } from '../delivery/delivery.js';
import { eventPatternSchema, listSchema, pageQueryShape, textSchema, timeSchema } from './common.js';
import { deliveryFilterShape } from './deliveries.js';
import { MAXIMUM_DAYS_AHEAD, momentSchema, rescheduleTimeSchema } from './moment.js';

/** Members that one operation acts on in a second at most. */
const FASTEST_RATE = 1000;

/** Failed members that an answer shows at most. */
export const SHOWN_FAILURES = 20;

const rateSchema = z
  .int()
  .min(1)
  .max(FASTEST_RATE)
  .meta({
    description:
      'Members acted on in a second. Default 100 for what sends requests (redeliver, release, reschedule, replay), without a limit for cancel and hold.',
    examples: [100],
  });

const dryRunSchema = z
  .boolean()
  .meta({ description: 'True: nothing is done, and the answer says how many members there would be.' });

/** Which deliveries an operation acts on. */
const deliveryFilterSchema = z
  .strictObject({
    ...deliveryFilterShape,
    statusCode: z.int().min(100).max(999).optional().meta({ description: 'The status code of the last attempt.' }),
    minAttempts: z.int().min(1).max(999_999).optional().meta({ description: 'With at least so many attempts.' }),
    parked: z
      .boolean()
      .optional()
      .meta({ description: 'Whether it failed as the head of a line that went on without it.' }),
  })
  .meta({
    id: 'OperationDeliveryFilter',
    description: 'As the filters of `GET /api/v1/deliveries`. An empty one means every delivery of the tenant.',
  });
export type OperationDeliveryFilter = z.infer<typeof deliveryFilterSchema>;

/** Which events are sent again, and to whom. */
const replayFilterSchema = z
  .strictObject({
    types: z
      .array(eventPatternSchema)
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'Event types or patterns; default all.', examples: [['order.*']] }),
    from: momentSchema.optional().meta({ description: 'Accepted at or after this time.' }),
    to: momentSchema.optional().meta({ description: 'Accepted before this time; default now.' }),
    endpointIds: z
      .array(textSchema(64, 1))
      .min(1)
      .max(100)
      .optional()
      .meta({
        description:
          'Exactly these endpoints get every event, also those created later. Default: the endpoints that subscribe to each event now.',
        examples: [['ep_01k0f5w8x0abcdefghjkmnpqrs']],
      }),
  })
  .meta({
    id: 'OperationReplayFilter',
    description: 'An empty one means every event of the tenant, to the endpoints that subscribe to it now.',
  });
export type OperationReplayFilter = z.infer<typeof replayFilterSchema>;

const common = { ratePerSecond: rateSchema.optional(), dryRun: dryRunSchema.optional() };

/** A bulk operation to begin, or to count. */
export const createOperationSchema = z
  .discriminatedUnion('action', [
    z.strictObject({ action: z.enum(['redeliver', 'release']), filter: deliveryFilterSchema, ...common }),
    z.strictObject({
      action: z.enum(['cancel', 'hold']),
      filter: deliveryFilterSchema,
      reason: textSchema(256, 1).optional().meta({ description: 'Shown in the timelines.' }),
      ...common,
    }),
    z.strictObject({
      action: z.literal('reschedule'),
      filter: deliveryFilterSchema,
      at: rescheduleTimeSchema.meta({ description: `When to send; at most ${MAXIMUM_DAYS_AHEAD} days ahead.` }),
      ...common,
    }),
    z.strictObject({ action: z.literal('replay'), filter: replayFilterSchema, ...common }),
  ])
  .meta({ id: 'NewOperation' });
export type CreateOperation = z.infer<typeof createOperationSchema>;

/** Since when an endpoint is to get again what it did not get. */
export const recoverEndpointSchema = z.strictObject({
  since: momentSchema.meta({
    description: 'What ended as failed or cancelled at or after this time is sent again in a new delivery.',
  }),
  ratePerSecond: rateSchema.optional(),
});
export type RecoverEndpoint = z.infer<typeof recoverEndpointSchema>;

/** How many members an operation would have. */
export const operationCountSchema = z
  .strictObject({ count: z.int().meta({ description: 'Members that it would have.' }) })
  .meta({ id: 'OperationCount' });

/** A bulk operation and how far it has come. */
export const operationSchema = z
  .strictObject({
    id: z.string().meta({ examples: ['op_01k0f5w8x0abcdefghjkmnpqrs'] }),
    tenantId: z.string(),
    action: z.enum(OPERATION_ACTIONS),
    filter: z.record(z.string(), z.unknown()).meta({ description: 'As it was given.' }),
    at: timeSchema.optional().meta({ description: 'With `reschedule`: when to send.' }),
    reason: z.string().optional(),
    ratePerSecond: z.int().nullable().meta({ description: 'Null: as fast as it goes.' }),
    status: z.enum(OPERATION_STATUSES),
    total: z.int().meta({ description: 'Members; fixed when the operation was made.' }),
    done: z.int().meta({ description: 'Members that were acted on.' }),
    failed: z.int().meta({ description: 'Members that could not be acted on.' }),
    actor: z.string().meta({ description: 'Who began it.' }),
    startedAt: timeSchema,
    finishedAt: timeSchema.optional().meta({ description: 'When it came to its end or was aborted.' }),
  })
  .meta({ id: 'Operation' });
export type OperationAnswer = z.infer<typeof operationSchema>;

/** A bulk operation that has begun. */
export const startedOperationSchema = operationSchema
  .extend({ count: z.int().meta({ description: 'Members, as a dry run would have said.' }) })
  .meta({ id: 'StartedOperation' });
export type StartedOperation = z.infer<typeof startedOperationSchema>;

/** A bulk operation with what went wrong. */
export const operationDetailSchema = operationSchema
  .extend({
    failures: z
      .array(
        z.strictObject({
          deliveryId: z.string().optional(),
          eventId: z.string().optional().meta({ description: 'With a replay.' }),
          endpointId: z.string().optional().meta({ description: 'With a replay.' }),
          detail: z.string().meta({ examples: ['the delivery has already ended as "succeeded"'] }),
        }),
      )
      .meta({ description: `The first ${SHOWN_FAILURES} members that could not be acted on.` }),
  })
  .meta({ id: 'OperationDetail' });
export type OperationDetail = z.infer<typeof operationDetailSchema>;

/** A page of bulk operations. */
export const operationListSchema = listSchema('OperationList', operationSchema);

/** Which bulk operations are listed. */
export const operationListQuerySchema = z.strictObject({
  ...pageQueryShape,
  status: z.enum(OPERATION_STATUSES).optional(),
});
export type OperationListQuery = z.infer<typeof operationListQuerySchema>;
