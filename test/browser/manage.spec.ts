import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ADMIN_KEY } from '../support/api.js';
import { ConsoleBrowser, LOOKS } from '../support/console-browser.js';
import { Receiver } from '../support/receiver.js';
import { TestStack } from '../support/stack.js';
import type { TenantClient } from '../support/tenant-client.js';

let stack: TestStack;
let browser: ConsoleBrowser;
let receiver: Receiver;
beforeAll(async () => {
  [stack, browser, receiver] = await Promise.all([TestStack.start(), ConsoleBrowser.start(), Receiver.start()]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await receiver?.close();
  await stack?.close();
});

let tenant: TenantClient;
beforeEach(async () => {
  tenant = await stack.createTenant({ name: 'Acme' });
});

const readTenant = () =>
  tenant.request('GET', `/api/v1/tenants/${tenant.tenantId}`, { key: ADMIN_KEY }).then(({ body }) => body);

describe('every page to manage with', () => {
  it.each(LOOKS)('is accessible and fits on a $size in $colorScheme', { timeout: 180_000 }, async (look) => {
    await tenant.importCatalogue('urban-things');
    await tenant.createEndpoint(receiver.url('/one'));
    const { body: operation } = await tenant.request('POST', '/api/v1/operations', {
      body: { action: 'hold', filter: {}, reason: 'a look' },
    });
    const of = `tenant=${tenant.tenantId}`;
    const pages = [
      [`/settings?${of}`, 'Settings'],
      [`/keys?${of}`, 'API keys'],
      [`/event-types?${of}`, 'Event catalogue'],
      [`/event-types/order.created?${of}`, 'order.created'],
      [`/operations?${of}`, 'Bulk operations'],
      [`/operations/${operation.id}?${of}`, 'Hold'],
      [`/audit?${of}`, 'Audit log'],
    ] as const;
    await browser.visiting(stack.api.url, { ...look, key: ADMIN_KEY }, async (visit) => {
      expect(await visit.examine(pages)).toEqual({});
    });
  });
});

describe('settings', () => {
  it('are changed by an admin: retry policy, alerts, identity, limits', async () => {
    await browser.visiting(stack.api.url, { key: ADMIN_KEY }, async (visit) => {
      const { page } = visit;
      await visit.open(`/settings?tenant=${tenant.tenantId}`, 'Settings');
      const sending = page.getByRole('form', { name: 'Sending' });
      await sending.getByRole('combobox', { name: 'Retry policy' }).click();
      await page.getByRole('option', { name: /^Leads/ }).click();
      await sending.getByText('6 attempts within 1m 2s').waitFor();
      await sending.getByRole('button', { name: 'Save' }).click();
      await expect.poll(async () => (await readTenant()).retryPolicy).toBe('leads');

      const alerts = page.getByRole('form', { name: 'Alerts' });
      await alerts.getByLabel('Mail to').fill('ops@shop.example');
      await alerts.getByLabel('Mail to').press('Enter');
      await alerts.getByRole('checkbox', { name: 'A secret is being rotated' }).uncheck();
      await alerts.getByRole('button', { name: 'Save' }).click();
      await expect
        .poll(async () => (await readTenant()).alerts)
        .toMatchObject({
          emails: ['ops@shop.example'],
          events: ['endpoint.disabled', 'endpoint.failing', 'endpoint.recovered', 'delivery.exhausted'],
        });

      const identity = page.getByRole('form', { name: 'Identity' });
      await identity.getByLabel('External id').fill('4711');
      await identity.getByLabel('Sent as a number').check();
      await identity.getByRole('button', { name: 'Save' }).click();
      await expect.poll(async () => (await readTenant()).externalId).toBe(4711);

      const limits = page.getByRole('form', { name: 'Limits' });
      await limits.getByLabel('Events a second').fill('250');
      await limits.getByRole('button', { name: 'Save' }).click();
      await expect.poll(async () => (await readTenant()).limits).toEqual({ eventsPerSecond: 250, endpoints: null });
    });
  });

  it('are shown to an owner, who may stop and start the tenant, and nothing else', async () => {
    await browser.visiting(stack.api.url, { key: tenant.key }, async (visit) => {
      const { page } = visit;
      await visit.open('/settings', 'Settings');
      await page.getByText('10 attempts within').waitFor();
      await page.getByRole('button', { name: 'Stop sending' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Stop sending' }).click();
      await page.getByText('Everything is held').waitFor();
      expect((await readTenant()).stoppedAt).not.toBeNull();
      expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
      await page.getByRole('button', { name: 'Let it go on' }).click();
      await page.getByRole('button', { name: 'Stop sending' }).waitFor();
      expect((await readTenant()).stoppedAt).toBeNull();
    });
  });
});

describe('API keys', () => {
  it('are shown once, and revoked', async () => {
    await browser.visiting(stack.api.url, { key: tenant.key }, async (visit) => {
      const { page } = visit;
      await visit.open('/keys', 'API keys');
      await page.getByRole('button', { name: 'New key' }).click();
      expect(await visit.accessibilityFaults()).toEqual([]);
      await page.getByLabel('Name').fill('support');
      await page.getByRole('radio', { name: 'viewer' }).check();
      await page.getByRole('button', { name: 'Make the key' }).click();
      const key = (await page.getByText(/^ehk_/).textContent()) ?? '';
      const listKeys = () => tenant.request('GET', '/api/v1/webhooks', { key }).then(({ status }) => status);
      expect(await listKeys()).toBe(200);
      await page.getByRole('button', { name: 'I have copied it' }).click();
      await page.getByRole('cell', { name: 'support', exact: true }).waitFor();
      expect(await page.getByText(key).count()).toBe(0);

      await page.getByRole('button', { name: 'Revoke support' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
      await page.getByRole('cell', { name: 'support', exact: true }).waitFor({ state: 'detached' });
      expect(await listKeys()).toBe(401);
    });
  });
});

describe('the event catalogue', () => {
  it('is imported, searched, added to, changed, and deleted from', async () => {
    await browser.visiting(stack.api.url, { key: tenant.key }, async (visit) => {
      const { page } = visit;
      await visit.open('/event-types', 'Event catalogue');
      await page.getByText('The catalogue is empty').waitFor();
      await page.getByRole('button', { name: 'Import' }).first().click();
      await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
      await page.getByText(/13 event types are new/).waitFor();
      await page.getByRole('button', { name: 'Close', exact: true }).click();
      await page.getByLabel('Search the catalogue').fill('order was placed');
      await page.getByRole('link', { name: 'order.created' }).waitFor();
      expect(await page.getByRole('link', { name: 'user.updated' }).count()).toBe(0);

      await page.getByRole('button', { name: 'New event type' }).click();
      await page.getByLabel('Name').fill('note.added');
      await page.getByLabel('Example').fill('{"text": "hello"}');
      await page.getByRole('button', { name: 'Add it' }).click();
      await page.getByRole('heading', { level: 1, name: 'note.added' }).waitFor();
      await page.getByText('"hello"').waitFor();

      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel('Description').fill('A note was added.');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('A note was added.').waitFor();
      await page.getByText('"hello"').waitFor();

      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('heading', { level: 1, name: 'Event catalogue' }).waitFor();
    });
    const { body } = await tenant.request('GET', '/api/v1/event-types/note.added');
    expect(body.status).toBe(404);
  });
});

describe('bulk operations', () => {
  it('are watched, paused, resumed and aborted', async () => {
    const endpoint = await tenant.createEndpoint(receiver.url('/bulk'));
    for (let count = 0; count < 5; count += 1) {
      const { id } = await tenant.deliver({ data: { count } });
      await tenant.waitForDelivery(id, 'succeeded');
    }
    const { body: operation } = await tenant.request('POST', '/api/v1/operations', {
      body: { action: 'replay', filter: { endpointIds: [endpoint.id] }, ratePerSecond: 1 },
    });
    await browser.visiting(stack.api.url, { key: tenant.key }, async (visit) => {
      const { page } = visit;
      await visit.open('/operations', 'Bulk operations');
      await page.getByRole('link', { name: 'Replay of events' }).click();
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByText('paused', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Resume' }).click();
      await page.getByText('running', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Abort' }).click();
      await page.getByText('aborted', { exact: true }).waitFor();
      expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(0);
    });
    const { body } = await tenant.request('GET', `/api/v1/operations/${operation.id}`);
    expect(body.status).toBe('aborted');
  });
});

describe('the audit log', () => {
  it('says who did what, and is filtered by its address', async () => {
    const endpoint = await tenant.createEndpoint(receiver.url('/audited'));
    await tenant.request('GET', `/api/v1/webhooks/${endpoint.id}/secret`);
    await browser.visiting(stack.api.url, { key: tenant.key }, async (visit) => {
      const { page } = visit;
      await visit.open('/audit', 'Audit log');
      await page.getByText('endpoint.create', { exact: true }).waitFor();
      await visit.open('/audit?action=endpoint.secret.*', 'Audit log');
      await page.getByText('endpoint.secret.reveal', { exact: true }).waitFor();
      expect(await page.getByText('endpoint.create', { exact: true }).count()).toBe(0);
      await page.getByRole('link', { name: endpoint.id }).click();
      await page.getByRole('heading', { level: 1, name: /audited/ }).waitFor();
    });
  });
});

describe('what a role may not manage', () => {
  it('is not shown to a viewer, and said on a page that was asked for', async () => {
    await tenant.importCatalogue('urban-things');
    await browser.visiting(stack.api.url, { key: await tenant.createKey('viewer') }, async (visit) => {
      const { page } = visit;
      await visit.open('/event-types', 'Event catalogue');
      await page.getByRole('link', { name: 'order.created' }).waitFor();
      expect(await page.getByRole('button', { name: /Import|New event type/ }).count()).toBe(0);
      for (const name of ['API keys', 'Audit log', 'Settings', 'Webhook tester']) {
        expect(await page.getByRole('link', { name }).count()).toBe(0);
      }
      for (const [path, heading] of [
        ['/keys', 'API keys'],
        ['/audit', 'Audit log'],
        ['/settings', 'Settings'],
        ['/tester', 'Webhook tester'],
      ] as const) {
        await visit.open(path, heading);
        await page.getByText('You have no permission for this page').waitFor();
      }
    });
  });
});
