import { BASE32, ID_PREFIXES, idTime } from '#libs/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliveryId, newId, type DeliveryIdentity } from './ids.js';

const anyTime = fc.integer({ min: 0, max: 2 ** 50 - 1 });
const anyIdText = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
const anyIdentity: fc.Arbitrary<DeliveryIdentity> = fc.record({
  tenantId: anyIdText,
  eventId: anyIdText,
  endpointId: anyIdText,
  generation: fc.nat(1000),
  acceptedAtMs: anyTime,
});
const TAIL = new RegExp(`^[${BASE32}]{26}$`);

describe('newId', () => {
  it('is the prefix, the time and a tail of the alphabet', () => {
    const anyKind = fc.constantFrom(...(Object.keys(ID_PREFIXES) as (keyof typeof ID_PREFIXES)[]));
    fc.assert(
      fc.property(anyKind, anyTime, (kind, atMs) => {
        const id = newId(kind, atMs);
        expect(id.startsWith(ID_PREFIXES[kind])).toBe(true);
        expect(id.slice(ID_PREFIXES[kind].length)).toMatch(TAIL);
        expect(idTime(id)).toBe(atMs);
      }),
    );
  });

  it('carries the present time by default', () => {
    const before = Date.now();
    const atMs = idTime(newId('event'));
    expect(atMs).toBeGreaterThanOrEqual(before);
    expect(atMs).toBeLessThanOrEqual(Date.now());
  });

  it('never repeats within a millisecond, and every bit of its tail varies', () => {
    const ids = Array.from({ length: 5_000 }, () => newId('event', 0));
    expect(new Set(ids).size).toBe(ids.length);
    for (let position = 0; position < 16; position++) {
      expect(new Set(ids.map((id) => id.at(-1 - position))).size).toBe(BASE32.length);
    }
  });
});

describe('deliveryId', () => {
  it('is the same for the same event, endpoint and generation', () => {
    fc.assert(
      fc.property(anyIdentity, (identity) => {
        expect(deliveryId({ ...identity })).toBe(deliveryId(identity));
      }),
    );
  });

  it('differs as soon as one of them does', () => {
    const anyChange: fc.Arbitrary<Partial<DeliveryIdentity>> = fc.oneof(
      fc.record({ tenantId: anyIdText }),
      fc.record({ eventId: anyIdText }),
      fc.record({ endpointId: anyIdText }),
      fc.record({ generation: fc.nat(1000) }),
      // What one part loses, the next one gains.
      anyIdText.map((tenantId) => ({ tenantId, eventId: '', endpointId: '' })),
    );
    fc.assert(
      fc.property(anyIdentity, anyChange, (identity, change) => {
        const other = { ...identity, ...change };
        const same = JSON.stringify(other) === JSON.stringify(identity);
        expect(deliveryId(other) === deliveryId(identity)).toBe(same);
      }),
    );
    const parts = { tenantId: 'a', eventId: 'bc', endpointId: 'd', generation: 1, acceptedAtMs: 0 };
    expect(deliveryId(parts)).not.toBe(deliveryId({ ...parts, tenantId: 'ab', eventId: 'c' }));
    expect(deliveryId(parts)).not.toBe(deliveryId({ ...parts, endpointId: 'd1', generation: 0 }));
  });

  it("begins with the event's time, so that deliveries sort as their events were accepted", () => {
    fc.assert(
      fc.property(anyIdentity, anyIdentity, (a, b) => {
        expect(idTime(deliveryId(a))).toBe(a.acceptedAtMs);
        expect(deliveryId(a).slice(4)).toMatch(TAIL);
        if (a.acceptedAtMs < b.acceptedAtMs) expect(deliveryId(a) < deliveryId(b)).toBe(true);
      }),
    );
  });

  it('is for ever: the id that a running delivery has must come out again after a release', () => {
    const identity = {
      tenantId: 't1',
      eventId: 'evt_1',
      endpointId: 'ep_1',
      generation: 0,
      acceptedAtMs: 1_800_000_000_000,
    };
    expect(deliveryId(identity)).toBe('dlv_01mcc5rm00ca8j4sc90w32ws90');
  });
});
