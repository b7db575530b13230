import { isFinal, ORDERING_POLICIES, type CommandKind, type OrderingPolicy } from '#libs/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Classification } from './classify.js';
import { held, type DeliveryState } from './delivery-state.js';
import { nextStep } from './next-step.js';
import { transition, type DeliveryCommand } from './transition.js';

const FAILURE: Classification = {
  succeeded: false,
  errorKind: 'http',
  statusCode: 500,
  error: 'the receiver answered 500',
  retryAfterMs: null,
};
const SUCCESS: Classification = { succeeded: true, statusCode: 200 };
const POLICY = { schedule: ['1s'] };
const PLACES = [0, 1, 2];

/** A request that went out. */
interface Post {
  place: number;
  forced: boolean;
  /** Deliveries before it that had not ended then. */
  overtook: number[];
  /** Deliveries whose attempt was in flight then. */
  beside: number[];
}

/**
 * The line of one ordering key with three deliveries, as the repositories keep it: who joins it, leaves it, or looks who
 * is next does so under one lock, so each move here is one transaction there.
 */
class Line {
  readonly deliveries: DeliveryState[];
  readonly commands: DeliveryCommand[][] = [[], [], []];
  readonly posts: Post[] = [];
  /** The order in which they first ended. */
  readonly ended: number[] = [];
  nowMs = 0;

  constructor(readonly policy: OrderingPolicy) {
    this.deliveries = PLACES.map((place) => ({
      id: `dlv_${place}`,
      status: place === 0 ? 'pending' : 'held',
      attemptCount: 0,
      scheduleStep: 0,
      nextAttemptAtMs: null,
      waitReason: place === 0 ? null : 'order',
      nextTrigger: 'schedule',
      because: '',
      expiresAtMs: null,
      createdAtMs: 0,
      ordered: true,
      parked: false,
      forced: false,
    }));
  }

  at(place: number): DeliveryState {
    const delivery = this.deliveries[place];
    if (delivery === undefined) throw new Error(`there is no place ${place}`);
    return delivery;
  }

  /** As the API does, which refuses what does not apply. */
  give(place: number, kind: CommandKind, { aheadMs = 0, force = false } = {}): boolean {
    const { status, waitReason, attemptCount } = this.at(place);
    if (isFinal(status) && kind !== 'redeliver') return false;
    if (kind === 'release' && !(status === 'delivering' || (status === 'held' && waitReason === 'manual')))
      return false;
    if (kind === 'redeliver' && status === 'held' && waitReason === 'order' && !force) return false;
    this.commands[place]?.push({ kind, attemptsSeen: attemptCount, untilMs: this.nowMs + aheadMs, force });
    return true;
  }

  apply(place: number): void {
    const waiting = this.commands[place] ?? [];
    const before = this.at(place);
    if (before.status === 'delivering' || waiting.length === 0) return;
    let after = before;
    for (const command of waiting) after = { ...after, ...transition(after, command, this.nowMs).change };
    this.commands[place] = [];
    this.set(place, this.backIntoLine(place, before, after));
    if (isFinal(after.status) || this.at(place).status === 'held') this.move();
  }

  /** @returns whether a request went out */
  claim(place: number): boolean {
    const { status, nextAttemptAtMs, forced } = this.at(place);
    if ((status !== 'pending' && status !== 'waiting') || (this.commands[place] ?? []).length > 0) return false;
    this.nowMs = Math.max(this.nowMs, nextAttemptAtMs ?? 0);
    const beside = this.inFlight(place);
    const overtook = this.unfinished().filter((other) => other < place);
    if (!forced && beside.length + overtook.length > 0) {
      this.set(place, { ...this.at(place), ...held('order', 'behind'), nextAttemptAtMs: null });
      this.move();
      return false;
    }
    this.set(place, { ...this.at(place), status: 'delivering', nextAttemptAtMs: null });
    this.posts.push({ place, forced, overtook, beside });
    return true;
  }

  record(place: number, met: Classification): void {
    const before = this.at(place);
    if (before.status !== 'delivering') return;
    const { change } = nextStep(POLICY, before, before.attemptCount + 1, met, this.nowMs, this.policy);
    this.set(place, { ...before, ...change });
    this.move();
  }

  unfinished(): number[] {
    return PLACES.filter((place) => !isFinal(this.at(place).status));
  }

  /** Lets the head go if nobody is in flight. */
  private move(): void {
    const [head] = this.unfinished();
    if (head === undefined) return;
    const { status, waitReason, attemptCount } = this.at(head);
    if (status !== 'held' || waitReason !== 'order' || this.inFlight(head).length > 0) return;
    if ((this.commands[head] ?? []).length > 0) return;
    this.commands[head]?.push({ kind: 'release', attemptsSeen: attemptCount, ends: 'order' });
  }

  /** A delivery that commands would send now stands back when somebody is before it or in flight. */
  private backIntoLine(place: number, before: DeliveryState, after: DeliveryState): DeliveryState {
    if (after.status !== 'pending' || after.forced || before.status === 'pending') return after;
    const isBlocked = this.inFlight(place).length > 0 || this.unfinished().some((other) => other < place);
    return isBlocked ? { ...after, ...held('order', 'behind'), nextAttemptAtMs: null } : after;
  }

  private inFlight(besides: number): number[] {
    return PLACES.filter((place) => place !== besides && this.at(place).status === 'delivering');
  }

  private set(place: number, state: DeliveryState): void {
    this.deliveries[place] = state;
    if (isFinal(state.status) && !this.ended.includes(place)) this.ended.push(place);
  }
}

type Step =
  | { do: 'give'; place: number; kind: CommandKind; aheadMs: number; force: boolean }
  | { do: 'apply' | 'claim'; place: number }
  | { do: 'record'; place: number; met: Classification };

const anyPlace = fc.constantFrom(...PLACES);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    arbitrary: fc.record({
      do: fc.constant('give' as const),
      place: anyPlace,
      kind: fc.constantFrom<CommandKind>('redeliver', 'cancel', 'hold', 'release', 'reschedule'),
      aheadMs: fc.nat(5_000),
      force: fc.boolean(),
    }),
    weight: 2,
  },
  { arbitrary: fc.record({ do: fc.constantFrom('apply' as const, 'claim' as const), place: anyPlace }), weight: 6 },
  {
    arbitrary: fc.record({
      do: fc.constant('record' as const),
      place: anyPlace,
      met: fc.constantFrom(FAILURE, SUCCESS),
    }),
    weight: 4,
  },
);
const anyWalk = fc.array(anyStep, { maxLength: 80, size: 'max' });
const anyPolicy = fc.constantFrom(...ORDERING_POLICIES);

function take(line: Line, step: Step): void {
  switch (step.do) {
    case 'give':
      line.give(step.place, step.kind, step);
      return;
    case 'apply':
      line.apply(step.place);
      return;
    case 'claim':
      line.claim(step.place);
      return;
    case 'record':
      line.record(step.place, step.met);
  }
}

/** Lets everything come to rest: commands are applied, whatever is due is sent. */
function settle(line: Line, met: Classification): void {
  for (let rounds = 0; rounds < 30; rounds++) {
    for (const place of PLACES) {
      line.apply(place);
      line.claim(place);
      line.record(place, met);
    }
  }
}

describe('any walk of a line of ordered deliveries', () => {
  it('sends none while another is in flight or stands before it, unless someone forces it', () => {
    fc.assert(
      fc.property(anyPolicy, anyWalk, (policy, walk) => {
        const line = new Line(policy);
        for (const step of walk) take(line, step);
        for (const post of line.posts) if (!post.forced) expect(post).toMatchObject({ overtook: [], beside: [] });
      }),
      { numRuns: 1_000 },
    );
  });

  it('sends one that came back for another time only when nobody else is in flight', () => {
    const line = new Line('skip');
    line.claim(0);
    line.record(0, SUCCESS);
    line.apply(1);
    expect(line.claim(1)).toBe(true);
    for (const kind of ['redeliver', 'reschedule'] as const) {
      expect(line.give(0, kind)).toBe(true);
      line.apply(0);
    }
    expect(line.claim(0)).toBe(false);
    line.record(1, SUCCESS);
    line.apply(0);
    expect(line.claim(0)).toBe(true);
  });

  it('is never stuck: heads that are resolved end the line, whatever was asked of it before', () => {
    fc.assert(
      fc.property(anyPolicy, anyWalk, fc.constantFrom(FAILURE, SUCCESS), (policy, walk, met) => {
        const line = new Line(policy);
        for (const step of walk) take(line, step);
        settle(line, met);
        for (let resolved = 0; resolved < PLACES.length; resolved++) {
          const [head] = line.unfinished();
          if (head === undefined) break;
          // Only what waits for a person keeps a line that has come to rest.
          expect(line.at(head).status).toBe('held');
          expect(['manual', 'exhausted']).toContain(line.at(head).waitReason);
          expect(line.give(head, 'cancel')).toBe(true);
          settle(line, met);
        }
        // What a person holds behind the head is resolved as it becomes the head.
        expect(line.unfinished()).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('left alone, keeps its order and ends as its policy says', () => {
    fc.assert(
      fc.property(anyPolicy, fc.array(fc.constantFrom(FAILURE, SUCCESS), { maxLength: 20 }), (policy, results) => {
        const line = new Line(policy);
        const answers = [...results];
        for (let rounds = 0; rounds < 20; rounds++) {
          for (const place of PLACES.toReversed()) {
            line.apply(place);
            if (line.claim(place)) line.record(place, answers.shift() ?? SUCCESS);
          }
        }
        expect(line.ended).toEqual(PLACES.slice(0, line.ended.length));
        const sent = line.posts.map(({ place }) => place);
        expect(sent).toEqual(sent.toSorted((a, b) => a - b));
        const [head] = line.unfinished();
        if (policy === 'block' && head !== undefined) expect(line.at(head).waitReason).toBe('exhausted');
        else expect(line.ended).toEqual(PLACES);
        const parked = line.deliveries.filter((delivery) => delivery.parked);
        expect(parked).toEqual(policy === 'park' ? line.deliveries.filter(({ status }) => status === 'failed') : []);
      }),
    );
  });
});
