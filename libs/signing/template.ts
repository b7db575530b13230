/**
 * The vocabulary of all profiles: placeholders written `{{name}}`. In a body a placeholder becomes a JSON value (texts
 * are quoted and escaped), in a header or in the signed content it becomes plain text.
 *
 * | placeholder | meaning |
 * | --- | --- |
 * | `eventId` | the event's id, the same on every attempt and for every endpoint |
 * | `eventType` | the event's type |
 * | `created` | when the event was created: RFC 3339, UTC, milliseconds |
 * | `createdUnix` | the same in whole seconds since 1970 |
 * | `tenantId` | the tenant's external id; a JSON number in bodies where it is one |
 * | `deliveryId` | the delivery's id, the same on every attempt (not in bodies) |
 * | `timestamp` | when the attempt is made, in the profile's timestamp format (not in bodies) |
 * | `data` | the event's data, byte for byte as posted (bodies only) |
 * | `dataMembers` | the members of the data, each after a comma; the data must be an object (bodies only) |
 * | `body` | the rendered body (signed content only) |
 */
const PLACEHOLDER = /\{\{([A-Za-z]+)\}\}/g;

/** Placeholders that a body may contain. */
export const BODY_PLACEHOLDERS = [
  'eventId',
  'eventType',
  'created',
  'createdUnix',
  'tenantId',
  'data',
  'dataMembers',
] as const;
export type BodyPlaceholder = (typeof BODY_PLACEHOLDERS)[number];

/** Placeholders that a header's value may contain. */
export const HEADER_PLACEHOLDERS = [
  'eventId',
  'eventType',
  'created',
  'createdUnix',
  'tenantId',
  'deliveryId',
  'timestamp',
] as const;
export type HeaderPlaceholder = (typeof HEADER_PLACEHOLDERS)[number];

/** Placeholders that the signed content may contain. */
export const SIGNED_PLACEHOLDERS = [...HEADER_PLACEHOLDERS, 'body'] as const;
export type SignedPlaceholder = (typeof SIGNED_PLACEHOLDERS)[number];

/** The names between `{{` and `}}`, in the order of the template, known or not. */
export function placeholdersOf(template: string): string[] {
  return Array.from(template.matchAll(PLACEHOLDER), (match) => match[1] ?? '');
}

/** The template that is nothing but this placeholder. */
export function onlyPlaceholder(name: HeaderPlaceholder): string {
  return `{{${name}}}`;
}

/**
 * Replaces every placeholder in one pass: what a value contains is never read as a placeholder again.
 * A name that is not in `known` is left as it stands; templates are checked when they are accepted.
 *
 * @param known the placeholders of this kind of template
 * @param valueOf the text to put in place of one
 */
export function fillTemplate<Name extends string>(
  template: string,
  known: readonly Name[],
  valueOf: (name: Name) => string,
): string {
  return template.replace(PLACEHOLDER, (whole: string, name: string) => {
    const placeholder = known.find((candidate) => candidate === name);
    return placeholder === undefined ? whole : valueOf(placeholder);
  });
}
