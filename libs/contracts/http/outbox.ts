import { z } from 'zod';
import { listSchema, timeSchema } from './common.js';

/** A row of `integration_outbox` that could not become an event. */
const rejectedOutboxRowSchema = z
  .strictObject({
    seq: z.string().meta({ description: 'The row.', examples: ['42'] }),
    tenantId: z.string(),
    eventId: z.string().nullable(),
    type: z.string().nullable(),
    idempotencyKey: z.string().nullable(),
    insertedAt: timeSchema,
    rejectedAt: timeSchema,
    reason: z.string().meta({ examples: ['data is not valid JSON'] }),
  })
  .meta({ id: 'RejectedOutboxRow' });
export type RejectedOutboxRow = z.infer<typeof rejectedOutboxRowSchema>;

/** A page of rejected rows. */
export const rejectedOutboxListSchema = listSchema('RejectedOutboxList', rejectedOutboxRowSchema);
