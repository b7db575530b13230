import { z } from 'zod';
import { timeSchema } from './common.js';
import { TENANT_ROLES } from './tenants.js';

/** The longest key that is looked at: anything beyond is none, and not worth hashing. */
export const MAXIMUM_KEY_LENGTH = 1024;

/** Body of `POST /api/v1/session`. */
export const signInSchema = z
  .strictObject({
    key: z
      .string()
      .min(1, 'must not be empty')
      .max(MAXIMUM_KEY_LENGTH)
      .meta({ description: 'An API key, or the bootstrap admin key.' }),
  })
  .meta({ id: 'SignIn' });
/** Body of `POST /api/v1/session`. */
export type SignInBody = z.infer<typeof signInSchema>;

/** Who makes a request, and until when it may go on so. */
export const sessionSchema = z
  .strictObject({
    role: z
      .enum(['admin', ...TENANT_ROLES])
      .meta({ description: '`admin`: may act for every tenant, which it names by `X-Tenant-Id`.' }),
    tenantId: z.string().nullable().meta({ description: 'The tenant of the key; null for an admin.' }),
    tenantName: z.string().nullable(),
    keyId: z.string().meta({ description: "The key's id, or `bootstrap-admin`." }),
    keyName: z.string().nullable(),
    expiresAt: timeSchema
      .nullable()
      .meta({ description: 'When the session ends by itself; null where the request came with the key itself.' }),
    version: z.string().meta({ description: "Everhook's version.", examples: ['1.0.0'] }),
  })
  .meta({ id: 'Session' });
/** Who makes a request. */
export type Session = z.infer<typeof sessionSchema>;
