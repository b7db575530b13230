import { z } from 'zod';
import { DELIVERY_STATUSES, ERROR_KINDS, GATE_STATES, WAIT_REASONS } from '../delivery/delivery.js';
import { eventTypeNameSchema, textSchema, timeSchema } from './common.js';
import { endpointStatusSchema } from './endpoints.js';

/** Windows of statistics, each with the widths that its buckets may have; the first is the default. */
export const STATS_BUCKETS = {
  '1h': ['1m', '5m'],
  '24h': ['1h', '15m'],
  '7d': ['6h', '1h', '1d'],
} as const;
export type StatsWindow = keyof typeof STATS_BUCKETS;
export type StatsBucket = (typeof STATS_BUCKETS)[StatsWindow][number];

/** Windows of statistics. */
export const STATS_WINDOWS = ['1h', '24h', '7d'] as const satisfies readonly StatsWindow[];

/** Kinds of errors that one answer lists. */
export const SHOWN_ERRORS = 50;

/** Endpoints in trouble that one answer lists. */
export const SHOWN_ENDPOINTS = 50;

/** Deliveries of a status that are counted one by one until the count is given as "at least". */
export const COUNTED_WAITING = 20_000;

/** Below this success rate an endpoint is in trouble. */
export const LOW_SUCCESS_RATE = 0.95;

const windowShape = {
  window: z
    .enum(STATS_WINDOWS)
    .default('24h')
    .meta({ description: 'How far back: an hour, a day or a week, from the beginning of a bucket until now.' }),
  bucket: z
    .enum(['1m', '5m', '15m', '1h', '6h', '1d'])
    .optional()
    .meta({
      description: `The width of a bucket: ${STATS_WINDOWS.map((window) => `with \`${window}\` one of ${STATS_BUCKETS[window].map((bucket) => `\`${bucket}\``).join(', ')}`).join('; ')}. The first is the default. Buckets begin at whole multiples of their width in UTC.`,
    }),
};

interface GivenWindow {
  window: StatsWindow;
  bucket?: StatsBucket | undefined;
}

function isBucketOfWindow({ window, bucket }: GivenWindow): boolean {
  const allowed: readonly StatsBucket[] = STATS_BUCKETS[window];
  return bucket === undefined || allowed.includes(bucket);
}

const BUCKET_RULE = {
  path: ['bucket'],
  message: `must be ${STATS_WINDOWS.map((window) => `${orList(STATS_BUCKETS[window])} with the window "${window}"`).join(', ')}`,
};

function orList(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(' or ');
}

/** Query of `GET /api/v1/stats`. */
export const statsQuerySchema = z
  .strictObject({
    ...windowShape,
    endpointId: textSchema(64, 1).optional().meta({ description: 'Only this endpoint.' }),
    eventType: eventTypeNameSchema.optional().meta({ description: 'Only this event type; not with `endpointId`.' }),
  })
  .refine(isBucketOfWindow, BUCKET_RULE)
  .refine(({ endpointId, eventType }) => endpointId === undefined || eventType === undefined, {
    path: ['eventType'],
    message: 'cannot be given together with endpointId: leave one of the two out',
  });
/** Query of `GET /api/v1/stats`. */
export type StatsQuery = z.infer<typeof statsQuerySchema>;

/** Query of `GET /api/v1/webhooks/{id}/health`. */
export const endpointHealthQuerySchema = z.strictObject(windowShape).refine(isBucketOfWindow, BUCKET_RULE);
/** Query of `GET /api/v1/webhooks/{id}/health`. */
export type EndpointHealthQuery = z.infer<typeof endpointHealthQuerySchema>;

const rateSchema = z
  .number()
  .min(0)
  .max(1)
  .nullable()
  .meta({ examples: [0.9875] });

const responseTimeSchema = z
  .number()
  .nullable()
  .meta({ description: 'In milliseconds, at most 5 % off; null where nothing was measured.' });

const responseTimesSchema = z
  .strictObject({ p50: responseTimeSchema, p95: responseTimeSchema, p99: responseTimeSchema })
  .meta({
    id: 'ResponseTimes',
    description: 'Of attempts that were answered, with any status, and of those that timed out.',
  });
/** Percentiles of response times in milliseconds. */
export type ResponseTimes = z.infer<typeof responseTimesSchema>;

const outcomesSchema = z
  .strictObject({
    total: z.int(),
    succeeded: z.int(),
    failed: z.int().meta({ description: 'No attempt was left, or the outcome is not retried.' }),
    cancelled: z.int().meta({ description: 'On request, expired, or because its endpoint was disabled or deleted.' }),
  })
  .meta({
    id: 'DeliveriesByOutcome',
    description:
      'Deliveries that ended in this time. The list behind a number: `GET /api/v1/deliveries?status=&completedFrom=&completedTo=`. One that was redelivered after its end counts at each end, and one that blocks its ordered line after its last attempt counts as failed, though the lists show it as `held`.',
  });
/** Deliveries that ended, by outcome. */
export type DeliveriesByOutcome = z.infer<typeof outcomesSchema>;

const errorPatternSchema = z
  .strictObject({
    kind: z.enum(ERROR_KINDS),
    statusCode: z.int().optional().meta({ description: 'Absent where nothing was answered.' }),
    count: z.int().meta({ description: 'Attempts that met it.' }),
    lastAt: timeSchema.meta({ description: 'When the last of them ended.' }),
  })
  .meta({
    id: 'ErrorPattern',
    description: 'The list behind it: `GET /api/v1/deliveries?errorKind=&statusCode=`, by the last attempt of each.',
  });
/** How often attempts met an error. */
export type ErrorPattern = z.infer<typeof errorPatternSchema>;

const bucketShape = {
  at: timeSchema.meta({ description: 'When the bucket begins.' }),
  succeeded: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  attempts: z.int(),
  retries: z.int().meta({ description: 'Attempts that were not the first of their delivery.' }),
  p50Ms: responseTimeSchema,
  p95Ms: responseTimeSchema,
  p99Ms: responseTimeSchema,
};

const bucketsSchema = z
  .array(z.strictObject(bucketShape).meta({ id: 'StatsBucket' }))
  .meta({ description: 'Every bucket of the window, oldest first, also those in which nothing happened.' });

const frameShape = {
  window: z.enum(STATS_WINDOWS),
  bucket: z.string().meta({ description: 'The width of a bucket.', examples: ['1h'] }),
  from: timeSchema.meta({ description: 'What ended at or after this time is counted.' }),
  to: timeSchema.meta({
    description: 'What ended before this time is counted: now, or less when statistics lag behind (see `complete`).',
  }),
  complete: z.boolean().meta({
    description:
      'False while the statistics of a part of the window are not made yet: after an upgrade, or while no worker runs.',
  }),
};

const ratesShape = {
  successRate: rateSchema.meta({
    description: 'Share of those that succeeded among those that succeeded or failed; null where there are none.',
  }),
  attempts: z.int(),
  attemptsPerDelivery: z
    .number()
    .nullable()
    .meta({
      description: 'Attempts for each delivery that succeeded or failed; null where there are none.',
      examples: [1.07],
    }),
  retries: bucketShape.retries,
  retryRate: rateSchema.meta({ description: 'Share of `retries` among `attempts`; null where there are none.' }),
  responseTimeMs: responseTimesSchema,
  errors: z.array(errorPatternSchema).meta({ description: `The ${SHOWN_ERRORS} most frequent.` }),
};

const waitingSchema = z
  .strictObject({
    total: z.int(),
    isCapped: z.boolean().meta({
      description: `True when there are more: of each status at most ${COUNTED_WAITING} are counted, so a count means "at least".`,
    }),
    reasons: z.array(
      z.strictObject({
        status: z.enum(DELIVERY_STATUSES),
        waitReason: z.enum(WAIT_REASONS).optional(),
        count: z.int(),
      }),
    ),
  })
  .meta({
    id: 'Waiting',
    description:
      'Deliveries that are not finished now, whenever they began. The list behind a count: `GET /api/v1/deliveries?status=&waitReason=`.',
  });
/** What is not finished, and why. */
export type Waiting = z.infer<typeof waitingSchema>;

/** Why an endpoint needs somebody's attention. */
export const ENDPOINT_TROUBLES = ['disabled', 'paused', 'broken', 'throttled', 'failing', 'low-success-rate'] as const;
export type EndpointTrouble = (typeof ENDPOINT_TROUBLES)[number];

const troubledEndpointSchema = z
  .strictObject({
    endpointId: z.string(),
    url: z.string(),
    description: z.string(),
    status: endpointStatusSchema,
    gate: z.enum(GATE_STATES),
    troubles: z.array(z.enum(ENDPOINT_TROUBLES)).meta({
      description: `\`failing\`: its last three attempts, or more, have failed; \`low-success-rate\`: below ${LOW_SUCCESS_RATE} in the window.`,
    }),
    because: z
      .string()
      .optional()
      .meta({ description: 'Why it is disabled, or its gate not open, where that is known.' }),
    consecutiveFailures: z.int(),
    failingSince: timeSchema.nullable(),
    deliveries: outcomesSchema,
    successRate: ratesShape.successRate,
    attempts: z.int(),
  })
  .meta({ id: 'TroubledEndpoint' });
/** An endpoint that needs somebody's attention. */
export type TroubledEndpoint = z.infer<typeof troubledEndpointSchema>;

/** Answer of `GET /api/v1/stats`. */
export const statsSchema = z
  .strictObject({
    ...frameShape,
    deliveries: outcomesSchema,
    ...ratesShape,
    waiting: waitingSchema,
    endpointsInTrouble: z.strictObject({
      total: z.int(),
      data: z
        .array(troubledEndpointSchema)
        .meta({ description: `The ${SHOWN_ENDPOINTS} worst; with \`eventType\` their figures are of all types.` }),
    }),
    buckets: bucketsSchema,
  })
  .meta({ id: 'Stats' });
/** Answer of `GET /api/v1/stats`. */
export type Stats = z.infer<typeof statsSchema>;

/** Answer of `GET /api/v1/webhooks/{id}/health`. */
export const endpointHealthSchema = z
  .strictObject({
    ...frameShape,
    endpointId: z.string(),
    deliveries: z.int().meta({ description: 'Deliveries that ended in this time.' }),
    succeeded: z.int(),
    failed: z.int(),
    cancelled: z.int(),
    ...ratesShape,
    consecutiveFailures: z.int().meta({ description: 'Failed attempts since the last that succeeded.' }),
    failingSince: timeSchema.nullable().meta({ description: 'When the first of them failed.' }),
    status: endpointStatusSchema,
    breaker: z
      .strictObject({
        state: z.enum(['closed', 'open', 'half-open']).meta({
          description:
            '`closed`: requests are sent. `open`: after failures in a row nothing is sent until `until`. `half-open`: one request tries the receiver, or what was held goes out bit by bit.',
        }),
        because: z.string().optional(),
        until: timeSchema.optional(),
      })
      .meta({ id: 'Breaker' }),
    waiting: waitingSchema,
    buckets: bucketsSchema,
  })
  .meta({ id: 'EndpointHealth' });
/** Answer of `GET /api/v1/webhooks/{id}/health`. */
export type EndpointHealth = z.infer<typeof endpointHealthSchema>;
