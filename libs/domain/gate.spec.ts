import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyDelivery, anyNow } from '../../test/support/delivery-arbitraries.js';
import { GATE_REASONS, GATE_STATES } from '#libs/contracts';
import { gate, type EndpointState } from './gate.js';

const anyEndpoint: fc.Arbitrary<EndpointState> = fc.record({
  gate: fc.constantFrom(...GATE_STATES),
  reason: fc.option(fc.constantFrom(...GATE_REASONS)),
  because: fc.constantFrom('', 'the endpoint is paused'),
  untilMs: fc.option(anyNow),
  probeId: fc.option(fc.nat(50).map((number) => `dlv_${number}`)),
  stopped: fc.boolean(),
  status: fc.constantFrom('active', 'disabled'),
  deleted: fc.boolean(),
  maximumAgeMs: fc.option(fc.nat(100_000_000_000)),
});
const anyClaimed = anyDelivery(['delivering']);
const OPEN: EndpointState = {
  status: 'active',
  deleted: false,
  maximumAgeMs: null,
  stopped: false,
  gate: 'open',
  reason: null,
  because: '',
  untilMs: null,
  probeId: null,
};

describe('gate', () => {
  it('stops as cancelled, with a reason and no due time; a stop comes before every hold', () => {
    fc.assert(
      fc.property(anyEndpoint, anyClaimed, anyNow, (endpoint, delivery, nowMs) => {
        const verdict = gate(endpoint, delivery, nowMs);
        const expired = delivery.expiresAtMs !== null && delivery.expiresAtMs <= nowMs;
        const tooOld = endpoint.maximumAgeMs !== null && nowMs - delivery.createdAtMs > endpoint.maximumAgeMs;
        const stopped = endpoint.deleted || endpoint.status === 'disabled' || expired || tooOld;
        expect(verdict.kind === 'stop').toBe(stopped);
        if (verdict.kind !== 'stop') return;
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
        if (gate(endpoint, delivery, nowMs).kind !== 'stop') return;
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

  describe('of an endpoint that is not open', () => {
    const due = { ...fc.sample(anyClaimed, 1)[0]!, id: 'dlv_due', createdAtMs: 0, expiresAtMs: null, forced: false };
    const paused: EndpointState = { ...OPEN, gate: 'paused', reason: 'paused', because: 'the endpoint is paused' };
    const throttled: EndpointState = { ...OPEN, gate: 'throttled', reason: 'throttle', because: '429', untilMs: 2000 };
    const broken: EndpointState = { ...OPEN, gate: 'broken', reason: 'breaker', because: 'down', untilMs: 500 };
    const draining: EndpointState = { ...OPEN, gate: 'draining', reason: 'paused', because: 'drains' };

    it.each([
      ['a paused one holds', paused, {}, 'paused'],
      ['a paused one holds a redeliver too', paused, { nextTrigger: 'redeliver' as const }, 'paused'],
      ['a paused one holds what its gate let go before', paused, { nextTrigger: 'resume' as const }, 'paused'],
      ['a stopped tenant holds whatever the gate says', { ...OPEN, stopped: true }, {}, 'paused'],
      [
        'a stopped tenant holds a redeliver',
        { ...OPEN, stopped: true },
        { nextTrigger: 'redeliver' as const },
        'paused',
      ],
      ['a throttled one holds until its time', throttled, {}, 'throttle'],
      ['a broken one holds all but its probe, however late it is', broken, {}, 'breaker'],
      ['a draining one holds what has not had its turn', draining, {}, 'paused'],
    ])('%s', (_, endpoint, change, waitReason) => {
      const verdict = gate(endpoint, { ...due, nextTrigger: 'schedule', ...change }, 1000);
      expect(verdict).toMatchObject({ kind: 'hold', change: { status: 'held', waitReason } });
    });

    it.each([
      ['forced past a pause', paused, { forced: true }],
      ['forced past a stopped tenant', { ...OPEN, stopped: true }, { forced: true }],
      ['redelivered past a throttle', throttled, { nextTrigger: 'redeliver' as const }],
      ['redelivered past a breaker', broken, { nextTrigger: 'redeliver' as const }],
      ['the probe of a breaker', { ...broken, probeId: due.id }, {}],
      ['let go by a draining gate', draining, { nextTrigger: 'resume' as const }],
      ['at the end of a throttle', { ...throttled, untilMs: 1000 }, {}],
    ])('sends what is %s', (_, endpoint, change) => {
      expect(gate(endpoint, { ...due, nextTrigger: 'schedule', ...change }, 1000)).toEqual({ kind: 'send' });
    });
  });
});
