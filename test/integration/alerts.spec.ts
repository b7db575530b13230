import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ALERT_TYPES, type AlertType } from '#libs/contracts';
import { eventDetailSchema, eventListSchema, type CreatedEndpoint } from '#libs/contracts/http';
import { ADMIN_KEY } from '../support/api.js';
import { MailServer, type ReceivedMail } from '../support/mail-server.js';
import { FAILING, OK, type Behaviour } from '../support/receiver-behaviour.js';
import { Receiver } from '../support/receiver.js';
import { TestStack } from '../support/stack.js';
import type { TenantClient } from '../support/tenant-client.js';
import { waitFor } from '../support/wait-for.js';

const GONE: Behaviour = { kind: 'respond', status: 410 };
const FROM = 'Everhook <webhooks@everhook.example>';

let stack: TestStack;
let receiver: Receiver;
let mailServer: MailServer;
let number = 0;
let path: string;
let alertPath: string;
let email: string;
beforeAll(async () => {
  receiver = await Receiver.start();
  mailServer = await MailServer.start();
  stack = await TestStack.start({
    environment: {
      EVERHOOK_SMTP_URL: mailServer.url,
      EVERHOOK_MAIL_FROM: FROM,
      EVERHOOK_BREAKER_FAILURES: '2',
      EVERHOOK_BREAKER_COOL_DOWN_MS: '100',
    },
  });
});
afterAll(async () => {
  await stack.close();
  await receiver.close();
  await mailServer.close();
});
beforeEach(() => {
  number += 1;
  path = `/hooks/${number}`;
  alertPath = `/alerts/${number}`;
  email = `ops-${number}@shop.example`;
});

/** A tenant that wants to be told both ways. */
function alertedTenant(
  events: readonly AlertType[] = ALERT_TYPES,
  settings: Record<string, unknown> = {},
): Promise<TenantClient> {
  const alerts = { emails: [email], webhookUrl: receiver.url(alertPath), events };
  return stack.createTenant({ name: `Shop ${number}`, retryPolicy: 'none', ...settings, alerts });
}

async function operationalSecret(tenant: TenantClient): Promise<{ endpointId: string; secret: string }> {
  const { body } = await tenant.request('GET', `/api/v1/tenants/${tenant.tenantId}`, { key: ADMIN_KEY });
  const { endpointId } = body.alerts;
  const answer = await tenant.request('GET', `/api/v1/webhooks/${endpointId}/secret`);
  return { endpointId, secret: answer.body.secret };
}

const alertSchema = z.object({ type: z.string(), data: z.record(z.string(), z.unknown()) });
type ReceivedAlert = z.infer<typeof alertSchema>;

/** Alerts that arrived at the operational webhook, in the order of their arrival, each verified. */
async function receivedAlerts(tenant: TenantClient, count: number): Promise<ReceivedAlert[]> {
  const { secret } = await operationalSecret(tenant);
  const requests = await receiver.waitForRequests(count, alertPath);
  return requests.map(({ rawBody, headers }) => {
    return alertSchema.parse(new Webhook(secret).verify(rawBody, headers));
  });
}

function mails(count: number): Promise<ReceivedMail[]> {
  return waitFor(`${count} mail(s) to ${email}`, () => {
    const arrived = mailServer.mailsTo(email);
    return arrived.length >= count && arrived;
  });
}

interface AlertRow {
  id: string;
  type: string;
  repeats: number;
  endpoint_id: string;
  webhook_due_at: Date | null;
  mail_due_at: Date | null;
  mail_tries: number;
  mail_at: Date | null;
}

function alertRows({ tenantId }: TenantClient): Promise<AlertRow[]> {
  return stack.api.dataSource.query<AlertRow[]>('SELECT * FROM alerts WHERE tenant_id = $1 ORDER BY id', [tenantId]);
}

async function nothingDue(tenant: TenantClient): Promise<AlertRow[]> {
  return waitFor('every alert to be told', async () => {
    const rows = await alertRows(tenant);
    return rows.every((row) => row.webhook_due_at === null && row.mail_due_at === null) && rows;
  });
}

/** Posts an event and waits until its delivery to the endpoint has ended. */
async function deliverAndEnd(
  tenant: TenantClient,
  { id: endpointId }: CreatedEndpoint,
  status: 'failed' | 'cancelled' | 'succeeded',
): Promise<string> {
  const event = await tenant.postEvent();
  const delivery = await waitFor('the delivery', async () =>
    (await tenant.listDeliveries({ eventId: event.id })).find((found) => found.endpointId === endpointId),
  );
  await tenant.waitForDelivery(delivery.id, status);
  return delivery.id;
}

describe('what a tenant is told', () => {
  it('endpoint.disabled, when a receiver answers 410: by a signed webhook and by mail', async () => {
    receiver.on(path, GONE);
    const tenant = await alertedTenant(['endpoint.disabled']);
    const endpoint = await tenant.createEndpoint(`${receiver.url(path)}?token=hidden`);
    await tenant.postEvent();
    const [alert] = await receivedAlerts(tenant, 1);
    expect(alert).toMatchObject({
      type: 'endpoint.disabled',
      data: {
        alertId: expect.stringMatching(/^alr_/),
        endpointId: endpoint.id,
        url: receiver.url(path),
        because: 'the receiver answered 410: it wants no more',
        consecutiveFailures: 1,
        repeats: 0,
      },
    });
    const [mail] = await mails(1);
    expect(mail).toMatchObject({
      from: 'webhooks@everhook.example',
      to: [email],
      subject: `[Everhook] Endpoint disabled: ${receiver.url(path)}`,
    });
    expect(mail?.text).toContain(`Shop ${number} (${tenant.tenantId})`);
    expect(mail?.text).toContain(`PATCH /api/v1/webhooks/${endpoint.id}`);
    expect(mail?.headers).toMatchObject({
      from: FROM,
      'auto-submitted': 'auto-generated',
      'message-id': expect.stringMatching(/^<alr_.*@everhook\.example>$/),
    });
    expect(mail?.text + (receiver.requestsTo(alertPath)[0]?.body ?? '')).not.toContain('hidden');
  });

  it('endpoint.failing when the breaker opens, endpoint.recovered when the receiver answers again', async () => {
    receiver.on(path, FAILING, FAILING, OK);
    const tenant = await alertedTenant(ALERT_TYPES, { retryPolicy: { schedule: ['1s', '1s', '1s', '1s'] } });
    const endpoint = await tenant.createEndpoint(receiver.url(path));
    await tenant.postEvent();
    await tenant.postEvent();
    const alerts = await receivedAlerts(tenant, 2);
    expect(alerts.map(({ type }) => type)).toEqual(['endpoint.failing', 'endpoint.recovered']);
    expect(alerts[0]?.data).toMatchObject({
      endpointId: endpoint.id,
      consecutiveFailures: 2,
      because: expect.stringContaining('the breaker is open'),
    });
    const { failingSince, disablesAt } = alerts[0]?.data ?? {};
    expect(Date.parse(String(disablesAt)) - Date.parse(String(failingSince))).toBe(432_000_000);
    expect(alerts[1]?.data).toMatchObject({ endpointId: endpoint.id, failingSince });
    const subjects = (await mails(2)).map(({ subject }) => subject);
    expect(subjects.toSorted()).toEqual([
      `[Everhook] Endpoint failing: ${receiver.url(path)}`,
      `[Everhook] Endpoint recovered: ${receiver.url(path)}`,
    ]);
  });

  it('delivery.exhausted once for an endpoint and hour, and counts the others', async () => {
    receiver.on(path, FAILING);
    const tenant = await alertedTenant(['delivery.exhausted']);
    const endpoint = await tenant.createEndpoint(receiver.url(path));
    for (let count = 0; count < 4; count++) await tenant.postEvent();
    await waitFor(
      'four failed deliveries',
      async () => (await tenant.listDeliveries({ status: 'failed' })).length === 4,
    );
    const rows = await nothingDue(tenant);
    // Two where the test meets the full hour.
    expect(rows.length).toBeLessThanOrEqual(2);
    expect(rows.reduce((sum, { repeats }) => sum + 1 + repeats, 0)).toBe(4);
    const [alert] = await receivedAlerts(tenant, rows.length);
    expect(alert).toMatchObject({
      type: 'delivery.exhausted',
      data: {
        endpointId: endpoint.id,
        deliveryId: expect.stringMatching(/^dlv_/),
        eventType: 'order.created',
        attempts: 1,
        statusCode: 500,
      },
    });
    expect(receiver.requestsTo(alertPath)).toHaveLength(rows.length);
    expect(mailServer.mailsTo(email)).toHaveLength(rows.length);
  });

  it('secret.rotating where the old secret stays valid for a while', async () => {
    const tenant = await alertedTenant();
    const { id } = await tenant.createEndpoint(receiver.url(path));
    const rotate = `/api/v1/webhooks/${id}/secret/rotate`;
    await tenant.request('POST', rotate, { body: { overlapSeconds: 0 } });
    await tenant.request('POST', rotate, { body: { overlapSeconds: 3600 } });
    const [alert] = await receivedAlerts(tenant, 1);
    const secrets = await tenant.request('GET', `/api/v1/webhooks/${id}/secret`);
    expect(alert).toMatchObject({
      type: 'secret.rotating',
      data: { endpointId: id, overlapEndsAt: secrets.body.secrets[1].expiresAt },
    });
    expect(JSON.stringify(alert)).not.toContain('whsec_');
    expect(await alertRows(tenant)).toHaveLength(1);
  });

  it('endpoint.disabled, when a person does it', async () => {
    const tenant = await alertedTenant();
    const { id } = await tenant.createEndpoint(receiver.url(path));
    await tenant.request('PATCH', `/api/v1/webhooks/${id}`, { body: { status: 'disabled' } });
    const [alert] = await receivedAlerts(tenant, 1);
    expect(alert).toMatchObject({
      type: 'endpoint.disabled',
      data: { endpointId: id, because: 'someone has disabled it' },
    });
    await tenant.request('PATCH', `/api/v1/webhooks/${id}`, { body: { status: 'active' } });
    await tenant.request('PATCH', `/api/v1/webhooks/${id}`, { body: { status: 'disabled' } });
    await receivedAlerts(tenant, 2);
  });

  it('nothing, where it did not ask', async () => {
    receiver.on(path, GONE);
    const tenant = await stack.createTenant({ retryPolicy: 'none' });
    await deliverAndEnd(tenant, await tenant.createEndpoint(receiver.url(path)), 'failed');
    const other = await alertedTenant(['secret.rotating']);
    await deliverAndEnd(other, await other.createEndpoint(receiver.url(path)), 'failed');
    expect([...(await alertRows(tenant)), ...(await alertRows(other))]).toEqual([]);
  });
});

describe('operational events', () => {
  it('go to the tenant that they are about, and there to the operational endpoint alone', async () => {
    receiver.on(path, GONE);
    const [tenant, other] = [await alertedTenant(), await stack.createTenant()];
    const all = await tenant.createEndpoint(receiver.url(`${path}/all`));
    const foreign = await other.createEndpoint(receiver.url(`${path}/foreign`));
    const endpoint = await tenant.createEndpoint(receiver.url(path));
    const { endpointId } = await operationalSecret(tenant);
    await tenant.postEvent();
    await receiver.waitForRequests(1, alertPath);
    const list = eventListSchema.parse((await tenant.request('GET', '/api/v1/events?type=endpoint.disabled')).body);
    const [event] = list.data;
    expect(event).toMatchObject({ type: 'endpoint.disabled', source: 'operational' });
    const detail = eventDetailSchema.parse((await tenant.request('GET', `/api/v1/events/${event?.id}`)).body);
    const because = new Map(detail.matches.map((match) => [match.endpointId, match]));
    expect(because.get(endpointId)).toMatchObject({ matched: true, because: expect.stringContaining('covers') });
    expect(because.get(all.id)).toMatchObject({
      matched: false,
      because: 'operational events go to the operational endpoint only',
    });
    expect(detail.deliveries.map((delivery) => delivery.endpointId)).toEqual([endpointId]);

    // The other way round: an ordinary event of the same name.
    const posted = await tenant.postEvent({ type: 'endpoint.disabled' });
    await waitFor('its delivery', async () => (await tenant.listDeliveries({ eventId: posted.id })).length > 0);
    const ordinary = await tenant.listDeliveries({ eventId: posted.id });
    expect(ordinary.map((delivery) => delivery.endpointId)).toEqual([all.id]);
    for (const [eventId, target] of [
      [posted.id, endpointId],
      [event?.id, all.id],
    ]) {
      const replay = await tenant.request('POST', `/api/v1/events/${eventId}/replay`, {
        body: { endpointIds: [target] },
      });
      expect(replay).toMatchObject({ status: 422, body: { errors: [{ path: 'endpointIds' }] } });
    }
    const again = await tenant.request('POST', `/api/v1/events/${event?.id}/replay`);
    expect(again.status, again.text).toBe(202);
    expect(again.body.deliveries.map((delivery: { endpointId: string }) => delivery.endpointId)).toEqual([endpointId]);
    expect(await other.listDeliveries()).toEqual([]);
    expect([endpoint.operational, foreign.operational]).toEqual([false, false]);
  });

  it('are never about their own endpoint: its failures tell nobody', async () => {
    // Its breaker opens, its deliveries are exhausted, and at last it is disabled.
    receiver.on(path, GONE).on(alertPath, FAILING, FAILING, GONE);
    const tenant = await alertedTenant();
    const { endpointId } = await operationalSecret(tenant);
    for (const status of ['active', 'disabled']) {
      const endpoint = await tenant.createEndpoint(receiver.url(path));
      await tenant.postEvent();
      await waitFor('the failure of its alert', async () => {
        const answer = await tenant.request('GET', `/api/v1/webhooks/${endpointId}`);
        const failed = await tenant.listDeliveries({ endpointId, status: 'failed' });
        return answer.body.status === status && failed.length > 0;
      });
      await waitFor('the endpoint to be disabled', async () => {
        const answer = await tenant.request('GET', `/api/v1/webhooks/${endpoint.id}`);
        return answer.body.status === 'disabled';
      });
    }
    await tenant.request('POST', `/api/v1/webhooks/${endpointId}/secret/rotate`, { body: { overlapSeconds: 3600 } });
    const rows = await nothingDue(tenant);
    expect(rows.map((row) => row.endpoint_id)).not.toContain(endpointId);
    expect(rows.map(({ type }) => type)).toContain('endpoint.disabled');
  });

  it('are made once, whatever was interrupted', async () => {
    receiver.on(path, GONE);
    const tenant = await alertedTenant(['endpoint.disabled']);
    await tenant.createEndpoint(receiver.url(path));
    await tenant.postEvent();
    await receivedAlerts(tenant, 1);
    await nothingDue(tenant);
    // As if the process had died between making the event and noting it down, and it had happened again.
    await stack.api.dataSource.query(
      'UPDATE alerts SET webhook_due_at = now(), webhook_at = NULL, repeats = repeats + 1 WHERE tenant_id = $1',
      [tenant.tenantId],
    );
    await nothingDue(tenant);
    const { data } = eventListSchema.parse((await tenant.request('GET', '/api/v1/events')).body);
    expect(data.filter(({ source }) => source === 'operational')).toHaveLength(1);
  });
});

describe('alert mails', () => {
  let raised = 0;
  /** Inserts alerts as the recorder would, all at once. */
  async function raise(tenant: TenantClient, count: number): Promise<void> {
    await stack.api.dataSource.query(
      `INSERT INTO alerts (id, tenant_id, type, endpoint_id, dedupe_key, data, mail_due_at)
       SELECT 'alr_' || $3 || '_' || lpad(n::text, 4, '0'), $1, 'secret.rotating', 'ep_' || n, $3 || n,
              '{"url":"https://shop.example/","overlapEndsAt":"2026-03-01T12:00:00.000Z"}', now()
       FROM generate_series(1, $2::int) AS n`,
      [tenant.tenantId, count, `${number}x${raised++}`],
    );
  }

  it('are at most twenty an hour for a tenant; the others are counted in the last', async () => {
    const [tenant, other] = [await alertedTenant(), await stack.createTenant({ alerts: { emails: ['x@y.example'] } })];
    await raise(tenant, 34);
    await nothingDue(tenant);
    const arrived = await mails(20);
    expect(arrived).toHaveLength(20);
    expect(arrived.slice(0, 19).filter(({ subject }) => subject.includes('more'))).toEqual([]);
    expect(arrived[19]?.subject).toContain('… and 14 more alerts');
    expect(arrived[19]?.text).toContain('- Secret rotating: 14');

    await raise(tenant, 3);
    const later = await waitFor('the alerts to be put off', async () => {
      const rows = (await alertRows(tenant)).filter((row) => row.mail_due_at !== null);
      return rows.every((row) => Number(row.mail_due_at) > Date.now() + 3_000_000) && rows;
    });
    expect(later).toHaveLength(3);
    // Nobody else has to wait for it.
    await raise(other, 1);
    await waitFor('the other mail', () => mailServer.mailsTo('x@y.example').length === 1);
    expect(mailServer.mailsTo(email)).toHaveLength(20);

    await stack.api.dataSource.query(
      `UPDATE alerts SET mail_at = mail_at - interval '1 hour',
         mail_due_at = CASE WHEN mail_due_at IS NOT NULL THEN now() END WHERE tenant_id = $1`,
      [tenant.tenantId],
    );
    expect(await mails(23)).toHaveLength(23);
  });

  it('are tried again when the server takes none', async () => {
    mailServer.refuseWith = 451;
    const before = mailServer.refused;
    const tenant = await alertedTenant();
    await raise(tenant, 1);
    const failed = await waitFor('the failure to be noted', async () => {
      const [row] = await alertRows(tenant);
      return row?.mail_tries === 1 && row;
    });
    expect(mailServer.refused).toBe(before + 1);
    expect(Number(failed.mail_due_at) - Date.now()).toBeGreaterThan(20_000);
    mailServer.refuseWith = null;
    await stack.api.dataSource.query('UPDATE alerts SET mail_due_at = now() WHERE id = $1', [failed.id]);
    expect(await mails(1)).toHaveLength(1);
    expect(await nothingDue(tenant)).toMatchObject([{ mail_at: expect.any(Date), mail_tries: 1 }]);
  });

  it('are given up at last, and are not sent when they are no news or nobody wants them', async () => {
    mailServer.refuseWith = 554;
    const [tenant, unwanted] = [await alertedTenant(), await stack.createTenant({ alerts: { emails: [] } })];
    await raise(tenant, 1);
    await stack.api.dataSource.query('UPDATE alerts SET mail_tries = 7 WHERE tenant_id = $1', [tenant.tenantId]);
    await stack.api.dataSource.query('UPDATE alerts SET mail_due_at = now() WHERE tenant_id = $1', [tenant.tenantId]);
    expect((await nothingDue(tenant))[0]?.mail_at).toBeNull();
    mailServer.refuseWith = null;

    await raise(unwanted, 2);
    expect((await nothingDue(unwanted)).map((row) => row.mail_at)).toEqual([null, null]);
    await raise(tenant, 2);
    await stack.api.dataSource.query(
      `UPDATE alerts SET created_at = created_at - interval '2 days' WHERE tenant_id = $1`,
      [tenant.tenantId],
    );
    await nothingDue(tenant);
  });
});
