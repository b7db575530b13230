import type { StreamMessage } from '#libs/contracts/http';

/** Example of the OpenAPI document: the data of one message. */
export const STREAM_MESSAGE_EXAMPLE: StreamMessage = {
  kind: 'attempt',
  at: '2026-03-01T12:00:00.320Z',
  detail: 'attempt 1: the receiver answered 503, after 120 ms',
  deliveryId: 'dlv_01kcf5w8x0fedcba9876543210',
  eventId: 'evt_01kcf5w8x0aabbccddeeffgghh',
  eventType: 'order.created',
  endpointId: 'ep_01kcf5w8x00123456789abcdef',
  attempt: {
    id: 'att_01kcf5w8x0fedcba9876543210_0001',
    number: 1,
    trigger: 'schedule',
    startedAt: '2026-03-01T12:00:00.200Z',
    durationMs: 120,
    outcome: 'retry',
    statusCode: 503,
    errorKind: 'http',
    error: 'the receiver answered 503',
  },
  delivery: {
    status: 'waiting',
    waitReason: 'backoff',
    nextAttemptAt: '2026-03-01T12:00:05.320Z',
    attemptCount: 1,
  },
};
