import { z } from 'zod';
import {
  ATTEMPT_OUTCOMES,
  ATTEMPT_TRIGGERS,
  DELIVERY_STATUSES,
  ERROR_KINDS,
  WAIT_REASONS,
} from '../delivery/delivery.js';
import { chosenIdSchema } from '../ids.js';
import { eventTypeNameSchema, textSchema, timeSchema } from './common.js';

/** Which deliveries a stream tells about. */
export const streamQuerySchema = z.strictObject({
  endpointId: textSchema(64, 1).optional().meta({ description: 'Only deliveries to this endpoint.' }),
  status: z
    .enum(DELIVERY_STATUSES)
    .optional()
    .meta({ description: 'Only deliveries that have this status when the message is made.' }),
  eventType: eventTypeNameSchema.optional().meta({ description: 'Only events of this type.' }),
  tenantId: chosenIdSchema.optional().meta({
    description:
      'The tenant, as `X-Tenant-Id`: for `EventSource`, which cannot send headers. Needed with an admin key or session.',
  }),
});
/** Which deliveries a stream tells about. */
export type StreamQuery = z.infer<typeof streamQuerySchema>;

/** An attempt as the stream tells it. */
const streamAttemptSchema = z
  .strictObject({
    id: z.string(),
    number: z.int(),
    trigger: z.enum(ATTEMPT_TRIGGERS),
    startedAt: timeSchema,
    durationMs: z.int(),
    outcome: z.enum(ATTEMPT_OUTCOMES),
    statusCode: z.int().optional(),
    errorKind: z.enum(ERROR_KINDS).optional(),
    error: z.string().optional(),
  })
  .meta({ id: 'StreamAttempt' });

/** One message of the stream: the data of an SSE event named `attempt` or `change`. */
export const streamMessageSchema = z
  .strictObject({
    kind: z.string().meta({
      description:
        'As in the timeline of a delivery: `created`, `attempt`, `waiting`, `held`, `succeeded`, `failed`, `cancelled`, or the command that was applied. The SSE event is named `attempt` for an attempt and `change` for all others.',
      examples: ['attempt'],
    }),
    at: timeSchema.meta({ description: 'When it happened; for an attempt: when it had ended.' }),
    detail: z.string().meta({ description: 'What happened, in one sentence.' }),
    actor: z.string().optional().meta({ description: 'Who acted, as in the timeline of a delivery.' }),
    deliveryId: z.string(),
    eventId: z.string(),
    eventType: z.string(),
    endpointId: z.string(),
    attempt: streamAttemptSchema.optional().meta({ description: 'With `attempt`.' }),
    delivery: z
      .strictObject({
        status: z.enum(DELIVERY_STATUSES),
        waitReason: z.enum(WAIT_REASONS).optional(),
        nextAttemptAt: timeSchema.optional(),
        attemptCount: z.int(),
      })
      .meta({ description: 'The delivery as it was when the message was made, which may be later than `at`.' }),
  })
  .meta({ id: 'StreamMessage' });
/** One message of the stream. */
export type StreamMessage = z.infer<typeof streamMessageSchema>;

/** Why the stream says something about itself. */
const STREAM_NOTES = ['gap', 'slow', 'stopping', 'signed-out'] as const;

/** What the stream says about itself: the data of an SSE event named `note`. */
export const streamNoteSchema = z
  .strictObject({
    reason: z.enum(STREAM_NOTES).meta({
      description:
        '`gap`: what happened between `Last-Event-ID` and now is too much or too long ago to be told. `slow`: the client does not read fast enough, and the stream ends. `stopping`: the server stops, and the stream ends. `signed-out`: the key or session is no longer good, and the stream ends.',
    }),
    detail: z.string(),
  })
  .meta({ id: 'StreamNote' });
/** The data of every SSE event of the stream. */
export const streamDataSchema = z.union([streamMessageSchema, streamNoteSchema]);

/** What the stream says about itself. */
export type StreamNote = z.infer<typeof streamNoteSchema>;
