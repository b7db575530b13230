import {
  COMMAND_KINDS,
  DELIVERY_STATUSES,
  GATE_REASONS,
  isFinal,
  ORDERING_POLICIES,
  WAIT_REASONS,
  type DeliveryStatus,
  type WaitReason,
} from '#libs/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyDelivery, anyFailure, anyNow, anyPolicy } from '../../test/support/delivery-arbitraries.js';
import { held, type DeliveryState } from './delivery-state.js';
import { nextStep } from './next-step.js';
import { transition, triggerAfter, type DeliveryCommand, type PolicyInForce } from './transition.js';

const FINAL = DELIVERY_STATUSES.filter(isFinal);
const UNFINISHED = ['pending', 'waiting', 'held'] as const satisfies readonly DeliveryStatus[];
/** With no attempt in flight: commands are applied before or after one, never during it. */
const AT_REST = [...UNFINISHED, ...FINAL];

/** A command given since the last attempt was recorded. */
function fresh(kind: DeliveryCommand['kind'], delivery: DeliveryState): DeliveryCommand {
  return { kind, attemptsSeen: delivery.attemptCount };
}

/** A command given while the attempt that is now the last one was in flight. */
function metInFlight(kind: DeliveryCommand['kind'], delivery: DeliveryState): DeliveryCommand {
  return { kind, attemptsSeen: delivery.attemptCount - 1 };
}

/** A delivery that is held for one of the given reasons. */
const heldFor = (...reasons: readonly WaitReason[]): fc.Arbitrary<DeliveryState> =>
  fc
    .tuple(anyDelivery(['held']), fc.constantFrom(...reasons), fc.boolean())
    .map(([delivery, waitReason, hasDueTime]) => ({
      ...delivery,
      waitReason,
      nextAttemptAtMs: hasDueTime ? delivery.nextAttemptAtMs : null,
    }));

const isExhausted = ({ status, waitReason }: DeliveryState): boolean => status === 'held' && waitReason === 'exhausted';

/** Commands of every kind, with everything that one can carry. */
const anyCommand: fc.Arbitrary<Omit<DeliveryCommand, 'attemptsSeen'>> = fc.record(
  {
    kind: fc.constantFrom(...COMMAND_KINDS),
    reason: fc.constant('a person wants it so'),
    untilMs: anyNow,
    force: fc.boolean(),
    ends: fc.constantFrom(...WAIT_REASONS),
  },
  { requiredKeys: ['kind'] },
);

const anyInForce: fc.Arbitrary<PolicyInForce> = fc.record({
  policy: anyPolicy,
  orderingPolicy: fc.constantFrom(...ORDERING_POLICIES),
  lastMet: anyFailure,
  lastEndedAtMs: anyNow,
});

const attempted = (statuses: readonly DeliveryStatus[]) =>
  anyDelivery(statuses).map((delivery) => ({ ...delivery, attemptCount: delivery.attemptCount + 1 }));

describe('transition: cancel', () => {
  it('before it is finished: cancelled, nothing more is due', () => {
    fc.assert(
      fc.property(anyDelivery(UNFINISHED), anyNow, (delivery, nowMs) => {
        const { change, note } = transition(delivery, fresh('cancel', delivery), nowMs);
        expect(change).toMatchObject({ status: 'cancelled', nextAttemptAtMs: null, waitReason: null });
        expect(note).toBe('cancelled');
      }),
    );
  });

  it('attempt in flight that succeeded: stays succeeded, noted as too late', () => {
    fc.assert(
      fc.property(attempted(['succeeded']), anyNow, (delivery, nowMs) => {
        const { change, note } = transition(delivery, metInFlight('cancel', delivery), nowMs);
        expect(change).toEqual({});
        expect(note).toBe('cancel came too late: the delivery has already succeeded');
      }),
    );
  });

  it('attempt in flight that did not succeed, the last one of the schedule included: cancelled', () => {
    fc.assert(
      fc.property(attempted(['waiting', 'failed']), anyNow, (delivery, nowMs) => {
        const { change } = transition(delivery, metInFlight('cancel', delivery), nowMs);
        expect(change).toMatchObject({ status: 'cancelled', nextAttemptAtMs: null });
      }),
    );
  });

  it('finished before it was given: changes nothing and says so', () => {
    fc.assert(
      fc.property(anyDelivery(FINAL), anyNow, (delivery, nowMs) => {
        const { change, note } = transition(delivery, fresh('cancel', delivery), nowMs);
        expect(change).toEqual({});
        expect(note).toMatch(/^cancel came too late: the delivery has already (succeeded|failed|been cancelled)$/);
      }),
    );
  });

  it('keeps the reason that was given', () => {
    const [delivery] = fc.sample(anyDelivery(['waiting']), 1);
    if (delivery === undefined) throw new Error('no sample');
    const because = (reason?: string) =>
      transition(delivery, { ...fresh('cancel', delivery), ...(reason === undefined ? {} : { reason }) }, 0).change
        .because;
    expect(because('wrong customer')).toBe('wrong customer');
    expect(because()).toBe('on request');
  });
});

describe('transition: redeliver', () => {
  it('before it is finished: one attempt now, which uses up the next step of the schedule', () => {
    fc.assert(
      fc.property(anyDelivery(UNFINISHED), fc.boolean(), anyNow, (delivery, force, nowMs) => {
        fc.pre(!isExhausted(delivery));
        const { change, note } = transition(delivery, { ...fresh('redeliver', delivery), force }, nowMs);
        expect(change).toMatchObject({
          status: 'pending',
          nextAttemptAtMs: nowMs,
          waitReason: null,
          nextTrigger: 'redeliver',
          forced: force,
        });
        expect(note).toBe(force ? 'redelivered now, past pause, line and rate limit' : 'redelivered now');
        expect(change).not.toHaveProperty('scheduleStep');
        expect(change).not.toHaveProperty('attemptCount');
      }),
    );
  });

  it('attempt in flight: counts once with it, whatever came of it', () => {
    fc.assert(
      fc.property(attempted(AT_REST), anyNow, (delivery, nowMs) => {
        const { change, note } = transition(delivery, metInFlight('redeliver', delivery), nowMs);
        expect(change).toEqual({});
        expect(note).toBe('redeliver counted once with the attempt that was in flight');
      }),
    );
  });

  it('finished, parked, or held with no attempt left: starts the schedule again, attempts go on being counted', () => {
    const anyAtItsEnd = fc.oneof(anyDelivery(FINAL), heldFor('exhausted'));
    fc.assert(
      fc.property(anyAtItsEnd, fc.boolean(), anyNow, (delivery, parked, nowMs) => {
        const { change } = transition({ ...delivery, parked }, fresh('redeliver', delivery), nowMs);
        expect(change).toMatchObject({ status: 'pending', scheduleStep: 0, nextAttemptAtMs: nowMs, parked: false });
        expect(change).not.toHaveProperty('attemptCount');
      }),
    );
  });
});

describe('transition: hold', () => {
  it('before it is finished, whatever it waits for: held by hand; its due time is kept for the release', () => {
    fc.assert(
      fc.property(anyDelivery(UNFINISHED), fc.boolean(), anyNow, (delivery, met, nowMs) => {
        const command = met ? metInFlight('hold', delivery) : fresh('hold', delivery);
        const { change } = transition(delivery, command, nowMs);
        expect(change).toEqual({ ...held('manual', 'until someone releases it'), forced: false });
      }),
    );
  });

  it('finished, also by the attempt that it met: changes nothing and says so', () => {
    fc.assert(
      fc.property(attempted(FINAL), fc.boolean(), anyNow, (delivery, met, nowMs) => {
        const command = met ? metInFlight('hold', delivery) : fresh('hold', delivery);
        const { change, note } = transition(delivery, command, nowMs);
        expect(change).toEqual({});
        expect(note).toMatch(/^hold came too late: the delivery has already (succeeded|failed|been cancelled)$/);
      }),
    );
  });

  it('notes down the reason, and never says it where a history would hold it', () => {
    fc.assert(
      fc.property(anyDelivery(UNFINISHED), anyNow, (delivery, nowMs) => {
        const { change, note } = transition(delivery, { ...fresh('hold', delivery), reason: 'on demand' }, nowMs);
        expect(change).toEqual({ ...held('manual', 'until someone releases it'), forced: false });
        expect(note).toBe('held until someone releases it: on demand');
        expect(transition(delivery, fresh('hold', delivery), nowMs).note).toBe('held until someone releases it');
      }),
    );
  });
});

describe('transition: release', () => {
  it('held by hand, due or never attempted: sent now', () => {
    fc.assert(
      fc.property(heldFor('manual'), anyNow, (delivery, nowMs) => {
        fc.pre((delivery.nextAttemptAtMs ?? 0) <= nowMs);
        const { change } = transition(delivery, fresh('release', delivery), nowMs);
        expect(change).toEqual({
          status: 'pending',
          nextAttemptAtMs: nowMs,
          waitReason: null,
          nextTrigger: 'release',
          because: 'released',
        });
      }),
    );
  });

  it('held with a due time in the future: keeps it, for the reason that it had', () => {
    fc.assert(
      fc.property(heldFor('manual'), anyNow, fc.integer({ min: 1, max: 10 ** 9 }), (delivery, nowMs, aheadMs) => {
        const held = { ...delivery, nextAttemptAtMs: nowMs + aheadMs };
        const after = { ...held, ...transition(held, fresh('release', held), nowMs).change };
        expect(after).toMatchObject({
          status: 'waiting',
          nextAttemptAtMs: nowMs + aheadMs,
          waitReason: held.attemptCount > 0 ? 'backoff' : 'scheduled',
          nextTrigger: held.nextTrigger,
        });
      }),
    );
  });

  it('not held: no effect; an attempt in flight has gone on and is not repeated', () => {
    fc.assert(
      fc.property(attempted(['pending', 'waiting']), fc.boolean(), anyNow, (delivery, met, nowMs) => {
        const command = met ? metInFlight('release', delivery) : fresh('release', delivery);
        const { change, note } = transition(delivery, command, nowMs);
        expect(change).toEqual({});
        expect(note).toBe('release had no effect: it is not held by hand');
      }),
    );
  });

  it('finished: changes nothing and says so', () => {
    fc.assert(
      fc.property(anyDelivery(FINAL), anyNow, (delivery, nowMs) => {
        const { change, note } = transition(delivery, fresh('release', delivery), nowMs);
        expect(change).toEqual({});
        expect(note).toMatch(/^release came too late/);
      }),
    );
  });

  it('ends only the kind of hold that it names; without a name one that was set by hand', () => {
    const anyEnds = fc.option(fc.constantFrom(...WAIT_REASONS), { nil: undefined });
    fc.assert(
      fc.property(heldFor(...WAIT_REASONS), anyEnds, anyNow, (delivery, ends, nowMs) => {
        const command = { ...fresh('release', delivery), ...(ends === undefined ? {} : { ends }) };
        const { change, note } = transition(delivery, command, nowMs);
        if (delivery.waitReason === (ends ?? 'manual')) {
          expect(change.status).toMatch(/^(pending|waiting)$/);
        } else {
          expect(change).toEqual({});
          expect(note).toMatch(/no effect|hold any more/);
        }
      }),
    );
  });

  it('a hold by hand that comes between a gate, or a line, and its release stays', () => {
    const holds = heldFor(...GATE_REASONS, 'order');
    fc.assert(
      fc.property(holds, fc.boolean(), anyNow, (delivery, holdFirst, nowMs) => {
        const letGo: DeliveryCommand = { ...fresh('release', delivery), ends: delivery.waitReason ?? 'paused' };
        const byHand = fresh('hold', delivery);
        let state = delivery;
        for (const command of holdFirst ? [byHand, letGo] : [letGo, byHand]) {
          state = { ...state, ...transition(state, command, nowMs).change };
        }
        expect(state).toMatchObject({ status: 'held', waitReason: 'manual' });
        const released = transition(state, { ...letGo, ends: 'manual' }, nowMs).change;
        expect(released.status).toMatch(/^(pending|waiting)$/);
      }),
    );
  });

  it('says by its trigger who let it go: a gate, which it then passes; a person; a line changes nothing', () => {
    fc.assert(
      fc.property(heldFor(...GATE_REASONS, 'order', 'manual'), anyNow, (delivery, nowMs) => {
        const due = { ...delivery, nextAttemptAtMs: null };
        const ends = due.waitReason ?? 'manual';
        const { change } = transition(due, { ...fresh('release', due), ends }, nowMs);
        const expected = { manual: 'release', order: due.nextTrigger }[ends as string] ?? 'resume';
        expect(change.nextTrigger).toBe(expected);
        expect(triggerAfter(ends, due.nextTrigger)).toBe(expected);
      }),
    );
  });
});

describe('transition: reschedule', () => {
  it('before it is finished, or after the attempt that it met: waits until the time that was named', () => {
    fc.assert(
      fc.property(anyDelivery(UNFINISHED), fc.boolean(), anyNow, anyNow, (delivery, met, untilMs, nowMs) => {
        const command = met ? metInFlight('reschedule', delivery) : fresh('reschedule', delivery);
        const { change, note } = transition(delivery, { ...command, untilMs }, nowMs);
        expect(change).toMatchObject({ status: 'waiting', nextAttemptAtMs: untilMs, waitReason: 'scheduled' });
        expect(change).not.toHaveProperty('attemptCount');
        // One that had no attempt left begins its schedule again; any other uses up the next step at its new time.
        expect(change.scheduleStep).toBe(isExhausted(delivery) ? 0 : undefined);
        expect(note).toBe(`rescheduled to ${new Date(untilMs).toISOString()}`);
      }),
    );
  });

  it('finished, also by the attempt that it met: changes nothing and says so', () => {
    fc.assert(
      fc.property(attempted(FINAL), fc.boolean(), anyNow, (delivery, met, untilMs) => {
        const command = met ? metInFlight('reschedule', delivery) : fresh('reschedule', delivery);
        const { change, note } = transition(delivery, { ...command, untilMs }, 0);
        expect(change).toEqual({});
        expect(note).toMatch(/^reschedule came too late/);
      }),
    );
  });

  it('what would have passed gates does not at its new time: a redelivery, forced or not, and what a gate let go', () => {
    fc.assert(
      fc.property(anyDelivery(UNFINISHED), fc.boolean(), anyNow, (delivery, forced, untilMs) => {
        const command = { ...fresh('reschedule', delivery), untilMs };
        const after = { ...delivery, forced, ...transition({ ...delivery, forced }, command, 0).change };
        expect(after.forced).toBe(false);
        expect(after.nextTrigger).not.toMatch(/redeliver|resume/);
        if (!/redeliver|resume/.test(delivery.nextTrigger)) expect(after.nextTrigger).toBe(delivery.nextTrigger);
      }),
    );
  });

  it.each([undefined, Number.NaN])('sent by hand without a time (%s): changes nothing and says so', (untilMs) => {
    const [delivery] = fc.sample(anyDelivery(['waiting']), 1);
    if (delivery === undefined) throw new Error('no sample');
    const command = { ...fresh('reschedule', delivery), ...(untilMs === undefined ? {} : { untilMs }) };
    expect(transition(delivery, command, 0)).toEqual({
      change: {},
      note: 'reschedule had no effect: it names no time',
    });
  });
});

describe('transition: policyChanged', () => {
  /** A delivery as the rule left it after a failure under an older policy, and what is known of that failure. */
  const anyRetried = fc
    .tuple(anyDelivery(['delivering']), anyPolicy, anyInForce)
    .map(([delivery, oldPolicy, inForce]) => {
      const { lastMet, lastEndedAtMs } = inForce;
      const { change } = nextStep(oldPolicy, delivery, delivery.attemptCount + 1, lastMet, lastEndedAtMs);
      return { before: delivery, delivery: { ...delivery, ...change }, inForce };
    })
    .filter(({ delivery }) => delivery.status === 'waiting');

  it('in backoff: decides about the last attempt as the new policy would have; nothing is due in the past', () => {
    fc.assert(
      fc.property(anyRetried, anyNow, ({ before, delivery, inForce }, nowMs) => {
        const { policy, orderingPolicy, lastMet, lastEndedAtMs } = inForce;
        const { change } = transition(delivery, fresh('policyChanged', delivery), nowMs, inForce);
        const anew = nextStep(policy, before, before.attemptCount + 1, lastMet, lastEndedAtMs, orderingPolicy).change;
        const dueMs = anew.nextAttemptAtMs ?? null;
        // The same time again is no change, and the timeline says so.
        const unchanged = dueMs !== null && dueMs === delivery.nextAttemptAtMs;
        const changed = { ...anew, nextAttemptAtMs: dueMs === null ? null : Math.max(dueMs, nowMs) };
        expect(change).toEqual(unchanged ? {} : changed);
      }),
    );
  });

  it('back to the old policy: back to the old time, while that is to come', () => {
    fc.assert(
      fc.property(anyRetried, anyPolicy, ({ delivery, inForce }, policy) => {
        const nowMs = inForce.lastEndedAtMs;
        const there = transition(delivery, fresh('policyChanged', delivery), nowMs, inForce);
        const state = { ...delivery, ...there.change };
        fc.pre(state.status === 'waiting');
        const away = transition(state, fresh('policyChanged', state), nowMs, { ...inForce, policy });
        const back = { ...state, ...away.change };
        fc.pre(back.status === 'waiting');
        expect({ ...back, ...transition(back, fresh('policyChanged', back), nowMs, inForce).change }).toEqual(state);
      }),
    );
  });

  it('waiting for a slot of a rate limit: takes a new one', () => {
    fc.assert(
      fc.property(anyDelivery(['waiting']), fc.option(anyInForce), anyNow, (delivery, inForce, nowMs) => {
        const reserved = { ...delivery, waitReason: 'rate-limit' as const };
        const { change } = transition(reserved, fresh('policyChanged', reserved), nowMs, inForce);
        expect(change).toEqual({
          status: 'pending',
          nextAttemptAtMs: nowMs,
          waitReason: null,
          because: 'the rate limit has changed',
        });
      }),
    );
  });

  it('anything else, or nothing known of the last attempt: changes nothing', () => {
    const anyOther = anyDelivery().filter(
      ({ status, waitReason }) =>
        status !== 'waiting' || !['backoff', 'retry-after', 'rate-limit'].includes(waitReason ?? ''),
    );
    fc.assert(
      fc.property(anyOther, anyInForce, anyNow, (delivery, inForce, nowMs) => {
        expect(transition(delivery, fresh('policyChanged', delivery), nowMs, inForce).change).toEqual({});
        const inBackoff = { ...delivery, status: 'waiting' as const, waitReason: 'backoff' as const };
        expect(transition(inBackoff, fresh('policyChanged', inBackoff), nowMs, null).change).toEqual({});
      }),
    );
  });
});

describe('transition', () => {
  const anyCase = fc.record({
    delivery: anyDelivery(AT_REST),
    given: anyCommand,
    met: fc.boolean(),
    inForce: fc.option(anyInForce),
    nowMs: anyNow,
  });

  it('the same command twice is as good as once', () => {
    fc.assert(
      fc.property(anyCase, ({ delivery, given, met, inForce, nowMs }) => {
        const command = { ...given, attemptsSeen: delivery.attemptCount - Number(met) };
        const once = { ...delivery, ...transition(delivery, command, nowMs, inForce).change };
        const twice = { ...once, ...transition(once, command, nowMs, inForce).change };
        expect(twice).toEqual(once);
      }),
      { numRuns: 500 },
    );
  });

  it('never writes a waiting or held state without its due time or reason, nor a final one with a due time', () => {
    fc.assert(
      fc.property(anyCase, ({ delivery, given, met, inForce, nowMs }) => {
        const command = { ...given, attemptsSeen: delivery.attemptCount - Number(met) };
        const { change, note } = transition(delivery, command, nowMs, inForce);
        const after = { ...delivery, ...change };
        if (isFinal(after.status)) expect(after).toMatchObject({ nextAttemptAtMs: null, waitReason: null });
        if (after.status === 'waiting') expect(after.nextAttemptAtMs).not.toBeNull();
        if (after.status === 'waiting' || after.status === 'held') expect(after.waitReason).not.toBeNull();
        if (after.status === 'pending') expect(after.waitReason).toBeNull();
        expect(note).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });

  it('only a redeliver brings a finished delivery back, and none changes what an attempt has decided for good', () => {
    fc.assert(
      fc.property(anyCase, ({ delivery, given, met, inForce, nowMs }) => {
        fc.pre(isFinal(delivery.status));
        const command = { ...given, attemptsSeen: delivery.attemptCount - Number(met) };
        const { status = delivery.status } = transition(delivery, command, nowMs, inForce).change;
        if (given.kind === 'redeliver' && !met) expect(status).toBe('pending');
        // A failure that a cancellation met is shown as cancelled.
        else if (given.kind === 'cancel' && met && delivery.status === 'failed') expect(status).toBe('cancelled');
        else expect(status).toBe(delivery.status);
      }),
    );
  });

  it('only a forced redeliver passes pause, line and rate limit', () => {
    fc.assert(
      fc.property(anyCase, ({ delivery, given, met, inForce, nowMs }) => {
        const command = { ...given, attemptsSeen: delivery.attemptCount - Number(met) };
        const after = { ...delivery, ...transition(delivery, command, nowMs, inForce).change };
        if (after.forced) expect(given).toMatchObject({ kind: 'redeliver', force: true });
      }),
    );
  });
});
