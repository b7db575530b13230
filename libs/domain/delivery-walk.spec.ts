import { COMMAND_KINDS, isFinal, type CommandKind, type RetryPolicyObject } from '#libs/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyResult } from '../../test/support/delivery-arbitraries.js';
import { classify, type AttemptResult, type Classification } from './classify.js';
import type { DeliveryState } from './delivery-state.js';
import { gate, type EndpointState } from './gate.js';
import { nextStep } from './next-step.js';
import { transition, type DeliveryCommand } from './transition.js';

const OPEN: EndpointState = {
  gate: 'open',
  reason: null,
  because: '',
  untilMs: null,
  probeId: null,
  stopped: false,
  status: 'active',
  deleted: false,
  maximumAgeMs: null,
};
const PAUSED: EndpointState = { ...OPEN, gate: 'paused', reason: 'paused', because: 'the endpoint is paused' };
const DRAINING: EndpointState = { ...PAUSED, gate: 'draining' };

/**
 * A delivery as rows and rules make it: commands are noted and applied between attempts, an attempt is claimed when it
 * is due and no command waits, the gate of its endpoint is asked, and its outcome is recorded. The same order of things
 * that the repositories keep.
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
  endpoint = OPEN;
  /** Policies that were in force. */
  readonly policies: RetryPolicyObject[];
  /** The delivery as it was when the attempt in flight was claimed. */
  private claimed: DeliveryState | null = null;
  private lastMet: { lastMet: Extract<Classification, { succeeded: false }>; lastEndedAtMs: number } | null = null;

  constructor(public policy: RetryPolicyObject) {
    this.policies = [policy];
  }

  get isInFlight(): boolean {
    return this.claimed !== null;
  }

  /** @returns false where the API answers 409 */
  give(kind: CommandKind, { untilMs = 0, force = false }: { untilMs?: number; force?: boolean } = {}): boolean {
    const { status, waitReason, attemptCount } = this.state;
    if (isFinal(status) && kind !== 'redeliver' && kind !== 'policyChanged') return false;
    if (kind === 'release' && !(status === 'delivering' || (status === 'held' && waitReason === 'manual')))
      return false;
    if (kind === 'redeliver' && this.endpoint.gate === 'paused' && !force) return false;
    this.waiting.push({ kind, attemptsSeen: attemptCount, untilMs, force });
    return true;
  }

  pause(): void {
    this.endpoint = PAUSED;
  }

  resume(): void {
    if (this.endpoint.gate === 'paused') this.endpoint = DRAINING;
  }

  /** One step of the gate's workflow: lets what it held go, and opens the gate when nothing is left. */
  drain(): void {
    if (this.endpoint.gate !== 'draining') return;
    const { status, waitReason, attemptCount } = this.state;
    if (status !== 'held' || waitReason !== 'paused') this.endpoint = OPEN;
    // One for which commands wait is left alone: it is looked at again at the next step.
    else if (this.waiting.length === 0)
      this.waiting.push({ kind: 'release', attemptsSeen: attemptCount, ends: 'paused' });
  }

  changePolicy(policy: RetryPolicyObject): void {
    this.policy = policy;
    this.policies.push(policy);
    if (this.state.status === 'waiting') this.give('policyChanged');
  }

  apply(): void {
    if (this.isInFlight) return;
    for (const command of this.waiting) {
      const before = this.state;
      const inForce = this.lastMet && { ...this.lastMet, policy: this.policy, orderingPolicy: 'block' as const };
      this.move(transition(before, command, this.nowMs, inForce).change);
      if (isFinal(before.status) && this.state.status === 'pending') this.restarts += 1;
    }
    this.waiting = [];
  }

  /** Lets time pass until the next attempt is due, and claims it. */
  claim(): boolean {
    const { status, nextAttemptAtMs } = this.state;
    if (this.isInFlight || this.waiting.length > 0 || isFinal(status) || status === 'held') return false;
    this.nowMs = Math.max(this.nowMs, nextAttemptAtMs ?? 0);
    const verdict = gate(this.endpoint, { ...this.state, nextAttemptAtMs: null }, this.nowMs);
    if (verdict.kind === 'hold') this.move({ ...verdict.change, nextAttemptAtMs: null });
    if (verdict.kind !== 'send') return false;
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
    const met = classify(result, this.nowMs);
    if (!met.succeeded) this.lastMet = { lastMet: met, lastEndedAtMs: this.nowMs };
    this.move(nextStep(this.policy, this.state, number, met, this.nowMs).change);
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
  | { do: 'give'; kind: CommandKind; aheadMs: number; force: boolean }
  | { do: 'apply' | 'claim' | 'pause' | 'resume' | 'drain' }
  | { do: 'record'; result: AttemptResult }
  | { do: 'change policy'; policy: RetryPolicyObject };

const failure: fc.Arbitrary<AttemptResult> = fc.constant({
  kind: 'response',
  statusCode: 500,
  headers: {},
  durationMs: 10,
});
const anyShortPolicy: fc.Arbitrary<RetryPolicyObject> = fc.oneof(
  fc.array(fc.constantFrom('1s', '5m'), { maxLength: 4 }).map((schedule) => ({ schedule })),
  fc.integer({ min: 1, max: 5 }).map((maximumAttempts) => ({ initialInterval: '1s', maximumAttempts })),
);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    arbitrary: fc.record({
      do: fc.constant('give' as const),
      kind: fc.constantFrom(...COMMAND_KINDS),
      aheadMs: fc.nat(600_000),
      force: fc.boolean(),
    }),
    weight: 2,
  },
  { arbitrary: fc.constant({ do: 'apply' as const }), weight: 2 },
  fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const, 'drain' as const) }),
  fc.record({ do: fc.constant('change policy' as const), policy: anyShortPolicy }),
  { arbitrary: fc.constant({ do: 'claim' as const }), weight: 4 },
  // Mostly failures, or no walk would come far.
  {
    arbitrary: fc.record({ do: fc.constant('record' as const), result: fc.oneof(failure, failure, anyResult) }),
    weight: 4,
  },
);
const anyWalk = fc.array(anyStep, { maxLength: 60, size: 'max' });

function attemptsOf(policy: RetryPolicyObject): number {
  return 'schedule' in policy ? policy.schedule.length + 1 : (policy.maximumAttempts ?? 10);
}

function take(delivery: Delivery, step: Step): void {
  switch (step.do) {
    case 'give':
      delivery.give(step.kind, { untilMs: delivery.nowMs + step.aheadMs, force: step.force });
      return;
    case 'record':
      delivery.record(step.result);
      return;
    case 'change policy':
      delivery.changePolicy(step.policy);
      return;
    default:
      delivery[step.do]();
  }
}

/** The laws that do not hold of a delivery now. */
function brokenLaws(delivery: Delivery): string[] {
  const { posts, ends, restarts, isInFlight, nowMs } = delivery;
  const { status, attemptCount, nextAttemptAtMs, waitReason } = delivery.state;
  const most = Math.max(...delivery.policies.map(attemptsOf));
  const laws = {
    'one end for each beginning': ends === restarts + Number(isFinal(status)),
    'every attempt is counted once': posts === attemptCount + Number(isInFlight),
    'no more attempts than policies and redeliveries allow': posts <= most * (restarts + 1),
    'nothing is due after the end': !isFinal(status) || nextAttemptAtMs === null,
    // A time that a person named may be over when the command is applied.
    'a wait has a due time that is not past':
      status !== 'waiting' || waitReason === 'scheduled' || (nextAttemptAtMs ?? -1) >= nowMs,
    'a hold says what it is for': status !== 'held' || waitReason === 'manual' || waitReason === 'paused',
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
        // A changed policy that leaves no attempt may have ended it first.
        const ends = delivery.policies.length > 1 ? /^(cancelled|succeeded|failed)$/ : /^(cancelled|succeeded)$/;
        expect(delivery.state.status).toMatch(ends);
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
        // Where the endpoint is paused, only force gets a redelivery through; drained, everything else is let go too.
        const force = delivery.endpoint.gate === 'paused';
        const wasInFlight = delivery.isInFlight;
        const { posts } = delivery;
        for (let given = 0; given < count; given++) delivery.give('redeliver', { force });
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
        delivery.endpoint = OPEN;
        delivery.give(kind, { untilMs: delivery.nowMs + 1_000 });
        delivery.lose();
        delivery.apply();
        expect(delivery.state.attemptCount).toBe(attemptCount);
        // What says nothing about the attempt leaves the lost claim as it is: it is made again when its lease is over.
        const expected = {
          cancel: 'cancelled',
          hold: 'held',
          policyChanged: 'delivering',
          redeliver: 'pending',
          release: 'delivering',
          reschedule: 'waiting',
        };
        expect(delivery.state.status).toBe(expected[kind]);
        expect(delivery.claim()).toBe(kind !== 'cancel' && kind !== 'hold');
      }),
      { numRuns: 500 },
    );
  });

  it('sends nothing while its endpoint is paused, unless someone forces it', () => {
    fc.assert(
      fc.property(anyShortPolicy, anyWalk, anyWalk, (policy, before, after) => {
        const delivery = new Delivery(policy);
        for (const step of before) take(delivery, step);
        delivery.apply();
        if (delivery.state.forced) return;
        delivery.pause();
        const { posts } = delivery;
        for (const step of after) {
          if (step.do === 'resume' || (step.do === 'give' && step.force)) continue;
          take(delivery, step);
        }
        expect(delivery.posts).toBe(posts);
      }),
      { numRuns: 500 },
    );
  });

  it('is let go by a gate that opens, wherever it stood; what a person holds stays until a person releases it', () => {
    fc.assert(
      fc.property(anyShortPolicy, anyWalk, (policy, walk) => {
        const delivery = new Delivery(policy);
        for (const step of walk) take(delivery, step);
        delivery.record({ kind: 'response', statusCode: 500, headers: {}, durationMs: 1 });
        delivery.resume();
        for (let steps = 0; steps < 3; steps++) {
          delivery.apply();
          delivery.drain();
        }
        expect(delivery.endpoint.gate).toBe('open');
        const { status, waitReason } = delivery.state;
        if (status === 'held') expect(waitReason).toBe('manual');
        if (status === 'held') expect(delivery.give('release')).toBe(true);
        delivery.apply();
        expect(delivery.claim()).toBe(!isFinal(status));
      }),
      { numRuns: 500 },
    );
  });
});
