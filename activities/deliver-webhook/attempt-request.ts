import { hideHeaders, openHeaders, type ClaimedAttempt, type SecretBox } from '#libs/persistence';
import { parseEnvelope, renderRequest, signingSecrets } from '#libs/signing';

/** What one attempt sends, and what of it may be shown. */
export interface AttemptRequest {
  body: string;
  headers: Record<string, string>;
  /** The same with the endpoint's own headers hidden: they often are credentials. */
  shownHeaders: Record<string, string>;
}

/**
 * Renders and signs the request of an attempt: envelope as fixed at fan-out, secrets and headers as they are now.
 * @throws RenderError when the event's data does not fit the profile or no secret does
 */
export function attemptRequest(
  claimed: ClaimedAttempt,
  secretBox: SecretBox,
  at: Date,
  userAgent: string,
): AttemptRequest {
  const envelope = parseEnvelope(claimed.envelope);
  const secrets = claimed.endpoint.secrets.map((secret) => ({
    value: secretBox.decrypt(secret.ciphertext),
    createdAt: new Date(secret.createdAt),
    expiresAt: secret.expiresAt === null ? null : new Date(secret.expiresAt),
  }));
  const { body, headers } = renderRequest({
    envelope,
    event: {
      id: claimed.event_id,
      type: claimed.event_type,
      created: claimed.event_created.toISOString(),
      data: claimed.event_data,
    },
    deliveryId: claimed.id,
    secrets: signingSecrets(envelope.profile, secrets, at, envelope.options),
    at,
  });
  const own = openHeaders(claimed.endpoint.headers_ciphertext, secretBox);
  const common = { 'user-agent': userAgent, ...headers };
  return {
    body,
    headers: { ...common, ...own },
    shownHeaders: { ...common, ...hideHeaders(own) },
  };
}
