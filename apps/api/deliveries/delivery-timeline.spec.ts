import { describe, expect, it } from 'vitest';
import { deliveryTimeline } from './delivery-timeline.js';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 2, 1, 12, 0, seconds));

const delivery = {
  status: 'pending' as const,
  because: '',
  createdAt: at(0),
  completedAt: null,
  generation: 0,
};

const failedAttempt = {
  number: 1,
  trigger: 'schedule' as const,
  startedAt: at(1),
  durationMs: 1000,
  statusCode: 503,
  errorKind: 'http' as const,
  error: 'the receiver answered 503',
  responseHeaders: {},
  nextAttemptAt: at(62),
};

describe('deliveryTimeline', () => {
  it('begins with the creation', () => {
    expect(deliveryTimeline(delivery, null, [], [])).toEqual([
      { at: at(0).toISOString(), kind: 'created', detail: 'the event matched the endpoint' },
    ]);
  });

  it('tells each attempt, each wait with its reason and its end, each command with its actor, and how it ended', () => {
    const second = {
      ...failedAttempt,
      number: 2,
      trigger: 'redeliver' as const,
      startedAt: at(30),
      statusCode: 200,
      errorKind: null,
      error: null,
      nextAttemptAt: null,
    };
    const entries = deliveryTimeline(
      { ...delivery, status: 'succeeded', because: 'the receiver answered 200', completedAt: at(31) },
      null,
      [failedAttempt, second],
      [{ at: at(29), kind: 'redeliver', detail: 'redelivered now', actor: 'key_1' }],
    );
    expect(entries.slice(1)).toEqual([
      {
        at: at(1).toISOString(),
        kind: 'attempt',
        detail: 'attempt 1: http: the receiver answered 503, after 1000 ms',
      },
      {
        at: at(2).toISOString(),
        kind: 'waiting',
        detail: `backoff until ${at(62).toISOString()}: the receiver answered 503`,
        reason: 'backoff',
        until: at(62).toISOString(),
      },
      { at: at(29).toISOString(), kind: 'redeliver', detail: 'redelivered now', actor: 'key_1' },
      {
        at: at(30).toISOString(),
        kind: 'attempt',
        detail: 'attempt 2 (redeliver): the receiver answered 200, after 1000 ms',
      },
      { at: at(31).toISOString(), kind: 'succeeded', detail: 'the receiver answered 200' },
    ]);
  });

  it('knows a wait that the receiver asked for', () => {
    const entries = deliveryTimeline(
      delivery,
      null,
      [{ ...failedAttempt, responseHeaders: { 'retry-after': '60' } }],
      [],
    );
    expect(entries.at(-1)).toMatchObject({ kind: 'waiting', reason: 'retry-after', until: at(62).toISOString() });
  });

  it('takes a Retry-After that was shorter than the schedule for a backoff', () => {
    const entries = deliveryTimeline(
      delivery,
      null,
      [{ ...failedAttempt, responseHeaders: { 'retry-after': '2' } }],
      [],
    );
    expect(entries.at(-1)).toMatchObject({ kind: 'waiting', reason: 'backoff' });
  });

  it('tells who held it and who let it go, and what the attempt after that was made for', () => {
    const later = { ...failedAttempt, nextAttemptAt: null, startedAt: at(50) };
    const entries = deliveryTimeline(
      { ...delivery, status: 'waiting' },
      null,
      [failedAttempt, { ...later, number: 2, trigger: 'resume' }, { ...later, number: 3, trigger: 'release' }],
      [
        { at: at(10), kind: 'held', detail: 'the endpoint is paused', actor: 'gate' },
        { at: at(20), kind: 'release', detail: 'let go by the gate of its endpoint', actor: 'gate' },
        { at: at(30), kind: 'held', detail: 'behind dlv_1 on key k', actor: 'line' },
        { at: at(35), kind: 'hold', detail: 'held until someone releases it: asked for', actor: 'key_1' },
        { at: at(40), kind: 'reschedule', detail: 'rescheduled to then', actor: 'temporal-signal' },
        { at: at(45), kind: 'policyChanged', detail: 'the retry policy has changed', actor: 'op_1' },
      ],
    );
    expect(entries.map(({ kind, actor }) => [kind, actor])).toEqual([
      ['created', undefined],
      ['attempt', undefined],
      ['waiting', undefined],
      ['held', 'gate'],
      ['release', 'gate'],
      ['held', 'line'],
      ['hold', 'key_1'],
      ['reschedule', 'temporal-signal'],
      ['policyChanged', 'op_1'],
      ['attempt', undefined],
      ['attempt', undefined],
    ]);
    expect(entries.slice(-2).map(({ detail }) => detail)).toEqual([
      'attempt 2 (resume): http: the receiver answered 503, after 1000 ms',
      'attempt 3 (release): http: the receiver answered 503, after 1000 ms',
    ]);
  });

  it('shows the wait for the time that the event asked for, of the fan-out only', () => {
    expect(deliveryTimeline(delivery, at(50), [], []).at(-1)).toMatchObject({
      kind: 'waiting',
      reason: 'scheduled',
      until: at(50).toISOString(),
    });
    const replay = deliveryTimeline({ ...delivery, generation: 2 }, at(50), [], []);
    expect(replay.map(({ kind, detail }) => ({ kind, detail }))).toEqual([
      { kind: 'created', detail: 'replay 2 of the event' },
    ]);
  });
});
