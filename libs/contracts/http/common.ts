import { z } from 'zod';

/** Postgres' `text` cannot hold U+0000, and `jsonb` neither that nor half of a surrogate pair. */
function isStorableText(text: string): boolean {
  return !text.includes('\0') && !/[\uD800-\uDFFF]/u.test(text);
}

/**
 * Text that can be stored: without U+0000 and unpaired surrogates.
 * @param maximum the most UTF-16 units
 * @param minimum the fewest; default 0
 */
export function textSchema(maximum: number, minimum = 0): z.ZodString {
  return z
    .string()
    .min(minimum, minimum === 1 ? 'must not be empty' : undefined)
    .max(maximum)
    .refine(isStorableText, { message: 'must not contain U+0000 or unpaired surrogates' });
}

function isStorableJson(value: unknown): boolean {
  if (typeof value === 'string') return isStorableText(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, member]) => isStorableText(key) && isStorableJson(member));
}

/**
 * A JSON object of any content that can be stored as `jsonb`.
 * @param maximumCharacters the most characters of its JSON text
 */
export function jsonObjectSchema(maximumCharacters: number) {
  return z
    .record(z.string(), z.unknown())
    .refine(isStorableJson, { message: 'must not contain U+0000 or unpaired surrogates' })
    .refine((value) => JSON.stringify(value).length <= maximumCharacters, {
      message: `must not be longer than ${maximumCharacters} characters as JSON`,
    });
}

/** A time in answers: RFC 3339 in UTC with milliseconds. */
export const timeSchema = z.iso.datetime({ precision: 3 }).meta({ examples: ['2026-03-01T12:00:00.000Z'] });

/** A time in requests: RFC 3339 with any offset. */
export const givenTimeSchema = z.iso
  .datetime({ offset: true, abort: true, error: 'must be a time in RFC 3339, such as "2026-03-01T12:00:00Z"' })
  .meta({ examples: ['2026-03-01T12:00:00Z'] });

const EVENT_NAME = /^[A-Za-z0-9_:-]+(\.[A-Za-z0-9_:-]+)*$/;
const EVENT_PATTERN = /^(\*|[A-Za-z0-9_:-]+(\.[A-Za-z0-9_:-]+)*(\.\*)?)$/;

/** The name of an event type: segments of letters, digits, `_`, `-` and `:`, joined by dots. */
export const eventTypeNameSchema = z
  .string()
  .max(128)
  .regex(EVENT_NAME, 'must be segments of letters, digits, "_", "-" and ":", joined by dots')
  .meta({ examples: ['order.created'] });

/** What an endpoint subscribes to: an exact name, `prefix.*`, or `*`. */
export const eventPatternSchema = z
  .string()
  .max(128)
  .regex(EVENT_PATTERN, 'must be the name of an event type, "prefix.*", or "*"')
  .meta({ examples: ['order.*'] });

/** A channel: a label on events that endpoints may filter by. */
export const channelSchema = z
  .string()
  .regex(/^[A-Za-z0-9_.:-]{1,128}$/, 'must be 1 to 128 letters, digits, "_", ".", ":" and "-"')
  .meta({ examples: ['eu'] });

/** Entries of a list's page when the caller says nothing. */
const DEFAULT_LIMIT = 50;

/** The query of every list: spread it into the list's own object. */
export const pageQueryShape = {
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'must be a whole number from 1 to 200')
    .transform(Number)
    .pipe(z.number().min(1).max(200))
    .default(DEFAULT_LIMIT)
    .meta({ description: 'The most entries of the answer, 1 to 200.' }),
  cursor: z.string().max(512).optional().meta({ description: '`nextCursor` of the page before.' }),
};

/** The query of a list that has no filters. */
export const pageQuerySchema = z.strictObject(pageQueryShape);
/** Which page of a list is wanted. */
export type PageQuery = z.infer<typeof pageQuerySchema>;

/**
 * The answer of a list: newest first, with the cursor of the next page.
 * @param id the name of the schema in the OpenAPI document
 */
export function listSchema<Item extends z.ZodType>(id: string, item: Item) {
  return z
    .strictObject({
      data: z.array(item),
      nextCursor: z.string().nullable().meta({ description: 'Null on the last page.' }),
    })
    .meta({ id });
}

/** A boolean in a query. */
export const flagQuerySchema = z
  .enum(['true', 'false'], { error: 'must be "true" or "false"' })
  .transform((text) => text === 'true');
