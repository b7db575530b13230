import type { DeliveryRequest } from '#libs/contracts/http';
import {
  hideHeaders,
  openHeaders,
  type DeliveryStory,
  type DeliveryWithCommand,
  type SecretBox,
} from '#libs/persistence';
import { parseEnvelope, RenderError, renderBody, renderRequest, signingSecrets, type DatedSecret } from '#libs/signing';

type DeliveryRow = DeliveryWithCommand['delivery'];
type EventRow = NonNullable<DeliveryStory['event']>;
type EndpointRow = NonNullable<DeliveryStory['endpoint']>;

/**
 * The request of a delivery as its last attempt sent it. The body is rendered again, which gives the same bytes.
 * @returns null when no attempt has left its headers behind
 */
export function sentRequest(
  delivery: DeliveryRow,
  { event, attempts }: Pick<DeliveryStory, 'event' | 'attempts'>,
): DeliveryRequest | null {
  const last = attempts.findLast(({ url, requestHeaders }) => url !== null && requestHeaders !== null);
  if (last === undefined || last.url === null || last.requestHeaders === null) return null;
  return { url: last.url, headers: last.requestHeaders, ...renderedBody(delivery, event) };
}

/**
 * The request of a delivery as it would be sent now.
 * @param secrets of the endpoint, decrypted
 * @param userAgent what we call ourselves
 */
export function presentRequest(
  delivery: DeliveryRow,
  event: EventRow | null,
  endpoint: EndpointRow,
  secrets: readonly DatedSecret[],
  secretBox: SecretBox,
  userAgent: string,
): DeliveryRequest {
  const common = { url: endpoint.url, headers: { 'user-agent': userAgent } };
  if (event === null) return { ...common, body: null, error: EXPUNGED };
  const at = new Date();
  try {
    const envelope = parseEnvelope(delivery.envelope);
    const { body, headers } = renderRequest({
      envelope,
      event: signable(event),
      deliveryId: delivery.id,
      secrets: signingSecrets(envelope.profile, secrets, at, envelope.options),
      at,
    });
    const own = hideHeaders(openHeaders(endpoint.headersCiphertext, secretBox));
    return { url: endpoint.url, headers: { ...common.headers, ...headers, ...own }, body };
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    return { ...common, body: null, error: error.detail };
  }
}

const EXPUNGED = 'the event is no longer kept';

function renderedBody(delivery: DeliveryRow, event: EventRow | null): Pick<DeliveryRequest, 'body' | 'error'> {
  if (event === null) return { body: null, error: EXPUNGED };
  try {
    return { body: renderBody(parseEnvelope(delivery.envelope), signable(event)) };
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    return { body: null, error: error.detail };
  }
}

function signable({ id, type, created, data }: EventRow) {
  return { id, type, created: created.toISOString(), data };
}
