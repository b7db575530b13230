import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyDelivery, anyNow } from '../../test/support/delivery-arbitraries.js';
import type { EndpointState } from './delivery-state.js';
import { gate } from './gate.js';

const anyEndpoint: fc.Arbitrary<EndpointState> = fc.record({
  status: fc.constantFrom('active', 'disabled'),
  deleted: fc.boolean(),
  maximumAgeMs: fc.option(fc.nat(100_000_000_000)),
});
const anyClaimed = anyDelivery(['delivering']);
const OPEN: EndpointState = { status: 'active', deleted: false, maximumAgeMs: null };

describe('gate', () => {
  it('stops as cancelled, with a reason and no due time, or sends', () => {
    fc.assert(
      fc.property(anyEndpoint, anyClaimed, anyNow, (endpoint, delivery, nowMs) => {
        const verdict = gate(endpoint, delivery, nowMs);
        const expired = delivery.expiresAtMs !== null && delivery.expiresAtMs <= nowMs;
        const tooOld = endpoint.maximumAgeMs !== null && nowMs - delivery.createdAtMs > endpoint.maximumAgeMs;
        const stopped = endpoint.deleted || endpoint.status === 'disabled' || expired || tooOld;
        expect(verdict.kind).toBe(stopped ? 'stop' : 'send');
        if (verdict.kind === 'send') return;
        expect(verdict.change).toMatchObject({ status: 'cancelled', nextAttemptAtMs: null, waitReason: null });
        expect(verdict.change.because).not.toBe('');
        // No attempt was made, so none is counted and no step is used up.
        expect(verdict.change).not.toHaveProperty('attemptCount');
        expect(verdict.change).not.toHaveProperty('scheduleStep');
      }),
    );
  });

  it('stops for good: later than a moment of stopping it never sends again', () => {
    fc.assert(
      fc.property(anyEndpoint, anyClaimed, anyNow, fc.nat(10 ** 9), (endpoint, delivery, nowMs, laterMs) => {
        if (gate(endpoint, delivery, nowMs).kind === 'send') return;
        expect(gate(endpoint, delivery, nowMs + laterMs).kind).toBe('stop');
      }),
    );
  });

  it.each([
    ['a deleted endpoint', { ...OPEN, deleted: true }, {}, 'the endpoint was deleted'],
    ['a disabled endpoint', { ...OPEN, status: 'disabled' as const }, {}, 'the endpoint is disabled'],
    ['an event at its expiry', OPEN, { expiresAtMs: 1000 }, 'expired'],
    [
      'one older than the maximum age',
      { ...OPEN, maximumAgeMs: 999 },
      {},
      'older than the maximum age that its endpoint allows',
    ],
  ])('names its reason: %s', (_, endpoint, change, because) => {
    const [delivery] = fc.sample(anyClaimed, 1);
    if (delivery === undefined) throw new Error('no sample');
    const now = { ...delivery, createdAtMs: 0, expiresAtMs: null, ...change };
    expect(gate(endpoint, now, 1000)).toMatchObject({ kind: 'stop', change: { because } });
    expect(gate({ ...OPEN, maximumAgeMs: 1000 }, { ...now, expiresAtMs: 1001 }, 1000)).toEqual({ kind: 'send' });
  });
});
