import { z } from 'zod';
import { PROFILE_NAMES } from '../profile-name.js';
import { givenTimeSchema, textSchema } from './common.js';
import { profileOptionsSchema, profileSchema } from './delivery-settings.js';

/** More would be no HTTP request that anybody sends. */
const MAXIMUM_HEADERS = 200;

const requestShape = {
  headers: z
    .record(
      z.string().min(1).max(256),
      z.union([z.string().max(16_384), z.array(z.string().max(16_384)).max(MAXIMUM_HEADERS)]),
    )
    .refine((headers) => Object.keys(headers).length <= MAXIMUM_HEADERS, `must be at most ${MAXIMUM_HEADERS}`)
    .meta({ description: 'As they were received; names in any case.' }),
  body: z.string().meta({ description: 'The raw body as it was received, byte for byte.' }),
  now: givenTimeSchema
    .optional()
    .meta({ description: "The receiver's clock, for the age of the timestamp. Default: now." }),
};

/** Body of `POST /api/v1/signatures/validate`. */
export const validateSignatureSchema = z
  .union([
    z.strictObject({
      profile: profileSchema,
      profileOptions: profileOptionsSchema.optional(),
      secret: z.string().min(1, 'must not be empty').max(1024).meta({ description: 'The secret of the endpoint.' }),
      ...requestShape,
    }),
    z.strictObject({
      endpointId: textSchema(64, 1).meta({ description: 'Its profile and valid secrets are used.' }),
      ...requestShape,
    }),
  ])
  .meta({ id: 'ValidateSignature' });
/** Body of `POST /api/v1/signatures/validate`. */
export type ValidateSignature = z.infer<typeof validateSignatureSchema>;

/** Whether a request is genuine, and if not, why. */
export const signatureValidationSchema = z
  .strictObject({
    valid: z.boolean(),
    reason: z.string().optional().meta({ description: 'The detail of the first check that failed.' }),
    checks: z
      .array(
        z.strictObject({
          name: z.enum(['headers', 'secret', 'prefix', 'signature', 'timestamp']),
          ok: z.boolean(),
          detail: z.string(),
        }),
      )
      .meta({ description: '`timestamp` only where the profile has one.' }),
    expected: z.strictObject({
      header: z.string().meta({
        description:
          'The value that the signature header should have had; empty where it cannot be told, and for the secret of an endpoint unless the key may read that secret.',
      }),
      signedContent: z.string().meta({
        description: 'What should have been signed; a part that no header carried stands as `<name missing>`.',
      }),
    }),
  })
  .meta({ id: 'SignatureValidation' });
/** Whether a request is genuine, and if not, why. */
export type SignatureValidation = z.infer<typeof signatureValidationSchema>;

/** Languages that there are snippets for receivers in. */
const SNIPPET_LANGUAGES = ['node', 'python', 'go', 'ruby', 'php', 'java'] as const;
/** A language that there are snippets for receivers in. */
export type SnippetLanguage = (typeof SNIPPET_LANGUAGES)[number];

/** For what a snippet is wanted. */
export const snippetQuerySchema = z
  .strictObject({
    profile: z.enum(PROFILE_NAMES).optional().meta({ description: 'The profile, with its default options.' }),
    endpointId: textSchema(64, 1)
      .optional()
      .meta({ description: 'Instead of `profile`: that of this endpoint, with its options.' }),
    language: z.enum(SNIPPET_LANGUAGES).optional().meta({ description: 'Default: all of them.' }),
  })
  .refine(({ profile, endpointId }) => (profile === undefined) !== (endpointId === undefined), {
    path: ['profile'],
    message: 'give either profile or endpointId',
  });
/** For what a snippet is wanted. */
export type SnippetQuery = z.infer<typeof snippetQuerySchema>;

/** Code for receivers that verifies deliveries of a profile. */
export const snippetListSchema = z
  .strictObject({
    profile: profileSchema,
    snippets: z.array(
      z.strictObject({
        language: z.enum(SNIPPET_LANGUAGES),
        title: z.string().meta({ examples: ['Node.js'] }),
        filename: z.string().meta({ examples: ['verify.mjs'] }),
        code: z.string().meta({ description: 'Needs nothing but the standard library of the language.' }),
      }),
    ),
  })
  .meta({ id: 'SnippetList' });
/** Code for receivers that verifies deliveries of a profile. */
export type SnippetList = z.infer<typeof snippetListSchema>;
