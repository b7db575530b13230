import { isFinal, ORDERING_POLICIES, type OrderingPolicy, type RetryPolicyObject } from '#libs/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anyDelivery,
  anyFailure,
  anyNow,
  anyPolicy,
  anyResult,
  anySchedule,
} from '../../test/support/delivery-arbitraries.js';
import { classify, type Classification } from './classify.js';
import type { DeliveryState } from './delivery-state.js';
import { nextStep } from './next-step.js';
import { isRetried, obeyedRetryAfterMs, PRESETS, retryDelayMs } from './retry-policy.js';

const anyClaimed = anyDelivery(['delivering']).map((delivery) => ({ ...delivery, nextAttemptAtMs: null }));

function decide(policy: RetryPolicyObject, delivery: DeliveryState, met: Classification, nowMs: number) {
  return nextStep(policy, delivery, delivery.attemptCount + 1, met, nowMs);
}

describe('nextStep', () => {
  it('counts every attempt, and ends or waits: an end has no due time, a wait has one that is not past', () => {
    fc.assert(
      fc.property(anyPolicy, anyClaimed, anyResult, anyNow, (policy, delivery, result, nowMs) => {
        const { outcome, change } = decide(policy, delivery, classify(result, nowMs), nowMs);
        expect(change.attemptCount).toBe(delivery.attemptCount + 1);
        expect(change.nextTrigger).toBe('schedule');
        expect(change.because).not.toBe('');
        if (outcome === 'retry') {
          expect(change.status).toBe('waiting');
          expect(change.waitReason).toMatch(/^(backoff|retry-after)$/);
          expect(Number.isSafeInteger(change.nextAttemptAtMs)).toBe(true);
          expect(change.nextAttemptAtMs).toBeGreaterThanOrEqual(nowMs);
        } else {
          expect(change.status).toBe(outcome);
          expect(change.nextAttemptAtMs).toBeNull();
          expect(change.waitReason).toBeNull();
        }
        expect(outcome === 'succeeded').toBe(result.kind === 'response' && result.statusCode < 300);
      }),
    );
  });

  it('uses up one step of the schedule with each failure, whatever triggered the attempt', () => {
    fc.assert(
      fc.property(anyPolicy, anyClaimed, anyFailure, anyNow, (policy, delivery, met, nowMs) => {
        fc.pre(met.statusCode !== 410);
        expect(decide(policy, delivery, met, nowMs).change.scheduleStep).toBe(delivery.scheduleStep + 1);
      }),
    );
  });

  it('retries while the policy retries the outcome and has a step left', () => {
    fc.assert(
      fc.property(anyPolicy, anyClaimed, anyFailure, anyNow, (policy, delivery, met, nowMs) => {
        const retried = isRetried(policy, { ...met, hasRetryAfter: met.retryAfterMs !== null });
        const hasStep = retryDelayMs(policy, delivery.scheduleStep, '') !== null;
        const wanted = met.statusCode !== 410;
        expect(decide(policy, delivery, met, nowMs).outcome).toBe(retried && hasStep && wanted ? 'retry' : 'failed');
      }),
    );
  });

  it('waits for the backoff, or for Retry-After where that is longer: it never shortens', () => {
    fc.assert(
      fc.property(anySchedule, anyClaimed, anyFailure, anyNow, (policy, delivery, met, nowMs) => {
        const { outcome, change } = decide(policy, delivery, met, nowMs);
        if (outcome !== 'retry') return;
        const seed = `${delivery.id}:${delivery.attemptCount + 1}`;
        const backoffMs = retryDelayMs(policy, delivery.scheduleStep, seed) ?? 0;
        const askedMs = obeyedRetryAfterMs(policy, met.retryAfterMs);
        expect(change.nextAttemptAtMs).toBe(nowMs + Math.max(backoffMs, askedMs));
        expect(change.waitReason).toBe(askedMs > backoffMs ? 'retry-after' : 'backoff');
      }),
    );
  });

  it('decides the same for the same attempt, jitter included', () => {
    fc.assert(
      fc.property(anyPolicy, anyClaimed, anyFailure, anyNow, (policy, delivery, met, nowMs) => {
        const copy = structuredClone({ policy, delivery, met });
        expect(decide(copy.policy, copy.delivery, copy.met, nowMs)).toEqual(decide(policy, delivery, met, nowMs));
      }),
    );
  });

  it.each([
    ['shop', [60, 300, 900, 3600, 21_600]],
    ['leads', [2, 4, 8, 16, 32]],
    ['none', []],
  ] as const)('%s: due times after each failure, then failed', (name, seconds) => {
    const nowMs = Date.UTC(2026, 10, 23);
    const met: Classification = {
      succeeded: false,
      errorKind: 'http',
      statusCode: 500,
      error: 'x',
      retryAfterMs: null,
    };
    let delivery: DeliveryState = {
      id: 'dlv_1',
      status: 'delivering',
      attemptCount: 0,
      scheduleStep: 0,
      nextAttemptAtMs: null,
      waitReason: null,
      nextTrigger: 'schedule',
      because: '',
      expiresAtMs: null,
      createdAtMs: nowMs,
      ordered: false,
      parked: false,
      forced: false,
    };
    const dueAfter: number[] = [];
    for (let attempts = 0; attempts < 10 && !isFinal(delivery.status); attempts++) {
      delivery = { ...delivery, ...decide(PRESETS[name], delivery, met, nowMs).change };
      if (delivery.nextAttemptAtMs !== null) dueAfter.push((delivery.nextAttemptAtMs - nowMs) / 1000);
    }
    expect(dueAfter).toEqual(seconds);
    expect(delivery).toMatchObject({ status: 'failed', attemptCount: seconds.length + 1 });
    expect(delivery.because).toContain('no attempt left');
  });

  it('says why it waits or ended', () => {
    const nowMs = Date.UTC(2026, 10, 23);
    const because = (policy: RetryPolicyObject, statusCode: number, retryAfter?: string) => {
      const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
      const met = classify({ kind: 'response', statusCode, headers, durationMs: 1 }, nowMs);
      const delivery = fc.sample(anyClaimed, 1)[0];
      if (delivery === undefined) throw new Error('no sample');
      return decide(policy, { ...delivery, scheduleStep: 0 }, met, nowMs).change.because;
    };
    expect(because(PRESETS.shop, 204)).toBe('the receiver answered 204');
    expect(because(PRESETS.shop, 500)).toBe('the receiver answered 500');
    expect(because(PRESETS.shop, 429, '120')).toBe('the receiver answered 429 with Retry-After 120');
    expect(because(PRESETS.shop, 429, '30')).toBe('the receiver answered 429');
    expect(because(PRESETS.shop, 404)).toBe('the receiver answered 404, which the retry policy does not retry');
    expect(because(PRESETS.none, 500)).toBe('the receiver answered 500, and the retry policy has no attempt left');
  });

  describe('of an ordered delivery', () => {
    const anyOrdered = anyClaimed.map((delivery) => ({ ...delivery, ordered: true }));
    const anyOrderingPolicy = fc.constantFrom(...ORDERING_POLICIES);
    const after = (delivery: DeliveryState, met: Classification, orderingPolicy: OrderingPolicy, nowMs: number) =>
      nextStep(PRESETS.none, delivery, delivery.attemptCount + 1, met, nowMs, orderingPolicy);

    it('block: a head with no attempt left is held, and is not parked', () => {
      fc.assert(
        fc.property(anyOrdered, anyFailure, anyNow, (delivery, met, nowMs) => {
          fc.pre(met.statusCode !== 410);
          const { outcome, change } = after(delivery, met, 'block', nowMs);
          expect(outcome).toBe('failed');
          expect(change).toMatchObject({
            status: 'held',
            waitReason: 'exhausted',
            nextAttemptAtMs: null,
            forced: false,
          });
          expect(change.parked).toBeUndefined();
          expect(change.because).toContain('the line of its ordering key waits until it is redelivered or cancelled');
        }),
      );
    });

    it.each([
      ['park', true],
      ['skip', undefined],
    ] as const)('%s: it has failed, the line goes on', (orderingPolicy, parked) => {
      fc.assert(
        fc.property(anyOrdered, anyFailure, anyNow, (delivery, met, nowMs) => {
          fc.pre(met.statusCode !== 410);
          const { outcome, change } = after(delivery, met, orderingPolicy, nowMs);
          expect(outcome).toBe('failed');
          expect(change).toMatchObject({ status: 'failed', waitReason: null, nextAttemptAtMs: null });
          expect(change.parked).toBe(parked);
        }),
      );
    });

    it('while attempts are left, and when it succeeds, it is treated as any other', () => {
      fc.assert(
        fc.property(
          anyPolicy,
          anyOrdered,
          anyResult,
          anyOrderingPolicy,
          anyNow,
          (policy, ordered, result, line, now) => {
            const number = ordered.attemptCount + 1;
            const decision = nextStep(policy, ordered, number, classify(result, now), now, line);
            fc.pre(decision.outcome !== 'failed');
            const free = { ...ordered, ordered: false };
            expect(decision).toEqual(nextStep(policy, free, number, classify(result, now), now, line));
          },
        ),
      );
    });

    it('a delivery in no line is never held or parked', () => {
      fc.assert(
        fc.property(anyClaimed, anyFailure, anyOrderingPolicy, anyNow, (delivery, met, orderingPolicy, nowMs) => {
          const { change } = after({ ...delivery, ordered: false }, met, orderingPolicy, nowMs);
          expect(change.status).toBe('failed');
          expect(change.parked).toBeUndefined();
        }),
      );
    });
  });

  it('410 ends it under every policy, also as the head of a line, which then has nothing to wait for', () => {
    const anyLine = fc.record({ ordered: fc.boolean(), orderingPolicy: fc.constantFrom(...ORDERING_POLICIES) });
    fc.assert(
      fc.property(anyPolicy, anyClaimed, anyFailure, anyLine, anyNow, (policy, delivery, failure, line, nowMs) => {
        const met = { ...failure, errorKind: 'http' as const, statusCode: 410 };
        const claimed = { ...delivery, ordered: line.ordered };
        const { outcome, change } = nextStep(policy, claimed, 7, met, nowMs, line.orderingPolicy);
        expect(outcome).toBe('failed');
        expect(change).toMatchObject({ status: 'failed', attemptCount: 7, nextAttemptAtMs: null, waitReason: null });
        expect(change.because).toBe(`${met.error}, which disables the endpoint`);
      }),
    );
  });
});
