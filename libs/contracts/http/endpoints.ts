import { z } from 'zod';
import { GATE_REASONS, GATE_STATES, ORDERING_POLICIES } from '../delivery/delivery.js';
import { durationSchema, parseDurationMs } from '../retry-policy.js';
import {
  channelSchema,
  eventPatternSchema,
  eventTypeNameSchema,
  jsonObjectSchema,
  listSchema,
  pageQueryShape,
  textSchema,
  timeSchema,
} from './common.js';
import { momentSchema } from './moment.js';
import { laneSchema, profileOptionsSchema, profileSchema, retryPolicyFieldSchema } from './delivery-settings.js';

/** RFC 9110, section 5.1: a header's name is a token. */
const headerNameSchema = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/, 'must be the name of a header, at most 128 characters');

/** RFC 9110, section 5.5, without what it calls obsolete. */
const headerValueSchema = z
  .string()
  .max(4096)
  .regex(
    /^(?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?$/,
    'must be printable ASCII, without white space at its ends',
  );

const maximumAgeSchema = durationSchema.refine((text) => (parseDurationMs(text) ?? 0) >= 1000, {
  message: 'must be at least "1s"',
});

function atMost<Value>(maximum: number, schema: z.ZodRecord<z.ZodString, z.ZodType<Value>>) {
  return schema.refine((record) => Object.keys(record).length <= maximum, {
    message: `must not have more than ${maximum} entries`,
  });
}

/** What people see of an endpoint's state. */
export const endpointStatusSchema = z.enum(['active', 'paused', 'draining', 'disabled']).meta({
  description:
    '`active`: gets what is due. `paused`: everything that is due is held, by a pause or because the tenant is stopped. `draining`: what a pause held goes out, in the order of its events. `disabled`: gets no events, and what waited for it was cancelled.',
});

/** What may be asked for: draining is on the way from paused to active. */
const wantedStatusSchema = z
  .enum(['active', 'paused', 'disabled'], {
    error: ({ input }) =>
      input === 'draining' ? 'cannot be asked for: POST …/resume lets go what a pause has held' : undefined,
  })
  .meta({
    description:
      'As `POST …/pause`, `…/disable`, and for `active` `…/enable` or, when it is paused, `…/resume` at the default rate.',
  });

/** More a second is no limit for a receiver, and less than one is a schedule. */
const MAXIMUM_RATE = 1_000;

const requiredShape = {
  url: textSchema(2048, 1).meta({ examples: ['https://shop.example/webhooks'] }),
  events: z.array(eventPatternSchema).min(1, 'must name at least one event type').max(200),
};

/** Fields that can be taken away again: null in a change means as if it had never been given. */
const removableShape = {
  profileOptions: profileOptionsSchema.nullable().optional(),
  retryPolicy: retryPolicyFieldSchema
    .nullable()
    .optional()
    .meta({ description: "Null or left out: the tenant's policy." }),
  retryPolicyByEvent: atMost(50, z.record(eventPatternSchema, retryPolicyFieldSchema))
    .nullable()
    .optional()
    .meta({ description: 'Policies for some event types; the most specific pattern wins.' }),
  channels: z
    .array(channelSchema)
    .max(50)
    .nullable()
    .optional()
    .meta({ description: 'Only events with one of these channels; none or null: all events.' }),
  headers: atMost(30, z.record(headerNameSchema, headerValueSchema))
    .nullable()
    .optional()
    .meta({ description: 'Sent with every request. A value of "[redacted]" keeps what is stored.' }),
  maximumAge: maximumAgeSchema
    .nullable()
    .optional()
    .meta({ description: 'A delivery older than this is cancelled.', examples: ['24h'] }),
  ipAllowList: z
    .array(z.string().max(64))
    .max(100)
    .nullable()
    .optional()
    .meta({ description: 'Networks that the dialled address must be in, as CIDRs.' }),
  metadata: jsonObjectSchema(16_384).nullable().optional().meta({ description: 'Anything; Everhook only keeps it.' }),
  lane: laneSchema.nullable().optional().meta({ description: "Null or left out: the tenant's lane." }),
  rateLimitPerSecond: z
    .int()
    .min(1)
    .max(MAXIMUM_RATE)
    .nullable()
    .optional()
    .meta({ description: 'The most attempts a second; null or left out: no limit.' }),
};

const optionalShape = {
  description: textSchema(2000).optional(),
  profile: profileSchema.optional(),
  timeoutMs: z
    .int()
    .min(1000)
    .max(60_000)
    .optional()
    .meta({ description: "The total time of an attempt; default: the profile's, mostly 15,000." }),
  status: wantedStatusSchema.optional(),
  ordered: z.boolean().optional().meta({
    description: 'Deliveries of events with the same `orderingKey` go out one at a time, in the order of their events.',
  }),
  orderingPolicy: z.enum(ORDERING_POLICIES).optional().meta({
    description:
      'What becomes of the line of an ordering key when its head has no attempt left: `block` holds the line until someone redelivers or cancels the head, `park` sets the head aside and lists it, `skip` goes on without it. Default `block`.',
  }),
};

const secretFieldSchema = textSchema(512, 1);

/** Body of `POST /api/v1/webhooks`. */
export const createEndpointSchema = z
  .strictObject({
    ...requiredShape,
    ...optionalShape,
    ...removableShape,
    secret: secretFieldSchema.optional().meta({ description: 'In the form of the profile; made when left out.' }),
  })
  .meta({ id: 'CreateEndpoint' });
/** Body of `POST /api/v1/webhooks`. */
export type CreateEndpoint = z.infer<typeof createEndpointSchema>;

/** Body of `PATCH /api/v1/webhooks/{id}`: what is left out stays. */
export const changeEndpointSchema = z
  .strictObject({
    url: requiredShape.url.optional(),
    events: requiredShape.events.optional(),
    ...optionalShape,
    ...removableShape,
    secret: secretFieldSchema
      .optional()
      .meta({ description: 'Only together with another `profile`; otherwise secrets are changed by rotation.' }),
  })
  .meta({ id: 'ChangeEndpoint' });
/** Body of `PATCH /api/v1/webhooks/{id}`. */
export type ChangeEndpoint = z.infer<typeof changeEndpointSchema>;

/** What all deliveries of an endpoint have to wait for. */
const gateSchema = z
  .strictObject({
    state: z.enum(GATE_STATES).meta({
      description:
        '`open`; `paused` by a person; `throttled` on the word of the receiver; `broken` after failed attempts in a row; `draining` what it has held.',
    }),
    reason: z
      .enum(GATE_REASONS)
      .optional()
      .meta({ description: 'The `waitReason` of the deliveries that it holds; absent while it is open.' }),
    because: z
      .string()
      .optional()
      .meta({ description: 'Why it is not open, in one sentence.', examples: ['the endpoint is paused'] }),
    until: timeSchema
      .optional()
      .meta({ description: 'Until when a throttle holds, or when a broken one tries the receiver next.' }),
    ratePerSecond: z.int().optional().meta({ description: 'How many deliveries a second it lets go while it drains.' }),
  })
  .meta({ id: 'EndpointGate' });

const endpointShape = {
  id: z.string(),
  tenantId: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  description: z.string(),
  status: endpointStatusSchema,
  profile: profileSchema,
  profileOptions: z.record(z.string(), z.unknown()).nullable(),
  retryPolicy: retryPolicyFieldSchema.meta({ description: 'The policy that applies.' }),
  retryPolicyFrom: z.enum(['endpoint', 'tenant', 'default']).meta({ description: 'Where `retryPolicy` comes from.' }),
  retryPolicyByEvent: z.record(z.string(), retryPolicyFieldSchema).nullable(),
  timeoutMs: z.int(),
  channels: z.array(z.string()).nullable(),
  headers: z.record(z.string(), z.string()).meta({ description: 'Values that look like credentials are redacted.' }),
  maximumAge: z.string().nullable(),
  ipAllowList: z.array(z.string()).nullable(),
  metadata: z.record(z.string(), z.unknown()).nullable(),
  lane: laneSchema,
  rateLimitPerSecond: z.int().nullable(),
  ordered: z.boolean(),
  orderingPolicy: z.enum(ORDERING_POLICIES),
  gate: gateSchema,
  consecutiveFailures: z.int().meta({ description: 'Failed attempts since the last that succeeded.' }),
  failingSince: timeSchema.nullable().meta({ description: 'When the first of them failed.' }),
  disabledBecause: z.string().nullable().meta({
    description: "Why a rule disabled it, such as the receiver's 410; null where a person did, or nobody.",
  }),
  heldDeliveries: z.int().optional().meta({ description: 'Deliveries that the gate holds. Not in lists.' }),
  inFlight: z.int().optional().meta({ description: 'Attempts that are being made. Not in lists.' }),
  operational: z
    .boolean()
    .meta({ description: "Whether it is the tenant's own for alerts: it gets operational events and no others." }),
  createdAt: timeSchema,
  updatedAt: timeSchema,
};

/** An endpoint in answers. */
export const endpointSchema = z.strictObject(endpointShape).meta({ id: 'Endpoint' });
/** An endpoint in answers. */
export type Endpoint = z.infer<typeof endpointSchema>;

/** Answer of `POST /api/v1/webhooks`: with the secret. */
export const createdEndpointSchema = z
  .strictObject({ ...endpointShape, secret: z.string() })
  .meta({ id: 'CreatedEndpoint' });
/** Answer of `POST /api/v1/webhooks`. */
export type CreatedEndpoint = z.infer<typeof createdEndpointSchema>;

/** Query of `GET /api/v1/webhooks`. */
export const endpointQuerySchema = z.strictObject({
  ...pageQueryShape,
  status: endpointStatusSchema.optional().meta({ description: 'Only endpoints with this status.' }),
  event: eventTypeNameSchema.optional().meta({ description: 'Only endpoints that subscribe to this event type.' }),
});
/** Query of `GET /api/v1/webhooks`. */
export type EndpointQuery = z.infer<typeof endpointQuerySchema>;

/** Answer of `GET /api/v1/webhooks`. */
export const endpointListSchema = listSchema('EndpointList', endpointSchema);
/** Answer of `GET /api/v1/webhooks`. */
export type EndpointList = z.infer<typeof endpointListSchema>;

/** Body of `POST /api/v1/webhooks/{id}/resume`; may be left out. */
export const resumeEndpointSchema = z
  .strictObject({
    ratePerSecond: z.int().min(1).max(MAXIMUM_RATE).optional().meta({
      description:
        'How many held deliveries a second go out, at least; default 10. Never slower than new ones arrive, and never faster than `rateLimitPerSecond`.',
    }),
    discardBefore: momentSchema
      .refine((time) => Date.parse(time) <= Date.now(), { message: 'must not lie in the future' })
      .optional()
      .meta({ description: 'Held deliveries of events that were accepted before this time are cancelled.' }),
  })
  .default({})
  .meta({ id: 'ResumeEndpoint' });
/** Body of `POST /api/v1/webhooks/{id}/resume`. */
export type ResumeEndpoint = z.infer<typeof resumeEndpointSchema>;

/** The longest overlap of a rotation: 30 days. */
const MAXIMUM_OVERLAP_SECONDS = 2_592_000;
const DEFAULT_OVERLAP_SECONDS = 86_400;

/** Body of `POST /api/v1/webhooks/{id}/secret/rotate`; may be left out. */
export const rotateSecretSchema = z
  .strictObject({
    secret: secretFieldSchema.optional().meta({ description: 'In the form of the profile; made when left out.' }),
    overlapSeconds: z
      .int()
      .min(0)
      .max(MAXIMUM_OVERLAP_SECONDS)
      .default(DEFAULT_OVERLAP_SECONDS)
      .meta({ description: 'How long the old secret stays valid.' }),
    replace: z
      .boolean()
      .default(false)
      .meta({ description: 'Rotate although an earlier rotation is still in its overlap.' }),
  })
  .prefault({})
  .meta({ id: 'RotateSecret' });
/** Body of `POST /api/v1/webhooks/{id}/secret/rotate`. */
export type RotateSecret = z.infer<typeof rotateSecretSchema>;

/** The secrets of an endpoint. */
export const endpointSecretSchema = z
  .strictObject({
    secret: z.string().meta({ description: 'The newest secret.' }),
    publicKey: z
      .string()
      .optional()
      .meta({ description: 'Where the secret is an ed25519 key (`whsk_`): what receivers verify with (`whpk_`).' }),
    secrets: z
      .array(
        z.strictObject({
          id: z.string(),
          secret: z.string(),
          signs: z.boolean().meta({ description: 'Whether requests are signed with it at the moment.' }),
          createdAt: timeSchema,
          expiresAt: timeSchema.nullable(),
        }),
      )
      .meta({ description: 'Every valid secret, newest first: two during the overlap of a rotation.' }),
  })
  .meta({ id: 'EndpointSecret' });
/** The secrets of an endpoint. */
export type EndpointSecret = z.infer<typeof endpointSecretSchema>;
