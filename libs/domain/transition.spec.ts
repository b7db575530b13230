import { COMMAND_KINDS, DELIVERY_STATUSES, isFinal, type DeliveryStatus } from '#libs/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyDelivery, anyNow } from '../../test/support/delivery-arbitraries.js';
import type { DeliveryState } from './delivery-state.js';
import { transition, type DeliveryCommand } from './transition.js';

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
      fc.property(anyDelivery(UNFINISHED), anyNow, (delivery, nowMs) => {
        const { change } = transition(delivery, fresh('redeliver', delivery), nowMs);
        expect(change).toMatchObject({
          status: 'pending',
          nextAttemptAtMs: nowMs,
          waitReason: null,
          nextTrigger: 'redeliver',
        });
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

  it('finished: starts the schedule again on the same delivery, attempts go on being counted', () => {
    fc.assert(
      fc.property(anyDelivery(FINAL), anyNow, (delivery, nowMs) => {
        const { change } = transition(delivery, fresh('redeliver', delivery), nowMs);
        expect(change).toMatchObject({ status: 'pending', scheduleStep: 0, nextAttemptAtMs: nowMs });
        expect(change).not.toHaveProperty('attemptCount');
      }),
    );
  });
});

describe('transition', () => {
  it('the same command twice is as good as once', () => {
    const anyKind = fc.constantFrom(...COMMAND_KINDS);
    fc.assert(
      fc.property(anyDelivery(AT_REST), anyKind, fc.boolean(), anyNow, (delivery, kind, met, nowMs) => {
        const command = met ? metInFlight(kind, delivery) : fresh(kind, delivery);
        const once = { ...delivery, ...transition(delivery, command, nowMs).change };
        const twice = { ...once, ...transition(once, command, nowMs).change };
        expect(twice).toEqual(once);
      }),
    );
  });

  it('never writes a waiting or held state without its due time or reason, nor a final one with a due time', () => {
    const anyKind = fc.constantFrom(...COMMAND_KINDS);
    fc.assert(
      fc.property(anyDelivery(AT_REST), anyKind, fc.boolean(), anyNow, (delivery, kind, met, nowMs) => {
        const command = met ? metInFlight(kind, delivery) : fresh(kind, delivery);
        const after = { ...delivery, ...transition(delivery, command, nowMs).change };
        if (isFinal(after.status)) expect(after.nextAttemptAtMs).toBeNull();
        if (after.status === 'waiting') expect(after.nextAttemptAtMs).not.toBeNull();
        if (after.status === 'pending') expect(after.waitReason).toBeNull();
      }),
    );
  });
});

describe('transition: hold', () => {
  it('notes down the reason, which is gone from the delivery once it is released', () => {
    fc.assert(
      fc.property(anyDelivery(UNFINISHED), anyNow, (delivery, nowMs) => {
        const { change, note } = transition(delivery, { ...fresh('hold', delivery), reason: 'on demand' }, nowMs);
        expect(change).toEqual({ status: 'held', waitReason: 'manual', because: 'on demand' });
        expect(note).toBe('held until someone releases it: on demand');
        expect(transition(delivery, fresh('hold', delivery), nowMs).note).toBe('held until someone releases it');
      }),
    );
  });
});
