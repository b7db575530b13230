import { z } from 'zod';
import { customOptionsSchema } from './custom-options.js';
import type { ProfileName } from '#libs/contracts';

/** Options of `standard-webhooks`. */
export const standardWebhooksOptionsSchema = z.strictObject({
  signatureVersion: z.enum(['v1', 'v1a']).default('v1').meta({
    description: 'v1: HMAC-SHA256 with a whsec_ secret. v1a: ed25519 with a whsk_ key, whose whpk_ the receiver gets.',
  }),
});

/** Options of `urtentic`. */
export const urtenticOptionsSchema = z.strictObject({
  signaturePrefix: z.boolean().default(false).meta({ description: 'Put "sha256=" in front of the signature.' }),
});

const noOptionsSchema = z.strictObject({});

/** The schema of every profile's options; `{}` is valid for each and means the defaults. */
export const PROFILE_OPTION_SCHEMAS = {
  'standard-webhooks': standardWebhooksOptionsSchema,
  urtentic: urtenticOptionsSchema,
  quickstart: noOptionsSchema,
  ultrareach: noOptionsSchema,
  'urban-things': noOptionsSchema,
  github: noOptionsSchema,
  stripe: noOptionsSchema,
  svix: noOptionsSchema,
  custom: customOptionsSchema,
} as const satisfies Record<ProfileName, z.ZodType>;

/** Options of a profile as they are given and stored: plain JSON, every field optional. */
export type ProfileOptions =
  | z.input<typeof standardWebhooksOptionsSchema>
  | z.input<typeof urtenticOptionsSchema>
  | z.input<typeof customOptionsSchema>;
