import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../../test/support/arbitraries.js';
import { PROFILE_NAMES, type ProfileName } from '#libs/contracts';
import {
  type Envelope,
  generateSecret,
  type ProfileOptions,
  profileVersion,
  renderBody,
  renderRequest,
  resolveProfile,
  type SignableEvent,
  verifyRequest,
} from './index.js';

interface Variant {
  title: string;
  profile: ProfileName;
  options?: ProfileOptions;
}

const custom = (title: string, options: ProfileOptions): Variant => ({
  title: `custom, ${title}`,
  profile: 'custom',
  options,
});

const VARIANTS: Variant[] = [
  ...PROFILE_NAMES.map((profile) => ({ title: profile, profile })),
  { title: 'standard-webhooks, v1a', profile: 'standard-webhooks', options: { signatureVersion: 'v1a' } },
  { title: 'urtentic, prefix', profile: 'urtentic', options: { signaturePrefix: true } },
  custom('everything chosen', {
    body: '{"kind": {{eventType}}, "id": {{eventId}}, "tenant": {{tenantId}}, "at": {{createdUnix}}, "of": [{{data}}]}',
    headers: { 'X-Acme-Time': '{{timestamp}}', 'x-acme-id': '{{eventId}}', 'x-acme-info': 'd={{deliveryId}}' },
    signatureHeader: 'X-Acme-Signature',
    algorithm: 'sha512',
    encoding: 'base64',
    signaturePrefix: 'v2:',
    signatureSeparator: ' ',
    signedContent: '{{eventId}}|{{timestamp}}|{{body}}|end',
    keyEncoding: 'hex',
    timestampFormat: 'rfc3339',
  }),
  custom('flat, sha1, milliseconds', {
    body: '{"what":{{eventType}}{{dataMembers}}}',
    headers: { 'x-time': '{{timestamp}}' },
    algorithm: 'sha1',
    keyEncoding: 'whsec',
    timestampFormat: 'unix-ms',
    toleranceSeconds: 10,
  }),
  custom('canonical', { body: '{"b":{{data}},"a":{{eventType}}}', canonicalJson: true, keyEncoding: 'base64' }),
];

const jsonText = (value: unknown, indent: number): string => JSON.stringify(value, null, indent);
const eventArbitrary: fc.Arbitrary<SignableEvent> = fc.record({
  id: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
  type: fc.stringMatching(/^[a-z]{1,9}(\.[a-z_]{1,9}){0,2}$/),
  created: fc
    .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  // Members that no template names itself, so that the data fits the flat profiles too.
  data: fc
    .tuple(
      fc.dictionary(
        anyText.map((key) => `_${key}`),
        fc.jsonValue(),
      ),
      fc.nat({ max: 2 }),
    )
    .map(([value, indent]) => jsonText(value, indent)),
});
const inputArbitrary = fc.record({
  event: eventArbitrary,
  deliveryId: fc.stringMatching(/^dlv_[a-z0-9]{10}$/),
  tenantExternalId: fc.oneof(fc.maxSafeNat(), fc.string()),
  at: fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
});

describe.each(VARIANTS)('$title', ({ profile, options }) => {
  const resolved = resolveProfile(profile, options);
  const envelopeFor = (tenantExternalId: string | number): Envelope => ({
    profile,
    version: profileVersion(profile),
    options,
    tenantExternalId,
  });
  const secret = generateSecret(profile, options);
  const otherSecret = generateSecret(profile, options);
  const check = (secrets: string[], request: { headers: Record<string, string>; body: string | Buffer }, now: Date) =>
    verifyRequest({ profile, options, secrets, now, ...request });

  it('verifies what it renders, and the body is JSON', () => {
    fc.assert(
      fc.property(inputArbitrary, ({ event, deliveryId, tenantExternalId, at }) => {
        const envelope = envelopeFor(tenantExternalId);
        const request = renderRequest({ envelope, event, deliveryId, secrets: [secret], at });
        JSON.parse(request.body);
        const result = check([secret], { ...request, body: Buffer.from(request.body) }, at);
        expect(result.checks.filter(({ ok }) => !ok)).toEqual([]);
        expect(result).toMatchObject({ valid: true, expected: { header: request.headers[resolved.signature.header] } });
        expect(result.reason).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });

  it('gives the same body bytes on every render, whenever and with whatever secret', () => {
    fc.assert(
      fc.property(inputArbitrary, ({ event, deliveryId, tenantExternalId, at }) => {
        const envelope = envelopeFor(tenantExternalId);
        const stored: Envelope = JSON.parse(JSON.stringify(envelope));
        const first = renderRequest({ envelope, event, deliveryId, secrets: [secret], at });
        const later = new Date(at.getTime() + 86_400_000);
        const second = renderRequest({ envelope: stored, event, deliveryId, secrets: [otherSecret], at: later });
        expect(second.body).toBe(first.body);
        expect(renderBody(envelope, event)).toBe(first.body);
      }),
      { numRuns: 50 },
    );
  });

  it('carries the data byte for byte, or in the canonical form', () => {
    fc.assert(
      fc.property(inputArbitrary, ({ event, tenantExternalId }) => {
        const body = renderBody(envelopeFor(tenantExternalId), event);
        if (resolved.canonicalJson) expect(body).toBe(JSON.stringify(JSON.parse(body)));
        else if (resolved.body.includes('{{data}}')) expect(body).toContain(event.data);
        else if (event.data !== '{}') expect(body.endsWith(event.data.slice(1))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses a changed body, wherever the change is', () => {
    fc.assert(
      fc.property(inputArbitrary, fc.nat(), fc.integer({ min: 1, max: 255 }), (input, position, flip) => {
        const { event, deliveryId, tenantExternalId, at } = input;
        const envelope = envelopeFor(tenantExternalId);
        const request = renderRequest({ envelope, event, deliveryId, secrets: [secret], at });
        const body = Buffer.from(request.body);
        const index = position % body.length;
        body[index] = (body[index] ?? 0) ^ flip;
        const result = check([secret], { ...request, body }, at);
        expect(result.valid).toBe(false);
        expect(result.checks.find(({ name }) => name === 'signature')?.ok).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses another secret, never repeats one, and accepts when one of several fits', () => {
    fc.assert(
      fc.property(inputArbitrary, ({ event, deliveryId, tenantExternalId, at }) => {
        const envelope = envelopeFor(tenantExternalId);
        const request = renderRequest({ envelope, event, deliveryId, secrets: [secret], at });
        const refused = check([otherSecret], request, at);
        expect(refused).toMatchObject({ valid: false, reason: expect.stringContaining('does not match') });
        expect(JSON.stringify(refused)).not.toContain(otherSecret);
        expect(check([otherSecret, secret], request, at).valid).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('refuses an old timestamp and one from the future, where there is one', () => {
    fc.assert(
      fc.property(inputArbitrary, fc.integer({ min: 1, max: 1_000_000 }), (input, beyondSeconds) => {
        const { event, deliveryId, tenantExternalId, at } = input;
        const request = renderRequest({
          envelope: envelopeFor(tenantExternalId),
          event,
          deliveryId,
          secrets: [secret],
          at,
        });
        const seconds = (resolved.toleranceSeconds ?? 300) + beyondSeconds;
        const late = check([secret], request, new Date(at.getTime() + seconds * 1000));
        const early = check([secret], request, new Date(at.getTime() - seconds * 1000));
        if (!resolved.hasTimestamp) {
          expect([late.valid, early.valid]).toEqual([true, true]);
          return;
        }
        expect(late).toMatchObject({ valid: false, reason: expect.stringContaining('stale timestamp') });
        expect(early).toMatchObject({ valid: false, reason: expect.stringContaining('future') });
        const last = new Date(at.getTime() + (resolved.toleranceSeconds ?? 0) * 1000);
        expect(check([secret], request, last).valid).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('refuses a changed timestamp or id where it is signed', () => {
    const at = new Date('2026-03-01T10:00:00.500Z');
    const event = { id: 'evt_1', type: 'order.created', created: at.toISOString(), data: '{"n":1}' };
    const envelope = envelopeFor(7);
    const request = renderRequest({ envelope, event, deliveryId: 'dlv_1', secrets: [secret], at });
    const later = new Date(at.getTime() + 5_000);
    const moved = renderRequest({
      envelope,
      event: { ...event, id: 'evt_2' },
      deliveryId: 'dlv_2',
      secrets: [secret],
      at: later,
    });
    for (const [name, template] of Object.entries(resolved.headers)) {
      const placeholder = /^\{\{(\w+)\}\}$/.exec(template)?.[1];
      if (placeholder === undefined || !resolved.signature.signedContent.includes(`{{${placeholder}}}`)) continue;
      const headers = { ...request.headers, [name]: moved.headers[name] ?? '' };
      expect(headers[name]).not.toBe(request.headers[name]);
      expect(check([secret], { headers, body: request.body }, at)).toMatchObject({ valid: false });
    }
  });

  it('says which header is missing', () => {
    const at = new Date('2026-03-01T10:00:00.000Z');
    const event = { id: 'evt_1', type: 'order.created', created: at.toISOString(), data: '{"n":1}' };
    const request = renderRequest({ envelope: envelopeFor('x'), event, deliveryId: 'dlv_1', secrets: [secret], at });
    const { header } = resolved.signature;
    const headers: Record<string, string | undefined> = { ...request.headers, [header]: undefined };
    expect(verifyRequest({ profile, options, secrets: [secret], headers, body: request.body, now: at })).toMatchObject({
      valid: false,
      reason: expect.stringContaining(`missing header: ${header}`),
    });
  });
});

describe('the profiles as data', () => {
  it.each(VARIANTS)('$title is consistent with itself', ({ profile, options }) => {
    const resolved = resolveProfile(profile, options);
    const { signature, headers } = resolved;
    expect(resolved.name).toBe(profile);
    expect(resolved.hasTimestamp).toBe(resolved.toleranceSeconds !== null);
    expect(resolved.hasTimestamp).toBe(
      signature.timestampPrefix !== null || Object.values(headers).includes('{{timestamp}}'),
    );
    if (resolved.multiSignature) expect(signature.separator).not.toBeNull();
    expect(signature.signedContent).toContain('{{body}}');
    for (const name of [...Object.keys(headers), signature.header]) expect(name).toBe(name.toLowerCase());
  });
});
