import type { AlertType } from '#libs/contracts';
import type { EntityManager } from 'typeorm';
import { newId } from '../ids.js';
import { prepared } from '../prepared.js';

/** Something that the tenant of an endpoint may want to be told. */
export interface NewAlert {
  type: AlertType;
  deliveryId?: string;
  /** Alerts of one type with the same key are one, and told once. */
  dedupeKey: string;
  /** What is told beside the endpoint's id and URL: no payload, no secret. */
  data: Record<string, unknown>;
}

/** The URL without its query, which may carry a credential. */
const RECORD_ALERTS = prepared(
  'record_alerts',
  `
  INSERT INTO alerts AS a (id, tenant_id, type, endpoint_id, delivery_id, dedupe_key, data, webhook_due_at, mail_due_at)
  SELECT n.id, t.id, n.type, ep.id, n."deliveryId", n."dedupeKey",
         jsonb_build_object('url', regexp_replace(ep.url, '[?#].*$', '')) || n.data,
         CASE WHEN t.alerts ->> 'webhookUrl' IS NOT NULL THEN now() END,
         CASE WHEN t.alerts -> 'emails' <> '[]' THEN now() END
  FROM jsonb_to_recordset($2::jsonb)
    AS n(id text, type text, "deliveryId" text, "dedupeKey" text, data jsonb)
  CROSS JOIN endpoints ep JOIN tenants t ON t.id = ep.tenant_id
  WHERE ep.id = $1 AND NOT ep.operational AND t.deleted_at IS NULL AND t.alerts -> 'events' ? n.type
  ON CONFLICT (tenant_id, type, dedupe_key) DO UPDATE SET repeats = a.repeats + 1`,
);

/**
 * Writes down what there is to tell of an endpoint, in the transaction that causes it: one statement, whether the tenant
 * wants to be told or not. Nothing is told of an operational endpoint: its failures would be told to itself.
 * @param manager of that transaction, which holds the endpoint's row
 */
export async function recordAlerts(
  manager: EntityManager,
  endpointId: string,
  alerts: readonly NewAlert[],
): Promise<void> {
  if (alerts.length === 0) return;
  const rows = alerts.map((alert) => ({ id: newId('alert'), ...alert }));
  await manager.query(RECORD_ALERTS, [endpointId, toJsonb(rows)]);
}

/** `jsonb` refuses U+0000 and halves of surrogate pairs, and no answer of a receiver may stop a record. */
function toJsonb(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'string' ? member.replace(/[\0\uD800-\uDFFF]/gu, '\uFFFD') : member,
  );
}
