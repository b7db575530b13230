import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConsoleBrowser, LOOKS } from '../support/console-browser.js';
import { Receiver } from '../support/receiver.js';
import { FAILING, OK } from '../support/receiver-behaviour.js';
import { TestStack } from '../support/stack.js';
import { TcpProxy } from '../support/tcp-proxy.js';
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

describe('every tool', () => {
  it.each(LOOKS)('is accessible and fits on a $size in $colorScheme', { timeout: 180_000 }, async (look) => {
    receiver.on('/tools', OK);
    const endpoint = await tenant.createEndpoint(receiver.url('/tools'));
    const { id } = await tenant.deliver();
    await tenant.waitForDelivery(id, 'succeeded');
    await browser.visiting(stack.api.url, { ...look, key: tenant.key }, async (visit) => {
      const { page } = visit;
      await visit.open('/tester', 'Webhook tester');
      await page.getByRole('combobox', { name: 'Event type' }).fill('order.created');
      await page.getByRole('button', { name: 'Send the test' }).click();
      await page.getByText('1 of 3 checks passed').waitFor();
      expect(await visit.examineAsItStands()).toBeNull();

      await visit.open(`/signatures?deliveryId=${id}`, 'Signature validator');
      await page.getByRole('button', { name: 'Validate' }).click();
      await page.locator('[data-valid="true"]').waitFor();
      await page.getByRole('tab', { name: 'Java' }).click();
      expect(await visit.examineAsItStands()).toBeNull();

      await visit.open(`/live?endpointId=${endpoint.id}`, 'Debug console');
      await page.locator('[data-stream="open"]').waitFor();
      await tenant.deliver();
      await page.getByRole('row').first().waitFor();
      expect(await visit.examineAsItStands()).toBeNull();
    });
  });
});

describe('the webhook tester', () => {
  it('sends the payload as it is spelled, and shows request, answer, time and checks', async () => {
    receiver.on('/tested', { kind: 'respond', status: 201, body: 'taken' });
    await tenant.createEndpoint(receiver.url('/tested'));
    await browser.visiting(stack.api.url, { key: tenant.key }, async (visit) => {
      const { page } = visit;
      await visit.open('/tester', 'Webhook tester');
      await page.getByRole('combobox', { name: 'Event type' }).fill('note.added');
      await page.getByLabel('Payload').fill('{"price": 1.0, "big": 9007199254740993}');
      await page.getByRole('button', { name: 'Send the test' }).click();
      await page.getByText('1 of 3 checks passed').waitFor();
      await page.locator('[data-check="responds-2xx"][data-ok="true"]').waitFor();
      await page.locator('[data-check="rejects-bad-signature"][data-ok="false"]').waitFor();
      await page.locator('[data-check="rejects-old-timestamp"][data-ok="false"]').waitFor();
      await page.locator('[data-status="201"]').waitFor();
      await page.getByText('taken').waitFor();
      const body = (await page.getByRole('group', { name: 'request body' }).textContent()) ?? '';
      expect(body).toContain('{"price": 1.0, "big": 9007199254740993}');
      await page.getByRole('link', { name: 'The delivery' }).click();
      await page.getByRole('heading', { level: 1, name: 'note.added' }).waitFor();
    });
  });

  it('begins with the example of the catalogue, and sends it as it was written there', async () => {
    await tenant.createEndpoint(receiver.url('/example'));
    const example = '{"price": 1.0, "big": 9007199254740993}';
    await tenant.request('POST', '/api/v1/event-types', { rawBody: `{"name":"note.added","example":${example}}` });
    await browser.visiting(stack.api.url, { key: tenant.key }, async (visit) => {
      const { page } = visit;
      await visit.open('/event-types/note.added', 'note.added');
      await page.getByRole('link', { name: 'Send a test' }).click();
      await page.getByLabel('Payload').and(page.getByText('"price"')).waitFor();
      await page.getByRole('button', { name: 'Send the test' }).click();
      expect(await page.getByRole('group', { name: 'request body' }).textContent()).toContain(example);
    });
  });

  it('says that there was no answer, and what is wrong with a payload', async () => {
    receiver.on('/silent', { kind: 'drop', when: 'before-headers' });
    await tenant.createEndpoint(receiver.url('/silent'));
    await browser.visiting(stack.api.url, { key: tenant.key }, async (visit) => {
      const { page } = visit;
      await visit.open('/tester?event=note.added', 'Webhook tester');
      await page.getByLabel('Payload').fill('{"price": }');
      expect(await page.getByRole('button', { name: 'Send the test' }).isDisabled()).toBe(true);
      await page.getByLabel('Payload').fill('{}');
      await page.getByRole('button', { name: 'Send the test' }).click();
      await page.getByText('There was no whole answer').waitFor();
      await page.getByText('0 of 3 checks passed').waitFor();
    });
  });
});

describe('the signature validator', () => {
  it('says why a request is not valid, and shows what should have been signed byte for byte', async () => {
    const secret = 'a-shared-secret-of-this-endpoint';
    const body = '{"orderId":"o-1"}';
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    await browser.visiting(stack.api.url, { key: tenant.key }, async (visit) => {
      const { page } = visit;
      await visit.open('/signatures?profile=quickstart', 'Signature validator');
      await page.getByLabel('Secret', { exact: true }).fill(secret);
      const headers = `x-webhook-signature: ${signature}\nx-webhook-event-id: evt_1\nx-webhook-delivery-id: dlv_1\nx-webhook-event-type: order.created`;
      await page.getByLabel('Headers').fill(headers);
      await page.getByLabel('Body', { exact: true }).fill(body);
      await page.getByRole('button', { name: 'Validate' }).click();
      await page.locator('[data-valid="true"]').waitFor();

      // The body was parsed and written again on its way.
      await page.getByLabel('Body', { exact: true }).fill('{\n  "orderId": "o-1"\n}');
      await page.getByRole('button', { name: 'Validate' }).click();
      await page.locator('[data-valid="false"]').waitFor();
      await page.locator('[data-check="signature"][data-ok="false"]').waitFor();
      expect(await page.getByRole('group', { name: 'signed content' }).textContent()).toBe(
        '{␊\n  "orderId": "o-1"␊\n}',
      );
      await page.getByText('Hex', { exact: true }).click();
      expect(await page.getByRole('group', { name: 'signed content' }).textContent()).toContain('7b 0a 20 20 22 6f');

      await page.getByRole('tab', { name: 'Python' }).click();
      await page.getByText('import hmac').waitFor();
      expect(page.url()).toContain('language=python');
      expect(page.url()).not.toContain(secret);
    });
  });

  it('takes the latest delivery of an endpoint', async () => {
    const endpoint = await tenant.createEndpoint(receiver.url('/latest'));
    const { id } = await tenant.deliver();
    await tenant.waitForDelivery(id, 'succeeded');
    await browser.visiting(stack.api.url, { key: tenant.key }, async (visit) => {
      const { page } = visit;
      await visit.open(`/signatures?endpointId=${endpoint.id}`, 'Signature validator');
      await page.getByRole('button', { name: 'Fill in its latest delivery' }).click();
      await page.waitForURL(new RegExp(`deliveryId=${id}`));
      await page.getByRole('button', { name: 'Validate' }).click();
      await page.locator('[data-valid="true"]').waitFor();
    });
  });
});

describe('the debug console', () => {
  it('shows attempts and changes as they happen, pauses, filters and clears', async () => {
    receiver.on('/good', OK);
    receiver.on('/bad', FAILING);
    const good = await tenant.createEndpoint(receiver.url('/good'), { events: ['order.*'] });
    await tenant.createEndpoint(receiver.url('/bad'), { events: ['user.*'] });
    await browser.visiting(stack.api.url, { key: tenant.key }, async (visit) => {
      const { page } = visit;
      const rows = page.getByRole('row');
      await visit.open('/live', 'Debug console');
      await page.locator('[data-stream="open"]').waitFor();
      await tenant.postEvent({ type: 'order.noted' });
      await tenant.postEvent({ type: 'user.noted' });
      await rows.filter({ hasText: '#1 200' }).waitFor();
      await rows
        .filter({ hasText: '#1 500' })
        .or(rows.filter({ hasText: '#1 503' }))
        .waitFor();

      await page.getByText('Trouble', { exact: true }).click();
      await rows.filter({ hasText: '#1 200' }).waitFor({ state: 'detached' });
      expect(await rows.filter({ hasText: 'user.noted' }).count()).toBeGreaterThan(0);
      expect(page.url()).toContain('show=trouble');

      await visit.open(`/live?endpointId=${good.id}`, 'Debug console');
      await page.locator('[data-stream="open"]').waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
      await tenant.postEvent({ type: 'order.noted' });
      await page.getByText(/paused, [2-9] new ones wait/).waitFor();
      expect(await rows.count()).toBe(0);
      await page.getByRole('button', { name: 'Go on' }).click();
      await rows.filter({ hasText: '#1 200' }).waitFor();
      await page.getByRole('button', { name: 'Clear' }).click();
      await page.getByText('Nothing has happened yet').waitFor();
    });
  });

  it('goes on behind a lost connection without missing anything', async () => {
    const endpoint = await tenant.createEndpoint(receiver.url('/lost'));
    const proxy = await TcpProxy.toUrl(stack.api.url);
    const base = `http://${proxy.address}`;
    try {
      await browser.visiting(base, { key: tenant.key, faults: /net::ERR_/ }, async (visit) => {
        const { page } = visit;
        await visit.open('/live', 'Debug console');
        await page.locator('[data-stream="open"]').waitFor();
        const before = await tenant.deliver({ type: 'before.noted' });
        await tenant.waitForDelivery(before.id, 'succeeded');
        await page.getByRole('row').filter({ hasText: 'before.noted' }).filter({ hasText: '#1 200' }).waitFor();
        await proxy.cut();
        await page.locator('[data-stream="lost"]').waitFor();
        const meanwhile = await tenant.deliver({ type: 'meanwhile.noted' });
        await tenant.waitForDelivery(meanwhile.id, 'succeeded');
        await proxy.restore();
        await page.locator('[data-stream="open"]').waitFor();
        await page.getByRole('row').filter({ hasText: 'meanwhile.noted' }).filter({ hasText: '#1 200' }).waitFor();
        expect(await page.getByText('The stream began anew').count()).toBe(0);
        expect(endpoint.id).toBe(meanwhile.endpointId);
      });
    } finally {
      await proxy.cut();
    }
  });

  it('draws only what is in sight of hundreds of lines', async () => {
    await tenant.createEndpoint(receiver.url('/many'));
    await browser.visiting(stack.api.url, { key: tenant.key }, async (visit) => {
      const { page } = visit;
      await visit.open('/live', 'Debug console');
      await page.locator('[data-stream="open"]').waitFor();
      const events = Array.from({ length: 300 }, (_, index) => ({ type: 'order.noted', data: { index } }));
      await tenant.request('POST', '/api/v1/events/batch', { body: { events } });
      // Each delivery is told at least by its attempt and its end.
      await expect
        .poll(async () => lineCount(await page.getByText(/^[\d,]+ lines?/).textContent()), { timeout: 60_000 })
        .toBeGreaterThanOrEqual(600);
      expect(await page.getByRole('row').count()).toBeLessThan(60);
    });
  });
});

function lineCount(text: string | null): number {
  return Number(/^[\d,]+/.exec(text ?? '')?.[0].replaceAll(',', '') ?? 0);
}
