import { timingSafeEqual, verify } from 'node:crypto';
import { decodeBase64, decodeHex } from './encoding.js';
import { ALGORITHMS, type Profile } from './profile.js';
import { signedBytes, type Received } from './received.js';
import { HMAC_SECRET_PREFIX, type SigningKey } from './secret.js';
import { hmac } from './signature.js';

/** A signature that does not match, with everything needed to find out how it was made. */
export interface Mismatch {
  profile: Profile;
  received: Received;
  keys: readonly SigningKey[];
  /** The content that should have been signed. */
  content: Buffer;
  secrets: readonly string[];
}

/**
 * Why a signature does not match: repeats the usual mistakes one at a time, and sees whether one of them explains it.
 *
 * @returns words for the receiver's developer, without the secret
 */
export function diagnose(mismatch: Mismatch): string {
  return (
    wrongNotation(mismatch) ??
    wrongKey(mismatch) ??
    changedBody(mismatch) ??
    wrongContent(mismatch) ??
    wrongAlgorithm(mismatch) ??
    'the signature does not match: another secret, or the body is not byte for byte what was sent (verify the raw ' +
      'body; one that was parsed and serialised again is a re-serialised body and differs)'
  );
}

function wrongNotation({ profile, received, keys, content }: Mismatch): string | null {
  const { algorithm, encoding, prefix } = profile.signature;
  if (!hmacKeys(keys).some((key) => carries(received, hmac(algorithm, key, content)))) return null;
  const form = `${prefix === '' ? 'no prefix' : `the prefix ${JSON.stringify(prefix)}`} and then ${encoding}`;
  const letters = encoding === 'hex' ? ' in lower case' : '';
  return `wrong prefix or encoding: the signature is right, but the profile writes it with ${form}${letters}`;
}

function wrongKey({ profile, received, secrets, content }: Mismatch): string | null {
  const { encoding } = profile.secret;
  for (const secret of secrets) {
    for (const [reading, key] of readings(secret)) {
      if (key !== null && key.length > 0 && carries(received, hmac(profile.signature.algorithm, key, content))) {
        return `wrong secret encoding: the signature was made with ${reading}, the profile uses ${READ_AS[encoding]}`;
      }
    }
  }
  return null;
}

const READ_AS = {
  utf8: "the UTF-8 bytes of the secret's text",
  base64: 'the base64-decoded secret',
  hex: 'the hex-decoded secret',
  whsec: 'the base64-decoded text after whsec_',
} as const;

function readings(secret: string): [string, Buffer | null][] {
  const trimmed = secret.trim();
  const bare = trimmed.startsWith(HMAC_SECRET_PREFIX) ? trimmed.slice(HMAC_SECRET_PREFIX.length) : trimmed;
  return [
    [READ_AS.utf8, Buffer.from(secret, 'utf8')],
    ["the UTF-8 bytes of the secret's text without the white space around it", Buffer.from(trimmed, 'utf8')],
    ["the UTF-8 bytes of the secret's text with a line feed behind it", Buffer.from(`${trimmed}\n`, 'utf8')],
    ["the UTF-8 bytes of the secret's text after its prefix", Buffer.from(bare, 'utf8')],
    [READ_AS.base64, decodeBase64(bare)],
    // What Node and others make of a text that is no proper base64, for example with the prefix left in it.
    ['the secret decoded as base64 with its prefix or faults left in', Buffer.from(trimmed, 'base64')],
    [READ_AS.hex, decodeHex(bare)],
  ];
}

function changedBody({ profile, received, keys }: Mismatch): string | null {
  for (const [change, body] of otherBodies(received.body.toString('utf8'))) {
    const content = signedBytes(profile, received, Buffer.from(body, 'utf8'));
    const fits = keys.some((key) =>
      key.kind === 'hmac'
        ? carries(received, hmac(profile.signature.algorithm, key.key, content))
        : candidates(received).some((signature) => verify(null, content, key.publicKey, signature)),
    );
    if (fits) return `re-serialised body: the signature fits ${change}; verify the raw body, before any parsing`;
  }
  return null;
}

/** The body as other programs might have written it before it got here. */
function otherBodies(body: string): [string, string][] {
  const bodies: [string, string][] = [
    ['the body without the white space around it', body.trim()],
    ['the body with a line feed at its end', `${body}\n`],
    ['the body with LF line ends', body.replaceAll('\r\n', '\n')],
    ['the body with CRLF line ends', body.replaceAll(/\r?\n/g, '\r\n')],
  ];
  try {
    const value: unknown = JSON.parse(body);
    const lines = JSON.stringify(value, null, 1);
    const spaced = lines.replaceAll(/,\n */g, ', ').replaceAll(/\n */g, '');
    bodies.push(
      ['the compact form, JSON.stringify(JSON.parse(body))', JSON.stringify(value)],
      ['the form with spaces after commas and colons', spaced],
      ['the form indented by two spaces', JSON.stringify(value, null, 2)],
      ['the form indented by four spaces', JSON.stringify(value, null, 4)],
      ['the form indented by tabs', JSON.stringify(value, null, '\t')],
    );
  } catch {
    // Not JSON, or nested too deeply to be written again: nothing to try.
  }
  return bodies;
}

function wrongContent({ profile, received, keys, content }: Mismatch): string | null {
  const timestamp = received.values.get('timestamp') ?? null;
  const body = received.body.toString('utf8');
  const contents: [string, string][] = [['the body alone', body]];
  if (timestamp !== null) {
    contents.push(
      ['the timestamp, a dot and the body', `${timestamp}.${body}`],
      ['the timestamp and the body with nothing between', timestamp + body],
    );
  }
  for (const [signed, other] of contents) {
    if (content.equals(Buffer.from(other))) continue;
    if (hmacKeys(keys).some((key) => carries(received, hmac(profile.signature.algorithm, key, other)))) {
      const template = profile.signature.signedContent;
      return `wrong signed content: the signature was made over ${signed}, the profile signs ${template}`;
    }
  }
  return null;
}

function wrongAlgorithm({ profile, received, keys, content }: Mismatch): string | null {
  for (const algorithm of ALGORITHMS) {
    if (hmacKeys(keys).some((key) => carries(received, hmac(algorithm, key, content)))) {
      return `wrong algorithm: the signature was made with ${algorithm}, the profile uses ${profile.signature.algorithm}`;
    }
  }
  return null;
}

function hmacKeys(keys: readonly SigningKey[]): Buffer[] {
  return keys.flatMap((key) => (key.kind === 'hmac' ? [key.key] : []));
}

/** Whether the signature header carries this digest, in whatever notation. */
function carries(received: Received, digest: Buffer): boolean {
  return candidates(received).some((found) => found.length === digest.length && timingSafeEqual(found, digest));
}

function candidates({ items }: Received): Buffer[] {
  return items.flatMap((item) => {
    const texts = [item, item.slice(item.indexOf('=') + 1), item.slice(item.indexOf(',') + 1)];
    return texts.flatMap((text) => [decodeHex(text), Buffer.from(text, 'base64')].filter((bytes) => bytes !== null));
  });
}
