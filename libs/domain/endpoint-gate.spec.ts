import { GATE_STATES } from '#libs/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyFailure, anyNow } from '../../test/support/delivery-arbitraries.js';
import type { Classification } from './classify.js';
import { afterAttempt, type EndpointGate, type GateAttempt, type GatePolicy } from './endpoint-gate.js';

type Failure = Extract<Classification, { succeeded: false }>;

const MINUTE = 60_000;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 25);
const POLICY: GatePolicy = {
  breakerFailures: 10,
  breakerCoolDownMs: 30_000,
  disableAfterMs: 5 * DAY,
  disableAfterFailures: 10,
};
const OPEN: EndpointGate = {
  gate: 'open',
  reason: null,
  because: '',
  untilMs: null,
  probeId: null,
  consecutiveFailures: 0,
  failingSinceMs: null,
  failingAlerted: false,
};

const SUCCESS: Classification = { succeeded: true, statusCode: 200 };
const failure = (statusCode: number, retryAfterMs: number | null = null): Failure => ({
  succeeded: false,
  errorKind: 'http',
  error: `the receiver answered ${statusCode}`,
  statusCode,
  retryAfterMs,
});
const attempt = (met: Classification, more: Partial<GateAttempt> = {}): GateAttempt => ({
  deliveryId: 'dlv_1',
  met,
  isProbe: false,
  askedMs: 0,
  delayMs: null,
  ...more,
});

const anyPolicy: fc.Arbitrary<GatePolicy> = fc.record({
  breakerFailures: fc.integer({ min: 1, max: 20 }),
  breakerCoolDownMs: fc.integer({ min: 1, max: 15 * MINUTE }),
  disableAfterMs: fc.integer({ min: MINUTE, max: 30 * DAY }),
  disableAfterFailures: fc.integer({ min: 1, max: 100 }),
});

/** Gates as rules leave them. */
const anyGate: fc.Arbitrary<EndpointGate> = fc
  .record({
    gate: fc.constantFrom(...GATE_STATES),
    untilMs: anyNow,
    probe: fc.boolean(),
    consecutiveFailures: fc.nat(50),
    failingSinceMs: anyNow,
    failingAlerted: fc.boolean(),
  })
  // A breaker is open after failures alone.
  .map((gate) => ({ ...gate, consecutiveFailures: gate.consecutiveFailures + Number(gate.gate === 'broken') }))
  .map(({ gate, untilMs, probe, consecutiveFailures, failingSinceMs, failingAlerted }) => ({
    gate,
    reason: { open: null, paused: 'paused', throttled: 'throttle', broken: 'breaker', draining: 'paused' }[
      gate
    ] as EndpointGate['reason'],
    because: gate === 'open' ? '' : 'because of something',
    untilMs: gate === 'throttled' || gate === 'broken' ? untilMs : null,
    probeId: gate === 'broken' && probe ? 'dlv_1' : null,
    consecutiveFailures,
    failingSinceMs: consecutiveFailures === 0 ? null : failingSinceMs,
    failingAlerted: consecutiveFailures > 0 && failingAlerted,
  }));

const anyAttempt: fc.Arbitrary<GateAttempt> = fc.record({
  deliveryId: fc.constantFrom('dlv_1', 'dlv_2'),
  met: fc.oneof(anyFailure, fc.constant(SUCCESS)),
  isProbe: fc.boolean(),
  askedMs: fc.oneof(fc.constant(0), fc.nat(DAY)),
  delayMs: fc.option(fc.nat(DAY)),
});

/** Attempts one after the other, a second apart; what became of the gate. */
function live(
  attempts: readonly GateAttempt[],
  policy: GatePolicy = POLICY,
  begin: EndpointGate = OPEN,
  apartMs = 1_000,
): { gate: EndpointGate; alerts: string[]; disable: string | null } {
  let gate = begin;
  const alerts: string[] = [];
  for (const [index, made] of attempts.entries()) {
    const effect = afterAttempt(gate, made, policy, NOW + index * apartMs);
    gate = effect.gate;
    alerts.push(...effect.alerts);
    if (effect.disable !== null) return { gate, alerts, disable: effect.disable };
  }
  return { gate, alerts, disable: null };
}

const times = (count: number, made: GateAttempt): GateAttempt[] => Array.from({ length: count }, () => made);

describe('afterAttempt: the breaker', () => {
  it('opens at the threshold and not before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.constantFrom(400, 404, 500, 503), (breakerFailures, status) => {
        const policy = { ...POLICY, breakerFailures };
        const made = attempt(failure(status));
        expect(live(times(breakerFailures - 1, made), policy).gate).toMatchObject({ gate: 'open', reason: null });
        const { gate } = live(times(breakerFailures, made), policy);
        const untilMs = NOW + (breakerFailures - 1) * 1_000 + policy.breakerCoolDownMs;
        expect(gate).toMatchObject({ gate: 'broken', reason: 'breaker', untilMs, probeId: null });
        expect(gate.because).toBe(
          `the breaker is open until ${new Date(untilMs).toISOString()}: ${breakerFailures} attempts in a row have failed, the last: the receiver answered ${status}`,
        );
      }),
    );
  });

  it('a success in between begins the count again', () => {
    const failed = attempt(failure(500));
    const { gate } = live([...times(9, failed), attempt(SUCCESS), ...times(9, failed)]);
    expect(gate).toMatchObject({ gate: 'open', consecutiveFailures: 9 });
  });

  it('each failed probe doubles the pause, up to 15 minutes; what the receiver asks for is honoured in full', () => {
    let { gate } = live(times(10, attempt(failure(500))));
    const pauses: number[] = [];
    for (let probes = 0; probes < 7; probes++) {
      const atMs = gate.untilMs ?? 0;
      gate = afterAttempt({ ...gate, probeId: 'dlv_1' }, attempt(failure(500), { isProbe: true }), POLICY, atMs).gate;
      expect(gate).toMatchObject({ gate: 'broken', probeId: null });
      pauses.push(((gate.untilMs ?? 0) - atMs) / MINUTE);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 15, 15, 15]);
    const asked = attempt(failure(503, 20 * MINUTE), { isProbe: true, askedMs: 20 * MINUTE });
    expect(afterAttempt(gate, asked, POLICY, NOW).gate.untilMs).toBe(NOW + 20 * MINUTE);
  });

  it('attempts that were on their way when it opened neither move it nor lengthen its next pause', () => {
    const failed = attempt(failure(500));
    const { gate: opened } = live(times(10, failed));
    const { gate: later } = live(times(19, failed), POLICY, opened);
    expect(later).toMatchObject({ gate: 'broken', untilMs: opened.untilMs, because: opened.because });
    const probe = attempt(failure(500), { isProbe: true });
    const pauseMs = (afterAttempt(later, probe, POLICY, NOW).gate.untilMs ?? 0) - NOW;
    expect(pauseMs).toBe(2 * POLICY.breakerCoolDownMs);
  });

  it('begins with its shortest pause, however many attempts failed before it opened', () => {
    const { gate } = live([...times(40, attempt(failure(429))), attempt(failure(500))]);
    expect(gate).toMatchObject({ gate: 'broken', untilMs: NOW + 40_000 + POLICY.breakerCoolDownMs });
  });

  it('a success closes it: what waited drains, and the endpoint counts as healthy', () => {
    const { gate: opened } = live(times(10, attempt(failure(500))));
    const { gate } = afterAttempt({ ...opened, probeId: 'dlv_1' }, attempt(SUCCESS, { isProbe: true }), POLICY, NOW);
    expect(gate).toMatchObject({
      gate: 'draining',
      untilMs: null,
      probeId: null,
      consecutiveFailures: 0,
      failingSinceMs: null,
    });
  });

  it('is never opened by 429, a healthy receiver’s word', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), anyPolicy, (count, policy) => {
        const { gate, disable } = live(times(count, attempt(failure(429))), policy);
        if (disable === null) expect(gate.gate).toBe('throttled');
      }),
    );
  });
});

describe('afterAttempt: the throttle', () => {
  it.each([
    ['429', failure(429)],
    ['502', failure(502)],
    ['504', failure(504)],
    ['503 with Retry-After', failure(503, 1_000)],
  ])('%s throttles the endpoint', (_, met) => {
    const { gate } = afterAttempt(OPEN, attempt(met, { delayMs: 5_000 }), POLICY, NOW);
    expect(gate).toMatchObject({ gate: 'throttled', reason: 'throttle', untilMs: NOW + 5_000 });
  });

  it.each([
    ['503 without Retry-After', failure(503)],
    ['500 with Retry-After', failure(500, 1_000)],
    ['no answer', { ...failure(500), errorKind: 'timeout' as const, error: 'no answer' }],
  ])('%s does not', (_, met) => {
    expect(afterAttempt(OPEN, attempt(met, { delayMs: 5_000 }), POLICY, NOW).gate.gate).toBe('open');
  });

  it('honours Retry-After in full, as far as the policy obeys it; else the backoff, but no longer than a minute', () => {
    const untilMs = (more: Partial<GateAttempt>, retryAfterMs: number | null = null) =>
      (afterAttempt(OPEN, attempt(failure(429, retryAfterMs), more), POLICY, NOW).gate.untilMs ?? 0) - NOW;
    expect(untilMs({ askedMs: 6 * 3_600_000, delayMs: 6 * 3_600_000 }, DAY)).toBe(6 * 3_600_000);
    expect(untilMs({ askedMs: 3_000, delayMs: 20_000 }, 3_000)).toBe(3_000);
    expect(untilMs({ delayMs: 20_000 })).toBe(20_000);
    expect(untilMs({ delayMs: 3_600_000 })).toBe(60_000);
    expect(untilMs({ delayMs: null })).toBe(10_000);
  });

  it('says what the receiver said', () => {
    const { gate } = afterAttempt(OPEN, attempt(failure(429, 7_000), { askedMs: 7_000 }), POLICY, NOW);
    expect(gate.because).toBe(
      `the endpoint is left alone until ${new Date(NOW + 7_000).toISOString()}: the receiver answered 429 with Retry-After 7`,
    );
  });

  it('is extended by a later word and never shortened', () => {
    fc.assert(
      fc.property(anyGate, anyAttempt, anyNow, (gate, made, nowMs) => {
        fc.pre(gate.gate === 'throttled');
        const after = afterAttempt(gate, made, POLICY, nowMs).gate;
        if (after.gate === 'throttled') expect(after.untilMs).toBeGreaterThanOrEqual(gate.untilMs ?? 0);
      }),
    );
  });

  it('a success of a redelivery that passed it does not end it', () => {
    const { gate: throttled } = afterAttempt(OPEN, attempt(failure(429), { askedMs: 60_000 }), POLICY, NOW);
    const { gate } = afterAttempt(throttled, attempt(SUCCESS), POLICY, NOW + 1);
    expect(gate).toMatchObject({ gate: 'throttled', untilMs: NOW + 60_000, consecutiveFailures: 0 });
  });
});

describe('afterAttempt: disabling', () => {
  it('410 disables at once, whatever was before', () => {
    fc.assert(
      fc.property(anyGate, anyPolicy, anyNow, (gate, policy, nowMs) => {
        const { disable, alerts } = afterAttempt(gate, attempt(failure(410)), policy, nowMs);
        expect(disable).toBe('the receiver answered 410: it wants no more');
        expect(alerts).toEqual(['endpoint.disabled']);
      }),
    );
  });

  it('failing for long disables after both limits, the time and the number, and not after one of them', () => {
    const failed = attempt(failure(500), { isProbe: true });
    const failing = (failures: number, forMs: number): EndpointGate => ({
      ...OPEN,
      consecutiveFailures: failures - 1,
      failingSinceMs: NOW - forMs,
    });
    const disable = (failures: number, forMs: number) =>
      afterAttempt(failing(failures, forMs), failed, POLICY, NOW).disable;
    expect(disable(10, 5 * DAY)).toBe(
      'every attempt has failed for 5 days, 10 in all; the last: the receiver answered 500',
    );
    expect(disable(9, 50 * DAY)).toBeNull();
    expect(disable(1_000, 5 * DAY - 1)).toBeNull();
  });

  it('as a law: only both limits, or 410', () => {
    fc.assert(
      fc.property(anyGate, anyAttempt, anyPolicy, anyNow, (gate, made, policy, nowMs) => {
        const { disable, gate: after } = afterAttempt(gate, made, policy, nowMs);
        if (disable === null) return;
        if (made.met.succeeded) expect.fail('disabled by a success');
        if (made.met.statusCode === 410) return;
        expect(after.consecutiveFailures).toBeGreaterThanOrEqual(policy.disableAfterFailures);
        expect(nowMs - (after.failingSinceMs ?? nowMs)).toBeGreaterThanOrEqual(policy.disableAfterMs);
      }),
    );
  });
});

describe('afterAttempt: alerts', () => {
  it('tells once that an endpoint fails, when its breaker opens, and once that it has recovered', () => {
    const failed = attempt(failure(500), { isProbe: true });
    const { alerts } = live([...times(40, failed), ...times(5, attempt(SUCCESS)), ...times(10, failed)]);
    expect(alerts).toEqual(['endpoint.failing', 'endpoint.recovered', 'endpoint.failing']);
  });

  it('tells it of one whose breaker never opens when half of the time is over after which it is disabled', () => {
    const throttling = times(12, attempt(failure(429)));
    const { alerts, disable } = live(throttling, POLICY, OPEN, DAY / 2);
    // Twelve attempts, half a day apart: the sixth comes after 2.5 days, the tenth has failed often enough.
    expect(alerts).toEqual(['endpoint.failing', 'endpoint.disabled']);
    expect(disable).toContain('every attempt has failed for 5 days');
  });

  it('says nothing of a few failures', () => {
    expect(live([...times(9, attempt(failure(500))), attempt(SUCCESS)]).alerts).toEqual([]);
  });

  it('as a law: over any run of attempts, failing and recovered take turns', () => {
    const anyRun = fc.array(
      fc.oneof({ arbitrary: anyAttempt, weight: 1 }, { arbitrary: fc.constant(attempt(failure(500))), weight: 4 }),
      { maxLength: 80, size: 'max' },
    );
    fc.assert(
      fc.property(anyRun, fc.integer({ min: 1, max: 10 }), (run, breakerFailures) => {
        const { alerts } = live(run, { ...POLICY, breakerFailures });
        const episodes = alerts.filter((alert) => alert !== 'endpoint.disabled');
        for (const [index, alert] of episodes.entries()) {
          expect(alert).toBe(index % 2 === 0 ? 'endpoint.failing' : 'endpoint.recovered');
        }
      }),
    );
  });
});

describe('afterAttempt: what holds of every attempt', () => {
  it('a fault of ours counts for nothing', () => {
    fc.assert(
      fc.property(anyGate, anyAttempt, anyPolicy, anyNow, (gate, made, policy, nowMs) => {
        fc.pre(!made.met.succeeded);
        const met = { ...failure(500), errorKind: 'internal' as const };
        const effect = afterAttempt(gate, { ...made, met }, policy, nowMs);
        expect(effect.gate).toBe(gate);
        expect(effect).toMatchObject({ disable: null, alerts: [] });
      }),
    );
  });

  it('a pause is a person’s: no attempt moves it', () => {
    fc.assert(
      fc.property(anyGate, anyAttempt, anyPolicy, anyNow, (gate, made, policy, nowMs) => {
        const paused: EndpointGate = { ...gate, gate: 'paused', reason: 'paused', untilMs: null, probeId: null };
        const after = afterAttempt(paused, made, policy, nowMs).gate;
        const { gate: state, reason, because, untilMs, probeId } = after;
        expect({ state, reason, because, untilMs, probeId }).toEqual({
          state: 'paused',
          reason: 'paused',
          because: paused.because,
          untilMs: null,
          probeId: null,
        });
      }),
    );
  });

  it('a gate that is not open has a reason and says it; a throttle and a breaker have an end', () => {
    fc.assert(
      fc.property(anyGate, anyAttempt, anyPolicy, anyNow, (gate, made, policy, nowMs) => {
        const { gate: after } = afterAttempt(gate, made, policy, nowMs);
        expect(after.reason === null).toBe(after.gate === 'open');
        expect(after.because === '').toBe(after.gate === 'open');
        expect(after.untilMs !== null).toBe(after.gate === 'throttled' || after.gate === 'broken');
        if (after.gate !== 'broken') expect(after.probeId).toBeNull();
        expect(after.failingSinceMs === null).toBe(after.consecutiveFailures === 0);
      }),
    );
  });

  it('a success opens nothing but a breaker and closes nothing; a failure never opens a gate', () => {
    fc.assert(
      fc.property(anyGate, anyAttempt, anyPolicy, anyNow, (gate, made, policy, nowMs) => {
        const { gate: after } = afterAttempt(gate, made, policy, nowMs);
        if (made.met.succeeded) expect(after.gate).toBe(gate.gate === 'broken' ? 'draining' : gate.gate);
        else if (gate.gate !== 'open') expect(after.gate).not.toBe('open');
        if (!made.met.succeeded && gate.gate === 'broken') expect(after.gate).toBe('broken');
      }),
    );
  });

  it('nothing to say: the very same gate, so that no row is written', () => {
    const healthy = [OPEN, { ...OPEN, gate: 'draining', reason: 'paused', because: 'x' } as const];
    for (const gate of healthy) expect(afterAttempt(gate, attempt(SUCCESS), POLICY, NOW).gate).toBe(gate);
  });
});
