import type { AlertType } from '#libs/contracts';
import type { DueAlert } from '#libs/persistence';

/** Whose alerts a mail tells. */
export interface AlertedTenant {
  tenantId: string;
  tenantName: string;
}

const TITLES: Record<AlertType, string> = {
  'endpoint.disabled': 'Endpoint disabled',
  'endpoint.failing': 'Endpoint failing',
  'endpoint.recovered': 'Endpoint recovered',
  'delivery.exhausted': 'Delivery exhausted',
  'secret.rotating': 'Secret rotating',
};

/** Failures of a mail are followed by these pauses, in milliseconds; after the last it is given up. */
const RETRY_DELAYS_MS = [30_000, 120_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000];

/**
 * How long to wait before a mail is tried again.
 * @param failures how often it has failed so far, at least 1
 * @returns milliseconds; null to give up
 */
export function mailRetryDelayMs(failures: number): number | null {
  return RETRY_DELAYS_MS[failures - 1] ?? null;
}

/**
 * Divides alerts among mails: one each while there is room, and the rest together in the last.
 * @param alerts oldest first
 * @param room how many mails may be sent, at least 1
 */
export function groupIntoMails<Alert>(alerts: readonly Alert[], room: number): Alert[][] {
  const alone = alerts.length <= room ? alerts.length : room - 1;
  const groups = alerts.slice(0, alone).map((alert) => [alert]);
  return alone < alerts.length ? [...groups, alerts.slice(alone)] : groups;
}

/**
 * The text of a mail: what happened, to whom, what to do next. The first alert is told in full, the others are counted.
 * @param alerts at least one
 */
export function composeAlertMail(
  tenant: AlertedTenant,
  alerts: readonly [DueAlert, ...DueAlert[]],
): { subject: string; text: string } {
  const [first, ...others] = alerts;
  const more = others.length === 0 ? '' : `… and ${others.length} more ${others.length === 1 ? 'alert' : 'alerts'}`;
  const title = TITLES[first.type];
  const subject = `[Everhook] ${title}: ${urlOf(first)}${more === '' ? '' : ` ${more}`}`;
  const paragraphs = [
    whatHappened(first),
    `Endpoint: ${urlOf(first)} (${first.endpointId})\nTenant:   ${tenant.tenantName} (${tenant.tenantId})\nTime:     ${first.createdAt.toISOString()}\nAlert:    ${first.id}`,
    `What to do: ${whatToDo(first)}`,
    ...(others.length === 0 ? [] : [`${more}, not told one by one because there were many:\n${countTypes(others)}`]),
    'This mail goes to the addresses in the alerts of the tenant; they are changed with PATCH /api/v1/tenants/{id}.',
  ];
  return { subject, text: `${paragraphs.join('\n\n')}\n` };
}

function whatHappened(alert: DueAlert): string {
  const { data } = alert;
  const because = field(data, 'because');
  switch (alert.type) {
    case 'endpoint.disabled':
      return `An endpoint was disabled: ${because}. It gets no events any more, and what still waited for it was cancelled.`;
    case 'endpoint.failing':
      return `An endpoint is failing since ${field(data, 'failingSince')}: ${because}. Its deliveries wait and are tried again. If it goes on failing, it is disabled, at the earliest on ${field(data, 'disablesAt')}.`;
    case 'endpoint.recovered':
      return `An endpoint that was failing since ${field(data, 'failingSince')} answers again. What waited for it goes out now.`;
    case 'delivery.exhausted': {
      const again = alert.repeats === 0 ? '' : ` ${alert.repeats} more of this endpoint have ended so since.`;
      return `A delivery has failed for good after ${field(data, 'attempts')} attempts: ${because}. It is delivery ${alert.deliveryId} of event ${field(data, 'eventId')} (${field(data, 'eventType')}).${again} Others of this endpoint that fail within the same hour are counted, but not told again.`;
    }
    case 'secret.rotating':
      return `The signing secret of an endpoint is being changed. The former one stays valid until ${field(data, 'overlapEndsAt')}.`;
  }
}

function whatToDo({ type, endpointId }: DueAlert): string {
  const path = `/api/v1/webhooks/${endpointId}`;
  switch (type) {
    case 'endpoint.disabled':
      return `when the receiver is ready again, enable the endpoint with PATCH ${path} {"status":"active"}, and send again what it has missed.`;
    case 'endpoint.failing':
      return `look at the last attempts (GET ${path}/deliveries) and repair the receiver. Nothing is lost while it fails.`;
    case 'endpoint.recovered':
      return 'nothing.';
    case 'delivery.exhausted':
      return `list what failed with GET /api/v1/deliveries?endpointId=${endpointId}&status=failed, repair the receiver, and send it again with POST /api/v1/deliveries/{id}/redeliver.`;
    case 'secret.rotating':
      return `give the receiver the new secret (GET ${path}/secret) before then.`;
  }
}

function countTypes(alerts: readonly DueAlert[]): string {
  const counts = new Map<AlertType, number>();
  for (const { type } of alerts) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, count]) => `- ${TITLES[type]}: ${count}`).join('\n');
}

function urlOf({ data }: DueAlert): string {
  return field(data, 'url');
}

/** A value of the alert's data in a sentence, on one line. */
function field(data: Record<string, unknown>, name: string): string {
  const value = data[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value).replace(/\s+/g, ' ') : 'unknown';
}
