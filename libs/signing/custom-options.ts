import { FRAMING_HEADERS } from '#libs/contracts';
import { z } from 'zod';
import { ALGORITHMS, KEY_ENCODINGS, SIGNATURE_ENCODINGS, TIMESTAMP_FORMATS } from './profile.js';
import {
  BODY_PLACEHOLDERS,
  type BodyPlaceholder,
  fillTemplate,
  HEADER_PLACEHOLDERS,
  onlyPlaceholder,
  placeholdersOf,
  SIGNED_PLACEHOLDERS,
} from './template.js';

/** RFC 9110 section 5.6.2, a token; names are kept in lower case. */
const headerNameSchema = z
  .string()
  .max(64)
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be a header name')
  .toLowerCase()
  .refine((name) => !RESERVED_HEADERS.has(name) && !name.startsWith('x-everhook-'), 'is reserved');

/** Framing and connection headers belong to the HTTP client, the rest to Everhook or to the endpoint's own headers. */
const RESERVED_HEADERS: ReadonlySet<string> = new Set([
  ...FRAMING_HEADERS,
  'authorization',
  'content-encoding',
  'cookie',
  'user-agent',
]);

const visibleAscii = /^[\x20-\x7e]*$/;

function templateSchema(known: readonly string[], maximumLength: number) {
  return z
    .string()
    .max(maximumLength)
    .superRefine((template, context) => {
      for (const name of placeholdersOf(template)) {
        if (!known.includes(name)) {
          context.addIssue({ code: 'custom', message: `{{${name}}} is not known here; known: ${known.join(', ')}` });
        }
      }
    });
}

const bodySchema = templateSchema(BODY_PLACEHOLDERS, 10_000).superRefine((template, context) => {
  const problem = bodyTemplateProblem(template);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

/**
 * Options of the `custom` profile. Templates use the vocabulary of `template.ts`.
 *
 * The rules make sure that whatever the template renders is valid JSON, that the body is signed, and that a receiver can
 * rebuild the signed content from what it got.
 */
export const customOptionsSchema = z
  .strictObject({
    body: bodySchema.default('{{data}}').meta({
      description: 'JSON in which placeholders stand in the place of values.',
      examples: ['{"event":{{eventType}},"payload":{{data}}}'],
    }),
    canonicalJson: z
      .boolean()
      .default(false)
      .meta({ description: 'Bring the body into the form of JSON.stringify(JSON.parse(body)).' }),
    headers: z
      .record(headerNameSchema, templateSchema(HEADER_PLACEHOLDERS, 256).regex(visibleAscii, 'must be visible ASCII'))
      .default({})
      .meta({ description: 'Headers beside the signature.', examples: [{ 'x-acme-time': '{{timestamp}}' }] }),
    signatureHeader: headerNameSchema.default('x-webhook-signature'),
    algorithm: z.enum(ALGORITHMS).default('sha256').meta({ description: 'Digest of the HMAC.' }),
    encoding: z.enum(SIGNATURE_ENCODINGS).default('hex').meta({ description: 'How the digest is written.' }),
    signaturePrefix: z
      .string()
      .max(32)
      .regex(visibleAscii, 'must be visible ASCII')
      .default('')
      .meta({ description: 'Text in front of each signature.', examples: ['sha256='] }),
    signatureSeparator: z
      .enum([' ', ','])
      .optional()
      .meta({ description: 'What separates several signatures; without it the header carries one.' }),
    signedContent: templateSchema(SIGNED_PLACEHOLDERS, 256)
      .default('{{body}}')
      .meta({ description: 'What is signed; it must contain {{body}}.', examples: ['{{timestamp}}.{{body}}'] }),
    keyEncoding: z.enum(KEY_ENCODINGS).default('utf8').meta({ description: "How the secret's text gives the key." }),
    timestampFormat: z.enum(TIMESTAMP_FORMATS).default('unix').meta({ description: 'How {{timestamp}} is written.' }),
    toleranceSeconds: z
      .int()
      .min(1)
      .max(86_400)
      .default(300)
      .meta({ description: "Seconds that {{timestamp}} may lie from the receiver's clock." }),
  })
  .superRefine((options, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (Object.hasOwn(options.headers, options.signatureHeader)) {
      issue('headers', `${options.signatureHeader} carries the signature and cannot carry something else`);
    }
    const separator = options.signatureSeparator;
    if (separator !== undefined && options.signaturePrefix.includes(separator)) {
      issue('signaturePrefix', 'must not contain the separator');
    }
    const signed = placeholdersOf(options.signedContent);
    if (!signed.includes('body')) issue('signedContent', 'must contain {{body}}, else the body could be changed');
    const carried = new Set(Object.values(options.headers));
    for (const name of HEADER_PLACEHOLDERS) {
      if (signed.includes(name) && !carried.has(onlyPlaceholder(name))) {
        issue(
          'signedContent',
          `signs {{${name}}}, but no header has the value {{${name}}}: receivers could not check it`,
        );
      }
    }
  });

/** Options of the `custom` profile with every default filled in. */
export type CustomOptions = z.output<typeof customOptionsSchema>;

/**
 * Renders samples and parses them. Every sample of a text or of data contains quotes, so a placeholder that stands
 * inside a string literal breaks the JSON and is found; what remains is a placeholder in the place of a value.
 */
function bodyTemplateProblem(template: string): string | null {
  const samples: Record<BodyPlaceholder, string>[] = ['"123"', '123'].map((tenantId) => ({
    eventId: '"evt_1"',
    eventType: '"a.b"',
    created: '"2024-01-01T00:00:00.000Z"',
    createdUnix: '1704067200',
    tenantId,
    data: '{"sample":"x"}',
    dataMembers: ',"sample":"x"',
  }));
  for (const sample of samples) {
    let parsed: unknown;
    try {
      parsed = JSON.parse(fillTemplate(template, BODY_PLACEHOLDERS, (name) => sample[name]));
    } catch {
      return 'is not valid JSON once placeholders are replaced by JSON values (texts come with their quotes)';
    }
    if (template.includes('{{dataMembers}}') && !endsWithDataMembers(template, parsed)) {
      return '{{dataMembers}} must stand once, behind the last member of the outermost object';
    }
  }
  return null;
}

function endsWithDataMembers(template: string, parsed: unknown): boolean {
  const once = placeholdersOf(template).filter((name) => name === 'dataMembers').length === 1;
  const outermost = typeof parsed === 'object' && parsed !== null && Object.hasOwn(parsed, 'sample');
  return once && outermost && /\{\{dataMembers\}\}\s*\}\s*$/.test(template);
}
