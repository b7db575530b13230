import type { AlertType } from '#libs/contracts';
import type { DataSource } from 'typeorm';

/** An alert that is to be told. */
export interface DueAlert {
  id: string;
  tenantId: string;
  type: AlertType;
  endpointId: string;
  deliveryId: string | null;
  data: Record<string, unknown>;
  repeats: number;
  createdAt: Date;
}

/** The mails that one tenant is to get. */
export interface DueMails {
  tenantId: string;
  tenantName: string;
  /** Empty when nobody wants mails any more. */
  emails: string[];
  /** Mails that the tenant got in the past hour. */
  sentInHour: number;
  /** When the first of them was sent; null when there was none. */
  firstInHour: Date | null;
}

/** A mail's alerts with how often they could not be sent. */
export interface DueMailAlert extends DueAlert {
  mailTries: number;
}

const ALERT_COLUMNS = `a.id, a.tenant_id AS "tenantId", a.type, a.endpoint_id AS "endpointId",
  a.delivery_id AS "deliveryId", a.data, a.repeats, a.created_at AS "createdAt"`;

/** Alerts on their way to those who want them; they are written by `recordAlerts`. */
export class AlertRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Takes alerts whose operational event is not made yet; another process takes them again when the lease ends. Those
   * that nobody wants by webhook any more are crossed off.
   * @param leaseMs how long this caller has
   * @param limit at most so many
   */
  async takeDueWebhooks(leaseMs: number, limit: number): Promise<DueAlert[]> {
    const [rows] = await this.dataSource.query<[(DueAlert & { wanted: boolean })[], number]>(
      `UPDATE alerts a
       SET webhook_due_at = CASE WHEN t.alerts ->> 'webhookUrl' IS NOT NULL AND t.deleted_at IS NULL
                                 THEN now() + make_interval(secs => $1) END
       FROM tenants t
       WHERE t.id = a.tenant_id AND a.id IN (
         SELECT id FROM alerts WHERE webhook_due_at <= now() ORDER BY webhook_due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING ${ALERT_COLUMNS}, a.webhook_due_at IS NOT NULL AS wanted`,
      [leaseMs / 1000, limit],
    );
    return rows.filter(({ wanted }) => wanted);
  }

  /** The operational event of an alert was made. */
  async webhookSent(id: string): Promise<void> {
    await this.dataSource.query('UPDATE alerts SET webhook_due_at = NULL, webhook_at = now() WHERE id = $1', [id]);
  }

  /** Tenants for whom a mail is due. */
  async findDueMails(): Promise<DueMails[]> {
    return this.dataSource.query<DueMails[]>(
      `SELECT t.id AS "tenantId", t.name AS "tenantName",
              CASE WHEN t.deleted_at IS NULL THEN COALESCE(t.alerts -> 'emails', '[]') ELSE '[]' END AS emails,
              sent.count AS "sentInHour", sent.first AS "firstInHour"
       FROM (SELECT DISTINCT tenant_id FROM alerts WHERE mail_due_at <= now()) due
       JOIN tenants t ON t.id = due.tenant_id
       CROSS JOIN LATERAL (
         SELECT count(*)::integer AS count, min(mail_at) AS first FROM alerts
         WHERE tenant_id = t.id AND mailed_with = id AND mail_at > now() - interval '1 hour') sent
       ORDER BY t.id`,
    );
  }

  /** What is to be told to one tenant by mail, oldest first. */
  async findMailAlerts(tenantId: string, limit: number): Promise<DueMailAlert[]> {
    return this.dataSource.query<DueMailAlert[]>(
      `SELECT ${ALERT_COLUMNS}, a.mail_tries AS "mailTries" FROM alerts a
       WHERE a.tenant_id = $1 AND a.mail_due_at <= now() ORDER BY a.id LIMIT $2`,
      [tenantId, limit],
    );
  }

  /**
   * One mail told of these alerts.
   * @param ids the first stands for the mail
   */
  async mailSent(ids: readonly string[]): Promise<void> {
    await this.dataSource.query(
      'UPDATE alerts SET mail_due_at = NULL, mail_at = now(), mailed_with = $2 WHERE id = ANY($1)',
      [ids, ids[0]],
    );
  }

  /**
   * A mail could not be sent.
   * @param retryAt when it is tried again; null to give up
   */
  async mailFailed(ids: readonly string[], retryAt: Date | null): Promise<void> {
    await this.dataSource.query('UPDATE alerts SET mail_due_at = $2, mail_tries = mail_tries + 1 WHERE id = ANY($1)', [
      ids,
      retryAt,
    ]);
  }

  /** Puts off everything that is due for a tenant by mail; null: it is not sent at all. */
  async postponeMails(tenantId: string, until: Date | null): Promise<void> {
    await this.dataSource.query('UPDATE alerts SET mail_due_at = $2 WHERE tenant_id = $1 AND mail_due_at <= now()', [
      tenantId,
      until,
    ]);
  }

  /**
   * Crosses mails off that would be news no longer.
   * @returns how many alerts
   */
  async dropMailsBefore(createdBefore: Date): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      'UPDATE alerts SET mail_due_at = NULL WHERE mail_due_at <= now() AND created_at < $1',
      [createdBefore],
    );
    return count;
  }
}
