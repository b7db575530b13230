import { COMMAND_KINDS, isFinal, type CommandKind, type RetryPolicyObject } from '#libs/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyResult } from '../../test/support/delivery-arbitraries.js';
import { classify, type AttemptResult } from './classify.js';
import type { DeliveryState } from './delivery-state.js';
import { nextStep } from './next-step.js';
import { transition, type DeliveryCommand } from './transition.js';

/**
 * A delivery as rows and rules make it: commands are noted and applied between attempts, an attempt is claimed when it
 * is due and no command waits, and its outcome is recorded. The same order of things that the repositories keep.
 */
class Delivery {
  state: DeliveryState = {
    id: 'dlv_walk',
    status: 'pending',
    attemptCount: 0,
    scheduleStep: 0,
    nextAttemptAtMs: null,
    waitReason: null,
    nextTrigger: 'schedule',
    because: '',
    expiresAtMs: null,
    createdAtMs: 0,
    ordered: false,
    parked: false,
    forced: false,
  };
  nowMs = 0;
  waiting: DeliveryCommand[] = [];
  /** Requests that went out, recorded or not. */
  posts = 0;
  /** Times that the schedule began anew. */
  restarts = 0;
  ends = 0;
  /** The delivery as it was when the attempt in flight was claimed. */
  private claimed: DeliveryState | null = null;

  constructor(readonly policy: RetryPolicyObject) {}

  get isInFlight(): boolean {
    return this.claimed !== null;
  }

  /** @returns false where the API answers 409 */
  give(kind: CommandKind): boolean {
    if (kind === 'cancel' && isFinal(this.state.status)) return false;
    this.waiting.push({ kind, attemptsSeen: this.state.attemptCount });
    return true;
  }

  apply(): void {
    if (this.isInFlight) return;
    for (const command of this.waiting) {
      const before = this.state;
      this.move(transition(before, command, this.nowMs).change);
      if (isFinal(before.status) && this.state.status === 'pending') this.restarts += 1;
    }
    this.waiting = [];
  }

  /** Lets time pass until the next attempt is due, and claims it. */
  claim(): boolean {
    if (this.isInFlight || this.waiting.length > 0 || isFinal(this.state.status)) return false;
    this.nowMs = Math.max(this.nowMs, this.state.nextAttemptAtMs ?? 0);
    this.claimed = this.state;
    this.state = { ...this.state, status: 'delivering' };
    this.posts += 1;
    return true;
  }

  record(result: AttemptResult): void {
    if (this.claimed === null) return;
    this.nowMs += result.durationMs;
    const number = this.state.attemptCount + 1;
    this.claimed = null;
    this.move(nextStep(this.policy, this.state, number, classify(result, this.nowMs), this.nowMs).change);
  }

  /** The process dies after the request: the lease ends, nothing is recorded. */
  lose(): void {
    this.claimed = null;
  }

  private move(change: Partial<DeliveryState>): void {
    const wasFinal = isFinal(this.state.status);
    this.state = { ...this.state, ...change };
    if (!wasFinal && isFinal(this.state.status)) this.ends += 1;
  }
}

type Step =
  { do: 'give'; kind: CommandKind } | { do: 'apply' } | { do: 'claim' } | { do: 'record'; result: AttemptResult };

const failure: fc.Arbitrary<AttemptResult> = fc.constant({
  kind: 'response',
  statusCode: 500,
  headers: {},
  durationMs: 10,
});
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('give' as const), kind: fc.constantFrom(...COMMAND_KINDS) }),
  fc.constant({ do: 'apply' as const }),
  { arbitrary: fc.constant({ do: 'claim' as const }), weight: 3 },
  // Mostly failures, or no walk would come far.
  {
    arbitrary: fc.record({ do: fc.constant('record' as const), result: fc.oneof(failure, failure, anyResult) }),
    weight: 3,
  },
);
const anyWalk = fc.array(anyStep, { maxLength: 60, size: 'max' });
const anyShortPolicy: fc.Arbitrary<RetryPolicyObject> = fc.oneof(
  fc.array(fc.constantFrom('1s', '5m'), { maxLength: 4 }).map((schedule) => ({ schedule })),
  fc.integer({ min: 1, max: 5 }).map((maximumAttempts) => ({ initialInterval: '1s', maximumAttempts })),
);

function attemptsOf(policy: RetryPolicyObject): number {
  return 'schedule' in policy ? policy.schedule.length + 1 : (policy.maximumAttempts ?? 10);
}

function take(delivery: Delivery, step: Step): void {
  if (step.do === 'give') delivery.give(step.kind);
  else if (step.do === 'apply') delivery.apply();
  else if (step.do === 'claim') delivery.claim();
  else delivery.record(step.result);
}

/** The laws that do not hold of a delivery now. */
function brokenLaws(delivery: Delivery): string[] {
  const { posts, ends, restarts, isInFlight, nowMs } = delivery;
  const { status, attemptCount, nextAttemptAtMs } = delivery.state;
  const laws = {
    'one end for each beginning': ends === restarts + Number(isFinal(status)),
    'every attempt is counted once': posts === attemptCount + Number(isInFlight),
    'no more attempts than policy and redeliveries allow': posts <= attemptsOf(delivery.policy) * (restarts + 1),
    'nothing is due after the end': !isFinal(status) || nextAttemptAtMs === null,
    'a wait has a due time that is not past': status !== 'waiting' || (nextAttemptAtMs ?? -1) >= nowMs,
  };
  return Object.entries(laws).flatMap(([law, holds]) => (holds ? [] : [law]));
}

describe('any walk of attempts and commands', () => {
  it('ends once for each time it was begun, and makes no more attempts than policy and redeliveries allow', () => {
    fc.assert(
      fc.property(anyShortPolicy, anyWalk, (policy, walk) => {
        const delivery = new Delivery(policy);
        for (const step of walk) {
          take(delivery, step);
          const broken = brokenLaws(delivery);
          if (broken.length > 0) expect.fail(`${broken.join(', ')}: ${JSON.stringify(delivery)}`);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('sends nothing after a cancel, unless a redeliver was given after it', () => {
    fc.assert(
      fc.property(anyShortPolicy, anyWalk, anyWalk, (policy, before, after) => {
        const delivery = new Delivery(policy);
        for (const step of before) take(delivery, step);
        if (!delivery.give('cancel')) return;
        const sent = delivery.posts;
        for (const step of after) {
          if (step.do === 'give' && step.kind === 'redeliver') continue;
          take(delivery, step);
        }
        expect(delivery.posts).toBe(sent);
        delivery.record({ kind: 'response', statusCode: 500, headers: {}, durationMs: 1 });
        delivery.apply();
        expect(delivery.state.status).toMatch(/^(cancelled|succeeded)$/);
      }),
      { numRuns: 500 },
    );
  });

  it('sends once for any number of redeliveries given during one attempt or one wait', () => {
    const anyCount = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(anyShortPolicy, anyWalk, anyCount, anyResult, (policy, before, count, result) => {
        const delivery = new Delivery(policy);
        for (const step of before) take(delivery, step);
        delivery.apply();
        const wasInFlight = delivery.isInFlight;
        const { posts } = delivery;
        for (let given = 0; given < count; given++) delivery.give('redeliver');
        if (wasInFlight) {
          // Only what was given now: earlier commands of the walk may ask for more.
          if (delivery.waiting.length > count) return;
          delivery.record(result);
          delivery.apply();
          expect(delivery.posts).toBe(posts);
          expect(delivery.state.nextTrigger).toBe('schedule');
          return;
        }
        delivery.apply();
        expect(delivery.state).toMatchObject({ status: 'pending', nextTrigger: 'redeliver' });
        expect(delivery.claim()).toBe(true);
        delivery.record(result);
        delivery.apply();
        expect(delivery.posts).toBe(posts + 1);
        expect(delivery.state.nextTrigger).toBe('schedule');
      }),
      { numRuns: 500 },
    );
  });

  it('goes on after a lost attempt with the same number, and obeys what was asked meanwhile', () => {
    fc.assert(
      fc.property(anyShortPolicy, anyWalk, fc.constantFrom(...COMMAND_KINDS), (policy, before, kind) => {
        const delivery = new Delivery(policy);
        for (const step of before) take(delivery, step);
        delivery.apply();
        if (!delivery.isInFlight && !delivery.claim()) return;
        const { attemptCount } = delivery.state;
        delivery.waiting = [];
        delivery.give(kind);
        delivery.lose();
        delivery.apply();
        expect(delivery.state.attemptCount).toBe(attemptCount);
        expect(delivery.state.status).toBe(kind === 'cancel' ? 'cancelled' : 'pending');
        expect(delivery.claim()).toBe(kind === 'redeliver');
      }),
      { numRuns: 500 },
    );
  });
});
