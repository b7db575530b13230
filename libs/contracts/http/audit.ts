import { z } from 'zod';
import { listSchema, pageQueryShape, textSchema, timeSchema } from './common.js';
import { momentSchema } from './moment.js';

/** Query of `GET /api/v1/audit`. */
export const auditListQuerySchema = z.strictObject({
  ...pageQueryShape,
  actor: textSchema(64, 1)
    .optional()
    .meta({ description: 'The id of a key, or `bootstrap-admin`.', examples: ['key_01k0f5w8x0abcdefghjkmnpqrs'] }),
  action: z
    .string()
    .regex(/^[a-z][a-z-]*(\.[A-Za-z-]+)*(\.\*)?$/, 'must be an action such as "endpoint.update", or "endpoint.*"')
    .max(64)
    .optional()
    .meta({ description: 'An action, or all that begin alike.', examples: ['endpoint.*'] }),
  subject: textSchema(128, 1).optional().meta({ description: 'The id, or the name, of what was changed.' }),
  from: momentSchema.optional().meta({ description: 'At or after this time.' }),
  to: momentSchema.optional().meta({ description: 'Before this time.' }),
});
/** Query of `GET /api/v1/audit`. */
export type AuditListQuery = z.infer<typeof auditListQuerySchema>;

/** One change, or one look at a secret. */
const auditEntrySchema = z
  .strictObject({
    id: z.string().meta({ examples: ['aud_01k0f5w8x0abcdefghjkmnpqrs'] }),
    tenantId: z.string(),
    at: timeSchema,
    actor: z.string().meta({
      description: 'The id of the key that was used, or `bootstrap-admin`.',
      examples: ['key_01k0f5w8x0abcdefghjkmnpqrs'],
    }),
    actorName: z.string().nullable().meta({ description: 'The name of that key; null where it has none.' }),
    action: z.string().meta({
      description:
        'What was done: `tenant.`, `key.`, `endpoint.`, `endpoint.secret.`, `event-type.`, `event.`, `delivery.`, `operation.` or `session.` and a verb. `endpoint.secret.reveal` is a look at the secrets of an endpoint.',
      examples: ['endpoint.update'],
    }),
    subject: z.string().meta({
      description: 'The id, or of an event type the name, of what it was done to.',
      examples: ['ep_01k0f5w8x0abcdefghjkmnpqrs'],
    }),
  })
  .meta({ id: 'AuditEntry' });
/** One change, or one look at a secret. */
export type AuditEntryAnswer = z.infer<typeof auditEntrySchema>;

/** Answer of `GET /api/v1/audit`. */
export const auditListSchema = listSchema('AuditList', auditEntrySchema);
