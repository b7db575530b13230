import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ADMIN_KEY } from '../support/api.js';
import { ConsoleBrowser, LOOKS, type Visit } from '../support/console-browser.js';
import { Receiver } from '../support/receiver.js';
import { FAILING, OK } from '../support/receiver-behaviour.js';
import { TestStack } from '../support/stack.js';
import type { TenantClient } from '../support/tenant-client.js';
import { waitFor } from '../support/wait-for.js';

/** A retry comes so late that only a person's command is sooner. */
const LATE_RETRY = { schedule: ['1h'] };

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
  tenant = await stack.createTenant({ name: 'Acme', retryPolicy: LATE_RETRY });
});

const visiting = (options: Parameters<ConsoleBrowser['visiting']>[1], look: (visit: Visit) => Promise<void>) =>
  browser.visiting(stack.api.url, options, look);

/** Posts an event and waits until its one delivery has this status. */
async function deliver(endpointId: string, status: string, event = {}): Promise<string> {
  const { id: eventId } = await tenant.postEvent(event);
  return waitFor(`a delivery with the status ${status}`, async () => {
    const { body } = await tenant.request('GET', `/api/v1/deliveries?eventId=${eventId}&endpointId=${endpointId}`);
    const found = body.data[0];
    return found?.status === status ? found.id : undefined;
  });
}

describe('every page', () => {
  it.each(LOOKS)('is accessible and fits on a $size in $colorScheme', { timeout: 180_000 }, async (look) => {
    await tenant.importCatalogue('urban-things');
    const LONG = '/hooks/of-a-partner/whose-addresses-are-longer-than-a-phone-is-wide';
    receiver.on(`${LONG}/shop`, OK);
    receiver.on(`${LONG}/broken`, FAILING);
    const shop = await tenant.createEndpoint(receiver.url(`${LONG}/shop`), {
      ordered: true,
      headers: { 'x-team': 'ops' },
    });
    const broken = await tenant.createEndpoint(receiver.url(`${LONG}/broken`), { events: ['order.*'] });
    const event = await tenant.postEvent({ type: 'note.added', data: { text: 'hello', big: 1 } });
    await deliver(shop.id, 'succeeded', { type: 'note.added', data: {} });
    const waiting = await deliver(broken.id, 'waiting', { type: 'order.noted', data: { orderId: 'o-1' } });
    const pages = [
      ['/', 'Overview'],
      ['/deliveries', 'Deliveries'],
      ['/deliveries?waitReason=backoff', 'Deliveries'],
      ['/deliveries?status=cancelled', 'Deliveries'],
      [`/deliveries/${waiting}`, 'order.noted'],
      ['/endpoints', 'Endpoints'],
      ['/endpoints/new', 'Add an endpoint'],
      [`/endpoints/${broken.id}`, /broken/],
      [`/endpoints/${shop.id}/edit`, 'Change the endpoint'],
      ['/events', 'Events'],
      [`/events/${event.id}`, 'note.added'],
      ['/no-such-page', ''],
    ] as const;
    await visiting({ ...look, key: tenant.key }, async (visit) => {
      const wrong: Record<string, unknown> = {};
      for (const [path, heading] of pages) {
        if (heading === '') {
          await visit.page.goto(path);
          await visit.page.getByRole('heading', { name: 'There is no such page' }).waitFor();
        } else {
          await visit.open(path, heading);
        }
        await visit.page.waitForLoadState('networkidle');
        const faults = await visit.accessibilityFaults();
        const overflowPx = await visit.overflowPx();
        if (faults.length > 0 || overflowPx > 0) wrong[path] = { faults, overflowPx };
      }
      expect(wrong).toEqual({});
    });
  });
});

describe('signing in', () => {
  it('says that a key is wrong, leads to the page that was asked for, and out again', async () => {
    await visiting({ faults: /401/ }, async ({ page }) => {
      await page.goto('/deliveries?status=failed');
      await page.waitForURL(/\/sign-in\?next=/);
      await page.getByLabel('API key').fill('ehk_wrong');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('There is no such key').waitFor();
      await page.getByLabel('API key').fill(tenant.key);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL(/\/deliveries\?status=failed/);
      await page.getByText('No delivery matches these filters').waitFor();

      // The key is nowhere in the browser.
      expect(
        await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie'),
      ).not.toContain(tenant.key);

      await page.getByRole('button', { name: 'Account' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await page.waitForURL(/\/sign-in/);
      await page.goto('/deliveries');
      await page.waitForURL(/\/sign-in\?next=/);
    });
  });

  it('goes back to the sign-in when the key is revoked', async () => {
    const { body } = await tenant.request('POST', `/api/v1/tenants/${tenant.tenantId}/keys`, {
      body: { role: 'viewer' },
    });
    await visiting({ key: body.key, faults: /401/ }, async (visit) => {
      await visit.open('/deliveries', 'Deliveries');
      await tenant.request('DELETE', `/api/v1/tenants/${tenant.tenantId}/keys/${body.id}`);
      await visit.page.waitForURL(/\/sign-in\?next=/);
    });
  });

  it('lets an admin choose a tenant, which every link then carries', async () => {
    const other = await stack.createTenant({ name: 'Globex of the test' });
    const endpoint = await other.createEndpoint(receiver.url('/globex'));
    await visiting({ key: ADMIN_KEY }, async ({ page }) => {
      await page.getByRole('heading', { name: 'Choose a tenant' }).waitFor();
      await page.getByRole('link', { name: 'Globex of the test' }).first().click();
      await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
      await page.getByRole('link', { name: 'Endpoints', exact: true }).click();
      await page.waitForURL(new RegExp(`tenant=${other.tenantId}`));
      await page.getByRole('link', { name: /globex/ }).click();
      await page.waitForURL(new RegExp(`/endpoints/${endpoint.id}\\?tenant=${other.tenantId}`));
    });
  });
});

describe('what a role may not do', () => {
  it('is not shown to a viewer', async () => {
    const endpoint = await tenant.createEndpoint(receiver.url('/seen'));
    const delivery = await deliver(endpoint.id, 'succeeded');
    await visiting({ key: await tenant.createKey('viewer') }, async (visit) => {
      const { page } = visit;
      await visit.open('/endpoints', 'Endpoints');
      await page.getByRole('link', { name: /seen/ }).waitFor();
      expect(await page.getByRole('link', { name: 'Add an endpoint' }).count()).toBe(0);
      await visit.open(`/endpoints/${endpoint.id}`, /seen/);
      await page.getByRole('heading', { name: 'Set-up' }).waitFor();
      expect(await page.getByRole('heading', { name: 'Signing secret' }).count()).toBe(0);
      expect(await page.getByRole('button', { name: /Pause|More/ }).count()).toBe(0);
      await visit.open(`/deliveries/${delivery}`, 'order.created');
      expect(await page.getByRole('button', { name: /Redeliver/ }).count()).toBe(0);
      await visit.open('/deliveries', 'Deliveries');
      await page.getByRole('link', { name: 'order.created' }).waitFor();
      expect(await page.getByRole('checkbox').count()).toBe(0);
      await visit.open('/endpoints/new', 'Add an endpoint');
      await page.getByText('You have no permission for this page').waitFor();
    });
  });

  it('is told to a publisher, who may see nothing', async () => {
    await visiting({ key: await tenant.createKey('publisher') }, async ({ page }) => {
      await page.getByText('You have no permission for this page').waitFor();
      expect(await page.getByRole('link', { name: 'Deliveries' }).count()).toBe(0);
    });
  });

  it('is told on a page of a tenant that is not one’s own', async () => {
    const other = await stack.createTenant();
    const foreign = await other.createEndpoint(receiver.url('/foreign'));
    await visiting({ key: tenant.key, faults: /404/ }, async ({ page }) => {
      await page.goto(`/endpoints/${foreign.id}`);
      await page.getByText('There is no such endpoint').waitFor();
    });
  });
});

describe('by keyboard alone', () => {
  it('one skips the navigation, and reaches every page', async () => {
    await visiting({ key: tenant.key }, async (visit) => {
      const { page } = visit;
      await visit.open('/', 'Overview');
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.activeElement.id')).toBe('main');
      await page.getByRole('link', { name: 'Deliveries', exact: true }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Deliveries' }).waitFor();
    });
  });
});

describe('endpoints', () => {
  it('are made from the catalogue, and their secret is shown once', async () => {
    await tenant.importCatalogue('urban-things');
    await visiting({ key: tenant.key }, async (visit) => {
      const { page } = visit;
      await visit.open('/endpoints/new', 'Add an endpoint');
      await page.getByLabel('URL').fill(receiver.url('/made'));
      await page.getByLabel('Description').fill('The shop');
      await page.getByLabel('Search the catalogue').fill('order was placed');
      await page.getByRole('checkbox', { name: /order\.created/ }).check();
      await page.getByRole('combobox', { name: 'Retry policy' }).click();
      await page.getByRole('option', { name: /^Leads/ }).click();
      await page.getByText('6 attempts within 1m 2s').waitFor();
      await page.getByRole('button', { name: 'Add the endpoint' }).click();
      await page.getByText(/^whsec_/).waitFor();
      await page.getByRole('link', { name: 'Go to the endpoint' }).click();
      await page.getByRole('heading', { level: 1, name: /made/ }).waitFor();
    });
    const { body } = await tenant.request('GET', '/api/v1/webhooks');
    expect(body.data).toMatchObject([
      { url: receiver.url('/made'), description: 'The shop', events: ['order.created'], retryPolicy: 'leads' },
    ]);
  });

  it('say which field is wrong', async () => {
    await visiting({ key: tenant.key, faults: /422/ }, async (visit) => {
      const { page } = visit;
      await visit.open('/endpoints/new', 'Add an endpoint');
      await page.getByLabel('URL').fill('http://10.0.0.1/hooks');
      await page.getByRole('switch', { name: /^All events/ }).check();
      await page.getByRole('button', { name: 'Add the endpoint' }).click();
      await page.getByRole('alert').getByText('url', { exact: true }).waitFor();
    });
  });

  it('are changed, paused with a count of what is held, resumed and deleted', async () => {
    const endpoint = await tenant.createEndpoint(receiver.url('/held'));
    await visiting({ key: tenant.key }, async (visit) => {
      const { page } = visit;
      await visit.open(`/endpoints/${endpoint.id}`, /held/);
      await page.getByRole('link', { name: 'Change' }).click();
      await page.getByLabel('Description').fill('Renamed');
      await page.getByLabel('Metadata').fill('{"team": "orders"}');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Renamed').waitFor();
      await page.getByRole('group', { name: 'metadata of the endpoint' }).getByText('"orders"').waitFor();

      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
      await page.getByText('Paused: everything that is due is held').waitFor();
      const delivery = await deliver(endpoint.id, 'held');
      await page.getByText('1 delivery held').waitFor();
      await page.getByRole('button', { name: 'Resume', exact: true }).click();
      await page.getByRole('dialog').getByText('1 delivery is held').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
      await page.getByText('Paused: everything that is due is held').waitFor({ state: 'detached' });
      await tenant.waitForDelivery(delivery, 'succeeded');

      await page.getByRole('button', { name: 'More' }).click();
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      await page.getByRole('button', { name: 'Delete for ever' }).click();
      await page.getByText('There are no endpoints yet').waitFor();
    });
  });

  it('say while they drain how much is left, and how long that takes', async () => {
    const endpoint = await tenant.createEndpoint(receiver.url('/drained'));
    await tenant.pause(endpoint.id);
    await Promise.all(Array.from({ length: 30 }, () => tenant.postEvent()));
    await tenant.resume(endpoint.id, { ratePerSecond: 1 });
    await visiting({ key: tenant.key }, async (visit) => {
      const { page } = visit;
      await visit.open(`/endpoints/${endpoint.id}`, /drained/);
      const told = page.getByText(/^\d+ deliveries left, at 1 a second, about \d+s\.$/);
      await told.waitFor();
      const left = async (): Promise<number> => Number.parseInt(await told.innerText(), 10);
      const first = await left();
      expect(first).toBeLessThanOrEqual(30);
      await waitFor('fewer to be left', async () => ((await left()) < first ? true : undefined));
      await tenant.resume(endpoint.id);
      await page.getByText('Draining: what was held goes out, in order').waitFor({ state: 'detached' });
    });
  });

  it('reveal and rotate their secret, with the end of the overlap', async () => {
    const endpoint = await tenant.createEndpoint(receiver.url('/secret'));
    await visiting({ key: tenant.key }, async (visit) => {
      const { page } = visit;
      await visit.open(`/endpoints/${endpoint.id}`, /secret/);
      expect(await page.getByText(endpoint.secret).count()).toBe(0);
      await page.getByRole('button', { name: 'Reveal' }).click();
      await page.getByText(endpoint.secret).waitFor();
      await page.getByRole('button', { name: 'Rotate' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
      await page.getByText(/ends in (?:1d|23h)/).waitFor();
      expect(await page.getByText(/^whsec_/).count()).toBe(2);
      await page.getByRole('button', { name: 'End the overlap now' }).click();
      await page.getByText(endpoint.secret).waitFor({ state: 'detached' });
    });
  });
});

describe('a delivery', () => {
  it('is held, released, rescheduled and cancelled, and each shows in its timeline', async () => {
    receiver.on('/steered', FAILING);
    const endpoint = await tenant.createEndpoint(receiver.url('/steered'));
    const delivery = await deliver(endpoint.id, 'waiting');
    await visiting({ key: tenant.key }, async (visit) => {
      const { page } = visit;
      await visit.open(`/deliveries/${delivery}`, 'order.created');
      await page.getByText(/Next attempt in (?:59m|1h)/).waitFor();
      const more = page.getByRole('button', { name: 'More' });

      await more.click();
      await page.getByRole('menuitem', { name: 'Hold' }).click();
      await page.getByRole('dialog').getByLabel('Reason').fill('the customer asked to wait');
      await page.getByRole('dialog').getByRole('button', { name: 'Hold' }).click();
      await page
        .getByRole('listitem')
        .getByText(/the customer asked to wait/)
        .waitFor();

      await more.click();
      await page.getByRole('menuitem', { name: 'Release' }).click();
      await page
        .getByRole('listitem')
        .getByText(/^Released/)
        .waitFor();

      await more.click();
      await page.getByRole('menuitem', { name: 'Reschedule' }).click();
      await page.getByLabel('Send at').fill(localInput(Date.now() + 3 * 3_600_000));
      await page.getByRole('dialog').getByRole('button', { name: 'Reschedule' }).click();
      await page.getByText(/Next attempt in (?:2h 5\dm|3h)/).waitFor();

      await more.click();
      await page.getByRole('menuitem', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Cancel the delivery' }).click();
      await page.getByRole('main').getByText('cancelled', { exact: true }).first().waitFor();
      expect(await more.count()).toBe(0);
    });
    await tenant.waitForDelivery(delivery, 'cancelled');
  });

  it('names its workflow in Temporal Web UI', async () => {
    const endpoint = await tenant.createEndpoint(receiver.url('/ui'));
    const delivery = await deliver(endpoint.id, 'succeeded');
    await visiting({ key: tenant.key }, async (visit) => {
      await visit.open(`/deliveries/${delivery}`, 'order.created');
      const link = visit.page.getByRole('link', { name: 'Open in Temporal' });
      expect(await link.getAttribute('href')).toMatch(new RegExp(`/workflows/${delivery}`));
    });
  });
});

describe('many deliveries', () => {
  it('are selected and acted on, and each refusal is told', async () => {
    receiver.on('/many', FAILING);
    const endpoint = await tenant.createEndpoint(receiver.url('/many'));
    const waiting = [await deliver(endpoint.id, 'waiting'), await deliver(endpoint.id, 'waiting')];
    await visiting({ key: tenant.key }, async (visit) => {
      const { page } = visit;
      await visit.open('/deliveries', 'Deliveries');
      await page.getByRole('checkbox', { name: 'Select all that are listed' }).check();
      await page.getByText('2 deliveries selected').waitFor();
      await page.getByRole('region', { name: 'Selected deliveries' }).getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Cancel 2' }).click();
      await page.getByText('2 of 2 done').waitFor();
    });
    for (const id of waiting) await tenant.waitForDelivery(id, 'cancelled');
  });
});

describe('events', () => {
  it('are found by text in their payload, explain who got them, and are replayed', async () => {
    const taken = await tenant.createEndpoint(receiver.url('/taken'), { events: ['order.*'] });
    await tenant.createEndpoint(receiver.url('/passed-by'), { events: ['user.*'] });
    await deliver(taken.id, 'succeeded', { type: 'order.noted', rawData: '{"needle":9007199254740993,"price":1.0}' });
    await tenant.postEvent({ type: 'user.noted', data: { hay: 'stack' } });
    await visiting({ key: tenant.key }, async (visit) => {
      const { page } = visit;
      await visit.open('/events', 'Events');
      await page.getByRole('link', { name: 'user.noted' }).waitFor();
      await page.getByLabel('Text in the payload, or an event id').fill('NEEDLE');
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('link', { name: 'user.noted' }).waitFor({ state: 'detached' });
      expect(page.url()).toContain('q=NEEDLE');
      await page.getByRole('link', { name: 'order.noted' }).click();
      await page.getByText('9007199254740993').waitFor();
      await page.getByText('1.0', { exact: true }).waitFor();
      await page.getByText('1 of 2 matched').waitFor();
      await page.getByRole('button', { name: 'Replay' }).click();
      await page.getByRole('button', { name: 'Send it again' }).click();
      await page.getByText('replay 1').waitFor();
    });
  });
});

describe('the story of an outage', () => {
  it('is seen, understood and mended in the console', { timeout: 180_000 }, async () => {
    const path = '/story';
    receiver.on(path, OK);
    const endpoint = await tenant.createEndpoint(receiver.url(path));
    await deliver(endpoint.id, 'succeeded');
    await visiting({ key: tenant.key }, async (visit) => {
      const { page } = visit;
      const verdict = page.getByRole('status').and(page.locator('[data-verdict]'));
      await visit.open('/?window=1h', 'Overview');
      await page.locator('[data-verdict="good"]').waitFor();

      // The receiver breaks.
      receiver.on(path, { kind: 'respond', status: 503, body: 'the database is down' });
      for (let count = 0; count < 3; count += 1) await tenant.postEvent({ data: { orderId: `o-${count}` } });
      await page.locator('[data-verdict="bad"]').waitFor({ timeout: 60_000 });
      await expect.poll(() => verdict.textContent()).toContain('needs attention');

      // From the overview to a delivery that explains.
      await page.getByRole('link', { name: 'its deliveries' }).click();
      await page.waitForURL(new RegExp(`endpointId=${endpoint.id}`));
      await page
        .getByText(/The receiver answered 503/)
        .first()
        .waitFor();
      await page
        .getByRole('row')
        .filter({ hasText: 'The receiver answered 503' })
        .first()
        .getByRole('link', { name: 'order.created' })
        .click();
      await page.getByText('the database is down').waitFor();

      // The receiver is mended, and everything that did not arrive goes out again.
      receiver.on(path, OK);
      await page.goto(`/deliveries?endpointId=${endpoint.id}`);
      for (const status of ['waiting', 'held']) {
        await page.getByText(status, { exact: true }).first().click();
        await page.waitForURL(new RegExp(`status=${status}`));
        const rows = page.getByRole('table', { name: 'Deliveries' });
        await rows.or(page.getByText('No delivery matches these filters')).waitFor();
        if ((await rows.count()) === 0) continue;
        await page.getByRole('button', { name: 'Act on all that match' }).click();
        await page.getByRole('menuitem', { name: 'Redeliver' }).click();
        await page.getByRole('button', { name: /^Redeliver \d/ }).click();
        await page.getByText('finished', { exact: true }).waitFor();
        await page.getByRole('button', { name: /^Close/ }).click();
      }

      // All is well again.
      await page.getByRole('link', { name: 'Overview' }).click();
      await page.locator('[data-verdict="good"]').waitFor({ timeout: 60_000 });
      await page.getByText('Nothing waits').waitFor();
    });
    const { body } = await tenant.request('GET', `/api/v1/deliveries?endpointId=${endpoint.id}`);
    expect(body.data.map(({ status }: { status: string }) => status)).toEqual(Array(4).fill('succeeded'));
  });
});

/** A time for a field of the browser, in the zone of {@link ConsoleBrowser}. */
function localInput(ms: number): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Berlin',
    dateStyle: 'short',
    timeStyle: 'short',
  })
    .format(ms)
    .replace(' ', 'T');
}
