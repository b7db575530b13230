import { hideHeaders, openHeaders, type AttemptEndpoint, type ClaimedAttempt, type SecretBox } from '#libs/persistence';
import { parseEnvelope, renderRequest, signingSecrets } from '#libs/signing';

/** What one attempt sends, and what of it may be shown. */
export interface AttemptRequest {
  body: string;
  headers: Record<string, string>;
  /** The same with the endpoint's own headers hidden: they often are credentials. */
  shownHeaders: Record<string, string>;
}

/** What an endpoint keeps encrypted, readable. */
interface OpenedEndpoint {
  secrets: { value: string; createdAt: Date; expiresAt: Date | null }[];
  headers: Record<string, string>;
  hiddenHeaders: Record<string, string>;
}

/** Claims of a batch share their endpoint, which is opened once for all of them and forgotten with the last. */
const OPENED = new WeakMap<AttemptEndpoint, OpenedEndpoint>();

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
  const { secrets, headers: own, hiddenHeaders } = open(claimed.endpoint, secretBox);
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
  const common = { 'user-agent': userAgent, ...headers };
  return {
    body,
    headers: { ...common, ...own },
    shownHeaders: { ...common, ...hiddenHeaders },
  };
}

function open(endpoint: AttemptEndpoint, secretBox: SecretBox): OpenedEndpoint {
  const known = OPENED.get(endpoint);
  if (known !== undefined) return known;
  const headers = openHeaders(endpoint.headers_ciphertext, secretBox);
  const opened = {
    secrets: endpoint.secrets.map(({ ciphertext, createdAt, expiresAt }) => ({
      value: secretBox.decrypt(ciphertext),
      createdAt: new Date(createdAt),
      expiresAt: expiresAt === null ? null : new Date(expiresAt),
    })),
    headers,
    hiddenHeaders: hideHeaders(headers),
  };
  OPENED.set(endpoint, opened);
  return opened;
}
