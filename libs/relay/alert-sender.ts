import { ID_PREFIXES } from '#libs/contracts';
import type { Logger, Metrics } from '#libs/observability';
import { EventConflictError, type AlertRepository, type DueAlert, type EventStoreRepository } from '#libs/persistence';
import type { AlertMailer } from './alert-mailer.js';

/** What the sender works with. */
export interface AlertSenderOptions {
  alerts: AlertRepository;
  events: EventStoreRepository;
  /** Null where no mails are sent. */
  mailer: AlertMailer | null;
  metrics: Metrics;
  logger: Logger;
}

/** Alerts made into events in one round. */
const ROUND = 100;
/** An alert that is not an event so long after it was taken was taken by a process that died. */
const LEASE_MS = 30_000;

/** Tells alerts: makes operational events of them, which are delivered like all others, and has mails sent. */
export class AlertSender {
  constructor(private readonly options: AlertSenderOptions) {}

  /**
   * Tells what is due.
   * @returns true when there may be more
   */
  async round(): Promise<boolean> {
    const { alerts, mailer } = this.options;
    mailer?.begin();
    const taken = await alerts.takeDueWebhooks(LEASE_MS, ROUND);
    for (const alert of taken) await this.tell(alert);
    return taken.length === ROUND;
  }

  /** One that cannot be told does not keep the others; it is taken again when its lease is over. */
  private async tell(alert: DueAlert): Promise<void> {
    try {
      await this.makeEvent(alert);
    } catch (error) {
      this.options.logger.warn({ err: error, alert: alert.id }, 'an alert could not be told; it is tried again');
    }
  }

  private async makeEvent(alert: DueAlert): Promise<void> {
    const { alerts, events, metrics, logger } = this.options;
    const { tenantId, type, createdAt } = alert;
    // Made of the alert's id: after a crash the same event is accepted again, which changes nothing.
    const id = ID_PREFIXES.event + alert.id.slice(ID_PREFIXES.alert.length);
    const data = JSON.stringify(operationalData(alert));
    try {
      await events.acceptEvents([{ tenantId, id, type, data, created: createdAt, source: 'operational' }]);
    } catch (error) {
      // Accepted before a crash, and it has happened once more since.
      if (!(error instanceof EventConflictError)) throw error;
      logger.info({ tenantId, alert: alert.id, err: error }, 'the event of an alert is there already');
    }
    await alerts.webhookSent(alert.id);
    metrics.alertSent(type, 'webhook');
  }
}

/** What an operational event carries. */
function operationalData({ id, endpointId, deliveryId, data, repeats }: DueAlert): Record<string, unknown> {
  const { url, because, ...rest } = data;
  return { alertId: id, endpointId, url, because, ...(deliveryId === null ? {} : { deliveryId }), ...rest, repeats };
}
