import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALERT_TYPES, type AlertType } from '#libs/contracts';
import type { DueAlert } from '#libs/persistence';
import { composeAlertMail, groupIntoMails, mailRetryDelayMs } from './alert-mail.js';

const TENANT = { tenantId: '123', tenantName: 'Urban Things' };

function alert(type: AlertType, data: Record<string, unknown> = {}): DueAlert {
  return {
    id: 'alr_1',
    tenantId: '123',
    type,
    endpointId: 'ep_1',
    deliveryId: type === 'delivery.exhausted' ? 'dlv_1' : null,
    data: { url: 'https://shop.example/hooks', because: 'the receiver answered 500', ...data },
    repeats: 0,
    createdAt: new Date('2026-03-01T12:00:00Z'),
  };
}

describe('groupIntoMails', () => {
  it('sends every alert once and in order, in as many mails as there is room for at most', () => {
    fc.assert(
      fc.property(fc.nat({ max: 60 }), fc.integer({ min: 1, max: 25 }), (count, room) => {
        const alerts = Array.from({ length: count }, (_, index) => index);
        const groups = groupIntoMails(alerts, room);
        expect(groups.flat()).toEqual(alerts);
        expect(groups.length).toBe(Math.min(count, room));
        expect(groups.slice(0, -1).every(({ length }) => length === 1)).toBe(true);
      }),
    );
  });
});

describe('mailRetryDelayMs', () => {
  it('waits longer each time, and gives up within a working day', () => {
    const delays = Array.from({ length: 7 }, (_, index) => mailRetryDelayMs(index + 1) ?? 0);
    expect(delays).toEqual(delays.toSorted((a, b) => a - b));
    expect(delays.reduce((sum, delay) => sum + delay, 0)).toBeLessThan(8 * 3_600_000);
    expect(mailRetryDelayMs(8)).toBeNull();
  });
});

describe('composeAlertMail', () => {
  it.each(ALERT_TYPES)('says of %s what happened, to whom, and what to do', (type) => {
    const { subject, text } = composeAlertMail(TENANT, [
      alert(type, {
        failingSince: '2026-03-01T10:00:00.000Z',
        disablesAt: '2026-03-06T10:00:00.000Z',
        overlapEndsAt: '2026-03-02T12:00:00.000Z',
        attempts: 5,
        eventId: 'evt_1',
        eventType: 'order.created',
      }),
    ]);
    expect(subject).toMatch(/^\[Everhook\] (Endpoint|Delivery|Secret) \w+: https:\/\/shop\.example\/hooks$/);
    expect(text).toContain('Endpoint: https://shop.example/hooks (ep_1)');
    expect(text).toContain('Tenant:   Urban Things (123)');
    expect(text).toContain('What to do: ');
    expect(text).not.toMatch(/undefined|unknown|null/);
  });

  it('counts the alerts that it does not tell one by one', () => {
    const { subject, text } = composeAlertMail(TENANT, [
      alert('endpoint.disabled'),
      alert('endpoint.failing'),
      alert('endpoint.failing'),
      alert('secret.rotating'),
    ]);
    expect(subject).toBe('[Everhook] Endpoint disabled: https://shop.example/hooks … and 3 more alerts');
    expect(text).toContain('- Endpoint failing: 2\n- Secret rotating: 1');
  });

  it('keeps what a receiver has said on one line', () => {
    const { text } = composeAlertMail(TENANT, [alert('endpoint.disabled', { because: 'a\r\n\r\nb' })]);
    expect(text).toContain('disabled: a b.');
  });
});
