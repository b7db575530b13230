import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../../test/support/arbitraries.js';
import {
  type QuickstartMemory,
  type ReceivedRequest,
  type Verdict,
  verifyQuickstart,
  verifyUltrareach,
  verifyUrbanThings,
  verifyUrtentic,
} from '../../test/support/programme-receivers.js';
import { CATALOGUES, type CatalogueName } from '#libs/domain/catalogues';
import { generateSecret, type ProfileOptions, renderRequest } from './index.js';

const at = new Date('2026-03-01T10:00:00.250Z');

function send(profile: CatalogueName, secret: string, type: string, data: string, options?: ProfileOptions) {
  return renderRequest({
    envelope: { profile, version: 1, options, tenantExternalId: 123 },
    event: { id: 'evt_1', type, created: '2026-03-01T09:00:00.000Z', data },
    deliveryId: 'dlv_1',
    secrets: [secret],
    at,
  });
}

interface Programme {
  name: CatalogueName;
  receive: (request: ReceivedRequest) => Verdict;
  checksTime: boolean;
  options?: ProfileOptions;
}

const PROGRAMMES: Programme[] = [
  { name: 'urtentic', receive: verifyUrtentic, checksTime: true },
  { name: 'urtentic', receive: verifyUrtentic, checksTime: true, options: { signaturePrefix: true } },
  { name: 'quickstart', receive: (request) => verifyQuickstart(request), checksTime: false },
  { name: 'ultrareach', receive: verifyUltrareach, checksTime: true },
  { name: 'urban-things', receive: verifyUrbanThings, checksTime: false },
];

describe.each(PROGRAMMES)('a receiver written from the documentation of $name ($options)', (programme) => {
  const { name, receive, checksTime, options } = programme;
  const secret = generateSecret(name);
  const examples = CATALOGUES[name].map(({ name: type, example }) => ({
    type,
    data: JSON.stringify(example, null, 1),
  }));
  const sent = send(name, secret, 'a.b', '{"value":1000,"n":12345678901234567890,"x":1.00}', options);

  it('accepts every event of the catalogue', () => {
    for (const { type, data } of examples) {
      expect(receive({ ...send(name, secret, type, data, options), secret, now: at })).toMatchObject({
        accepted: true,
      });
    }
  });

  it('accepts any data, as text and as bytes', () => {
    const data = fc.dictionary(
      anyText.filter((key) => key !== 'eventName'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(data, fc.nat({ max: 3 }), (value, indent) => {
        const { headers, body } = send(name, secret, 'a.b', JSON.stringify(value, null, indent), options);
        expect(receive({ headers, body, secret, now: at })).toMatchObject({ accepted: true });
        expect(receive({ headers, body: Buffer.from(body), secret, now: at })).toMatchObject({ accepted: true });
      }),
      { numRuns: 50 },
    );
  });

  it('refuses a changed value and a wrong secret', () => {
    const body = sent.body.replace('1000', '1001');
    expect(body).not.toBe(sent.body);
    expect(receive({ ...sent, body, secret, now: at })).toEqual({ accepted: false, reason: 'signature' });
    expect(receive({ ...sent, secret: generateSecret(name), now: at })).toEqual({
      accepted: false,
      reason: 'signature',
    });
  });

  it('refuses a timestamp that is more than 300 s off, if it checks one', () => {
    const after = (seconds: number) =>
      receive({ ...sent, secret, now: new Date(at.getTime() + seconds * 1000) }).accepted;
    expect([after(-301), after(-300), after(300), after(301)]).toEqual([!checksTime, true, true, !checksTime]);
  });
});

describe('what the bodies look like', () => {
  it('urtentic: the fields lie beside eventName', () => {
    const step = CATALOGUES.urtentic.find(({ name }) => name === 'step_completed')?.example ?? {};
    const { body } = send('urtentic', generateSecret('urtentic'), 'step_completed', JSON.stringify(step));
    expect(JSON.parse(body)).toEqual({ eventName: 'step_completed', ...step });
  });

  it('urban-things: tenant_id is a number when the external id is one, the timestamp is the event’s', () => {
    const { body } = send('urban-things', 'some secret', 'order.created', '{"id":1}');
    expect(JSON.parse(body)).toEqual({
      event: 'order.created',
      tenant_id: 123,
      timestamp: '2026-03-01T09:00:00.000Z',
      data: { id: 1 },
    });
  });
});

describe('a quickstart receiver', () => {
  it('refuses a replayed delivery and processes an event once', () => {
    const memory: QuickstartMemory = { deliveryIds: new Set(), eventIds: new Set() };
    const sent = send('quickstart', 'some secret', 'ping', '{}');
    const receive = (headers: Record<string, string>) =>
      verifyQuickstart(
        { headers: { ...sent.headers, ...headers }, body: sent.body, secret: 'some secret', now: at },
        memory,
      );
    expect(receive({ 'x-webhook-signature': 'no' })).toMatchObject({ accepted: false });
    expect(receive({})).toEqual({ accepted: true, duplicateEvent: false });
    expect(receive({})).toEqual({ accepted: false, reason: 'replayed delivery id' });
    expect(receive({ 'x-webhook-delivery-id': 'dlv_2' })).toEqual({ accepted: true, duplicateEvent: true });
  });
});
