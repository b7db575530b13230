import type { Envelope } from './body.js';
import { PROFILE_NAMES } from '#libs/contracts';
import { RenderError } from './render-error.js';

/**
 * Reads an envelope as it was stored with its delivery. Whether its options and version are known is asked where it is
 * rendered.
 *
 * @param value plain JSON
 * @throws RenderError when it is no envelope
 */
export function parseEnvelope(value: Record<string, unknown>): Envelope {
  if (!isEnvelope(value)) throw new RenderError('the envelope of the delivery is damaged');
  return value;
}

function isEnvelope(envelope: Record<string, unknown>): envelope is Record<string, unknown> & Envelope {
  const { profile, version, tenantExternalId } = envelope;
  return (
    PROFILE_NAMES.some((name) => name === profile) &&
    typeof version === 'number' &&
    (typeof tenantExternalId === 'string' || typeof tenantExternalId === 'number')
  );
}
