import { createdUnix, type Envelope, renderProfileBody, type SignableEvent } from './body.js';
import type { Profile } from './profile.js';
import { RenderError } from './render-error.js';
import { resolveProfile } from './resolve-profile.js';
import { parseSecret } from './secret.js';
import { formatTimestamp, signatureHeader, signatureItem, signedText } from './signature.js';
import { fillTemplate, HEADER_PLACEHOLDERS, type HeaderPlaceholder } from './template.js';

/** What one attempt sends. */
export interface RequestInput {
  envelope: Envelope;
  event: SignableEvent;
  deliveryId: string;
  /** The secrets to sign with, from `signingSecrets`; a profile with one signature uses the first. */
  secrets: readonly string[];
  /** When the attempt is made; only the timestamp header and signatures over it depend on this. */
  at: Date;
}

/** A request as the profile makes it. */
export interface RenderedRequest {
  /** To be sent as UTF-8, unchanged. */
  body: string;
  /** `content-type` and the profile's headers; names in lower case. */
  headers: Record<string, string>;
}

/**
 * Renders and signs the request of one attempt.
 *
 * @throws RenderError when the data does not fit the profile, no secret fits it, or a header's value cannot be sent
 */
export function renderRequest({ envelope, event, deliveryId, secrets, at }: RequestInput): RenderedRequest {
  const profile = resolveProfile(envelope.profile, envelope.options, envelope.version);
  const body = renderProfileBody(profile, envelope.tenantExternalId, event);
  const timestamp = formatTimestamp(profile.timestampFormat, at);
  const headerValue = (name: HeaderPlaceholder): string => {
    switch (name) {
      case 'eventId':
        return event.id;
      case 'eventType':
        return event.type;
      case 'created':
        return event.created;
      case 'createdUnix':
        return String(createdUnix(event.created));
      case 'tenantId':
        return String(envelope.tenantExternalId);
      case 'deliveryId':
        return deliveryId;
      case 'timestamp':
        return timestamp;
    }
  };
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  for (const [name, template] of Object.entries(profile.headers)) {
    headers[name] = sendable(name, fillTemplate(template, HEADER_PLACEHOLDERS, headerValue));
  }
  const content = signedText(profile, (name) => (name === 'body' ? body : headerValue(name)));
  headers[profile.signature.header] = signatureHeader(profile, signatures(profile, secrets, content), timestamp);
  return { body, headers };
}

function signatures(profile: Profile, secrets: readonly string[], content: string): string[] {
  const used = profile.multiSignature ? secrets : secrets.slice(0, 1);
  if (used.length === 0) throw new RenderError('the endpoint has no valid secret');
  return used.map((secret) => {
    const key = parseSecret(profile, secret);
    if ('problem' in key)
      throw new RenderError(`a secret of the endpoint does not fit ${profile.name}: ${key.problem}`);
    return signatureItem(profile, key, content);
  });
}

/** Visible ASCII and inner spaces: what every receiver reads as it was sent (RFC 9110 section 5.5). */
function sendable(name: string, value: string): string {
  if (/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value)) return value;
  throw new RenderError(`the value of header ${name} must be visible ASCII`);
}
