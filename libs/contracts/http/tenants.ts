import { z } from 'zod';
import { ALERT_TYPES } from '../alerts.js';
import { chosenIdSchema } from '../ids.js';
import { eventPatternSchema, listSchema, textSchema, timeSchema } from './common.js';
import { laneSchema, profileOptionsSchema, profileSchema, retryPolicyFieldSchema } from './delivery-settings.js';

/** A number survives in JSON and JavaScript only up to 2^53 − 1. */
const externalIdSchema = z
  .union([textSchema(256, 1), z.int().min(0)])
  .meta({ description: 'What payloads carry as `tenant_id`: text, or a whole number up to 2^53 − 1.' });

/** More would be a mailing list, which should have an address of its own. */
const MAXIMUM_EMAILS = 20;

const alertTypesSchema = z.array(z.enum(ALERT_TYPES)).max(ALERT_TYPES.length);

/** Who is told when an endpoint of the tenant fails, recovers or is disabled, and the like. */
const alertsSchema = z
  .strictObject({
    emails: z
      .array(z.email({ error: 'must be an e-mail address' }).max(254))
      .max(MAXIMUM_EMAILS)
      .default([])
      .meta({ description: 'Who gets mails, where the installation can send them.', examples: [['ops@shop.example']] }),
    webhookUrl: textSchema(2048, 1)
      .nullable()
      .default(null)
      .meta({
        description:
          'Gets the alerts as operational events, signed like every webhook. The same rules as for endpoints.',
        examples: ['https://shop.example/alerts'],
      }),
    events: alertTypesSchema.default([...ALERT_TYPES]).meta({ description: 'Which alerts; left out: all.' }),
  })
  .meta({ id: 'Alerts', description: 'Given as a whole: what is left out of it has its default again.' });
/** Who is told what, in requests. */
export type AlertsBody = z.infer<typeof alertsSchema>;

const limitSchema = z.int().min(1).max(1_000_000).nullable();

/** What a tenant may use of the installation. */
const limitsSchema = z
  .strictObject({
    eventsPerSecond: limitSchema.default(null).meta({
      description:
        'Events that may be posted in a second, repeats included; beyond them posts are 429. A batch is let in while there is any room, and counts as a whole.',
      examples: [100],
    }),
    endpoints: limitSchema
      .default(null)
      .meta({ description: 'Endpoints that may exist; to make more is 429. What exists stays.', examples: [50] }),
  })
  .meta({ id: 'TenantLimits', description: 'Given as a whole: what is left out, or null, is not limited.' });

const settingsShape = {
  name: textSchema(200, 1).meta({ examples: ['Urban Things'] }),
  externalId: externalIdSchema.optional(),
  profile: profileSchema.optional(),
  profileOptions: profileOptionsSchema.nullable().optional(),
  retryPolicy: retryPolicyFieldSchema.nullable().optional(),
  lane: laneSchema.optional(),
  allowedEvents: z
    .array(eventPatternSchema)
    .max(500)
    .nullable()
    .optional()
    .meta({ description: 'The event types that may be posted, as names or patterns; null for all.' }),
  limits: limitsSchema.nullable().optional().meta({ description: 'What the tenant may use; null for no limits.' }),
  alerts: alertsSchema
    .nullable()
    .optional()
    .meta({ description: 'Who is told of failing endpoints and exhausted deliveries; null for nobody.' }),
};

/** Body of `POST /api/v1/tenants`. */
export const createTenantSchema = z
  .strictObject({
    id: chosenIdSchema.optional().meta({
      description: 'Chosen by the caller, or made. One of digits only is also the external id, as a number.',
    }),
    ...settingsShape,
  })
  .meta({ id: 'CreateTenant' });
/** Body of `POST /api/v1/tenants`. */
export type CreateTenant = z.infer<typeof createTenantSchema>;

/** Body of `PATCH /api/v1/tenants/{id}`: what is left out stays. */
export const changeTenantSchema = z
  .strictObject({ ...settingsShape, name: settingsShape.name.optional() })
  .meta({ id: 'ChangeTenant' });
/** Body of `PATCH /api/v1/tenants/{id}`. */
export type ChangeTenant = z.infer<typeof changeTenantSchema>;

/** A tenant in answers. */
export const tenantSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    externalId: z.union([z.string(), z.number()]),
    profile: profileSchema,
    profileOptions: z.record(z.string(), z.unknown()).nullable(),
    retryPolicy: retryPolicyFieldSchema,
    lane: laneSchema,
    allowedEvents: z.array(z.string()).nullable(),
    limits: z.strictObject({ eventsPerSecond: z.int().nullable(), endpoints: z.int().nullable() }),
    stoppedAt: timeSchema
      .nullable()
      .meta({ description: 'Since when everything that is due for the tenant is held; null while nothing is.' }),
    alerts: z
      .strictObject({
        emails: z.array(z.string()),
        webhookUrl: z.string().nullable(),
        events: alertTypesSchema,
        endpointId: z.string().nullable().meta({
          description: 'The endpoint behind `webhookUrl`; its secret is under `GET /api/v1/webhooks/{id}/secret`.',
        }),
      })
      .nullable(),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Tenant' });
/** A tenant in answers. */
export type Tenant = z.infer<typeof tenantSchema>;

/** Answer of `GET /api/v1/tenants`. */
export const tenantListSchema = listSchema('TenantList', tenantSchema);
/** Answer of `GET /api/v1/tenants`. */
export type TenantList = z.infer<typeof tenantListSchema>;

/** Roles that a tenant's key can have. */
export const TENANT_ROLES = ['owner', 'publisher', 'viewer'] as const;

const roleSchema = z.enum(TENANT_ROLES).meta({
  id: 'TenantRole',
  description: '`owner`: reads and changes everything of the tenant. `publisher`: posts events. `viewer`: reads.',
});

const keyNameSchema = textSchema(200);

/** Body of `POST /api/v1/tenants/{id}/keys`. */
export const createKeySchema = z
  .strictObject({ role: roleSchema, name: keyNameSchema.optional() })
  .meta({ id: 'CreateKey' });
/** Body of `POST /api/v1/tenants/{id}/keys`. */
export type CreateKey = z.infer<typeof createKeySchema>;

const keyShape = {
  id: z.string(),
  tenantId: z.string(),
  role: roleSchema,
  name: z.string().nullable(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema.nullable().meta({ description: 'To the minute.' }),
};

/** An API key in answers: never the key itself. */
export const keySchema = z.strictObject(keyShape).meta({ id: 'Key' });
/** An API key in answers. */
export type Key = z.infer<typeof keySchema>;

/** Answer of `POST /api/v1/tenants/{id}/keys`: the only one with the key. */
export const createdKeySchema = z
  .strictObject({ ...keyShape, key: z.string().meta({ description: 'Shown only now.' }) })
  .meta({ id: 'CreatedKey' });
/** Answer of `POST /api/v1/tenants/{id}/keys`. */
export type CreatedKey = z.infer<typeof createdKeySchema>;

/** Answer of `GET /api/v1/tenants/{id}/keys`. */
export const keyListSchema = listSchema('KeyList', keySchema);
/** Answer of `GET /api/v1/tenants/{id}/keys`. */
export type KeyList = z.infer<typeof keyListSchema>;
