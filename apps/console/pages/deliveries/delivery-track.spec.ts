import { describe, expect, it } from 'vitest';
import type { DeliveryDetail } from '../../api/deliveries.js';
import { deliveryTrack } from './delivery-track.js';

const CREATED = Date.parse('2026-03-01T12:00:00.000Z');
const at = (ms: number): string => new Date(CREATED + ms).toISOString();

function delivery(given: Partial<DeliveryDetail>): DeliveryDetail {
  return {
    id: 'dlv_1',
    eventId: 'evt_1',
    eventType: 'order.created',
    endpointId: 'ep_1',
    tenantId: 'ten_1',
    generation: 0,
    status: 'pending',
    explanation: 'waiting for its turn',
    attemptCount: 0,
    createdAt: at(0),
    workflow: null,
    request: { url: 'https://shop.example', headers: {}, body: '{}' },
    attempts: [],
    timeline: [{ at: at(0), kind: 'created', detail: 'the event matched the endpoint' }],
    ...given,
  };
}

const failedAttempt = {
  id: 'att_1',
  number: 1,
  trigger: 'schedule',
  startedAt: at(100),
  durationMs: 50,
  outcome: 'retry',
  statusCode: 503,
  responseTruncated: false,
  errorKind: 'http',
  error: 'the receiver answered 503',
} as const;

const backoff = {
  at: at(150),
  kind: 'waiting',
  detail: 'backoff until …',
  reason: 'backoff',
  until: at(60_150),
} as const;

describe('deliveryTrack', () => {
  it('draws an attempt, the wait behind it, and the next attempt', () => {
    const track = deliveryTrack(
      delivery({
        status: 'waiting',
        waitReason: 'backoff',
        nextAttemptAt: at(60_150),
        attempts: [failedAttempt],
        timeline: [backoff],
      }),
      CREATED + 10_000,
    );
    expect(track).toMatchObject({ fromMs: CREATED, toMs: CREATED + 60_150 });
    expect(track.spans.map(({ kind, fromMs, toMs }) => [kind, fromMs - CREATED, toMs - CREATED])).toEqual([
      ['wait', 150, 60_150],
      ['retry', 100, 150],
    ]);
    expect(track.marks.map(({ kind }) => kind)).toEqual(['created', 'next']);
  });

  it('ends a wait at the command that cut it short', () => {
    const track = deliveryTrack(
      delivery({
        status: 'cancelled',
        completedAt: at(5_000),
        attempts: [failedAttempt],
        timeline: [
          backoff,
          { at: at(5_000), kind: 'cancel', detail: 'cancelled', actor: 'key_1' },
          { at: at(5_000), kind: 'cancelled', detail: 'test data' },
        ],
      }),
      CREATED + 99_000,
    );
    expect(track.spans.find(({ kind }) => kind === 'wait')?.toMs).toBe(CREATED + 5_000);
    expect(track.toMs).toBe(CREATED + 5_000);
    expect(track.marks.map(({ kind, label }) => [kind, label])).toEqual([
      ['created', 'Created'],
      ['command', 'cancelled (key_1)'],
      ['end', 'Ended as cancelled: waiting for its turn'],
    ]);
  });

  it('draws a hold that has no line in the timeline until now', () => {
    const track = deliveryTrack(
      delivery({ status: 'held', waitReason: 'paused', explanation: 'held: the endpoint is paused' }),
      CREATED + 7_000,
    );
    expect(track.spans).toEqual([
      {
        kind: 'hold',
        fromMs: CREATED,
        toMs: CREATED + 7_000,
        label: 'The endpoint is paused: held: the endpoint is paused',
      },
    ]);
  });

  it('gives the shortest life some length', () => {
    const track = deliveryTrack(delivery({ status: 'succeeded', completedAt: at(1) }), CREATED + 1_000);
    expect(track.toMs - track.fromMs).toBe(250);
  });
});
