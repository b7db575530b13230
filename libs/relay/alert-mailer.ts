import type { Logger, Metrics } from '#libs/observability';
import type { AlertRepository, DueMailAlert, DueMails } from '#libs/persistence';
import { composeAlertMail, groupIntoMails, mailRetryDelayMs } from './alert-mail.js';

/** What sends mails. */
export interface MailSender {
  /** @throws Error when nobody was sent the mail */
  send(mail: { id: string; to: readonly string[]; subject: string; text: string }): Promise<{ refused: string[] }>;
}

/** What lets one process at a time do something. */
export interface Exclusive {
  exclusively(lock: number, work: () => Promise<void>): Promise<boolean>;
}

/** What the mailer works with. */
export interface AlertMailerOptions {
  alerts: AlertRepository;
  exclusive: Exclusive;
  sender: MailSender;
  metrics: Metrics;
  logger: Logger;
}

/** A tenant gets no more mails an hour; what is beyond is told together. */
const MAILS_AN_HOUR = 20;
/** Alerts that one look at a tenant considers. */
const ALERTS_OF_ONE_TENANT = 1_000;
const HOUR_MS = 3_600_000;
/** Mails about what is older would be no news: a server that was away for long, or is named for the first time. */
const NEWS_MS = 24 * HOUR_MS;
/** Any number that no other program is likely to use for an advisory lock in the same database. */
const MAIL_LOCK = 0x45564d4c;

/**
 * Sends alerts by mail: beside the relay's rounds, since a mail server may take its time, and in one process at a time, so
 * that the limit of a tenant holds. What was sent is marked after it: a crash in between sends a mail again, with the same
 * id.
 */
export class AlertMailer {
  private sending: Promise<void> | null = null;
  private stopping = false;

  constructor(private readonly options: AlertMailerOptions) {}

  /** Begins to send what is due, unless it is at it. */
  begin(): void {
    if (this.sending !== null || this.stopping) return;
    this.sending = this.sendDue()
      .catch((error: unknown) => this.options.logger.error({ err: error }, 'alert mails could not be looked through'))
      .finally(() => {
        this.sending = null;
      });
  }

  /** Ends after the mail that is under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.sending;
  }

  private async sendDue(): Promise<void> {
    const { alerts, exclusive, logger } = this.options;
    if ((await alerts.findDueMails()).length === 0) return;
    await exclusive.exclusively(MAIL_LOCK, async () => {
      const dropped = await alerts.dropMailsBefore(new Date(Date.now() - NEWS_MS));
      if (dropped > 0) logger.warn({ alerts: dropped }, 'alert mails older than a day were dropped');
      // Read again: another process may just have sent them.
      for (const tenant of await alerts.findDueMails()) {
        // After a failure the server may be away for everybody; the others have their turn in the next round.
        if (!(await this.sendTo(tenant))) return;
      }
    });
  }

  /** @returns false when a mail failed, or the process stops */
  private async sendTo(tenant: DueMails): Promise<boolean> {
    const { alerts } = this.options;
    const { tenantId, emails, sentInHour, firstInHour } = tenant;
    if (emails.length === 0) {
      await alerts.postponeMails(tenantId, null);
      return true;
    }
    const room = MAILS_AN_HOUR - sentInHour;
    if (room <= 0) {
      await alerts.postponeMails(tenantId, new Date((firstInHour ?? new Date()).getTime() + HOUR_MS));
      return true;
    }
    const due = await alerts.findMailAlerts(tenantId, ALERTS_OF_ONE_TENANT);
    for (const group of groupIntoMails(due, room)) {
      if (this.stopping || !(await this.send(tenant, group))) return false;
    }
    return true;
  }

  private async send(tenant: DueMails, group: readonly DueMailAlert[]): Promise<boolean> {
    const { alerts, sender, metrics, logger } = this.options;
    const [first, ...others] = group;
    if (first === undefined) return true;
    const ids = group.map(({ id }) => id);
    const names = { tenantId: tenant.tenantId, alerts: ids };
    try {
      const mail = composeAlertMail(tenant, [first, ...others]);
      const { refused } = await sender.send({ id: first.id, to: tenant.emails, ...mail });
      if (refused.length > 0) logger.warn({ ...names, refused: refused.length }, 'an alert mail was refused for some');
    } catch (error) {
      const failures = Math.max(...group.map(({ mailTries }) => mailTries)) + 1;
      const delayMs = mailRetryDelayMs(failures);
      await alerts.mailFailed(ids, delayMs === null ? null : new Date(Date.now() + delayMs));
      if (delayMs === null) logger.error({ ...names, err: error, failures }, 'an alert mail is given up');
      else logger.warn({ ...names, err: error, failures, delayMs }, 'an alert mail failed; it is tried again');
      return false;
    }
    await alerts.mailSent(ids);
    for (const { type } of group) metrics.alertSent(type, 'mail');
    return true;
  }
}
