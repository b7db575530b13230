import type { Profile } from './profile.js';
import {
  fillTemplate,
  HEADER_PLACEHOLDERS,
  onlyPlaceholder,
  placeholdersOf,
  type HeaderPlaceholder,
} from './template.js';

/** Headers as Node or a person gives them; names in any case. */
export type ReceivedHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a received request says, taken apart as its profile writes it. */
export interface Received {
  body: Buffer;
  /** The values that the signed content needs and the headers carry; null where the header is missing. */
  values: ReadonlyMap<HeaderPlaceholder, string | null>;
  /** The signature header's value; null where it is missing. */
  signatureHeader: string | null;
  /** The items of the signature header, without the timestamp item. */
  items: readonly string[];
  /** Names of the headers without which the request cannot be verified and which are missing. */
  missing: readonly string[];
}

/** Takes a received request apart. */
export function readRequest(profile: Profile, headers: ReceivedHeaders, body: string | Buffer): Received {
  const valueOf = headerLookup(headers);
  const { header, separator, timestampPrefix } = profile.signature;
  const signatureHeader = valueOf(header);
  const all = split(signatureHeader, separator);
  const isTimestamp = (item: string) => timestampPrefix !== null && item.startsWith(timestampPrefix);
  const missing = signatureHeader === null ? [header] : [];

  const values = new Map<HeaderPlaceholder, string | null>();
  for (const name of neededValues(profile)) {
    if (name === 'timestamp' && timestampPrefix !== null) {
      values.set(name, all.find(isTimestamp)?.slice(timestampPrefix.length) ?? null);
      if (signatureHeader !== null && values.get(name) === null)
        missing.push(`${header} (its item ${timestampPrefix}…)`);
      continue;
    }
    const carrier = headerThatCarries(profile, name);
    const value = carrier === null ? null : valueOf(carrier);
    values.set(name, value);
    if (value === null && carrier !== null) missing.push(carrier);
  }
  return {
    body: Buffer.isBuffer(body) ? body : Buffer.from(body, 'utf8'),
    values,
    signatureHeader,
    items: all.filter((item) => !isTimestamp(item)),
    missing,
  };
}

/** The text that stands for a value which no header carried; it cannot occur in a request that verifies. */
export function missingValue(name: string): string {
  return `<${name} missing>`;
}

/**
 * The content that should have been signed, byte for byte. The template is cut at the body, whose bytes need not be UTF-8.
 *
 * @param body Default: the body as it was received
 */
export function signedBytes(profile: Profile, received: Received, body: Buffer = received.body): Buffer {
  const texts = profile.signature.signedContent.split('{{body}}').map((part) =>
    Buffer.from(
      fillTemplate(part, HEADER_PLACEHOLDERS, (name) => received.values.get(name) ?? missingValue(name)),
      'utf8',
    ),
  );
  return Buffer.concat(texts.flatMap((text, index) => (index === 0 ? [text] : [body, text])));
}

function neededValues(profile: Profile): HeaderPlaceholder[] {
  const signed = placeholdersOf(profile.signature.signedContent);
  return HEADER_PLACEHOLDERS.filter((name) => signed.includes(name) || (name === 'timestamp' && profile.hasTimestamp));
}

/** The header that carries a value and nothing else; null where none does. */
export function headerThatCarries(profile: Profile, name: HeaderPlaceholder): string | null {
  const found = Object.entries(profile.headers).find(([, template]) => template === onlyPlaceholder(name));
  return found?.[0] ?? null;
}

function split(value: string | null, separator: string | null): string[] {
  if (value === null) return [];
  if (separator === null) return [value];
  return value
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** RFC 9110 section 5.3: names ignore case, several lines of one name are one value joined by commas. */
function headerLookup(headers: ReceivedHeaders): (name: string) => string | null {
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    const text = (typeof value === 'string' ? value : (value ?? []).join(', ')).trim();
    if (text !== '') values.set(name.toLowerCase(), text);
  }
  return (name) => values.get(name) ?? null;
}
