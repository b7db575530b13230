/** Examples of the OpenAPI document; their parts belong together. */

const IDENTITY = {
  id: 'dlv_01kcf5w8x0fedcba9876543210',
  eventId: 'evt_01kcf5w8x0abcdefghjkmnpqrs',
  eventType: 'order.created',
  endpointId: 'ep_01kcf5w8x00123456789abcdef',
  tenantId: 'ten_01kcf5w8x0zyxwvtsrqpnmkjhg',
  generation: 0,
  createdAt: '2026-03-01T12:00:00.130Z',
};

export const DELIVERY_EXAMPLE = {
  ...IDENTITY,
  status: 'waiting',
  explanation: 'waiting until 2026-03-01T12:01:00.320Z: the receiver answered 503',
  waitReason: 'backoff',
  nextAttemptAt: '2026-03-01T12:01:00.320Z',
  attemptCount: 1,
  lastStatusCode: 503,
  lastErrorKind: 'http',
  lastError: 'the receiver answered 503',
};

/** What a replay makes. */
export const NEW_DELIVERY_EXAMPLE = {
  ...IDENTITY,
  generation: 1,
  status: 'pending',
  explanation: 'waiting for its turn',
  nextAttemptAt: '2026-03-01T12:00:00.130Z',
  attemptCount: 0,
};

export const DELIVERY_DETAIL_EXAMPLE = {
  ...DELIVERY_EXAMPLE,
  workflow: {
    id: 'dlv_01kcf5w8x0fedcba9876543210',
    url: 'http://127.0.0.1:8233/namespaces/default/workflows/dlv_01kcf5w8x0fedcba9876543210',
  },
  request: {
    url: 'https://shop.example/hooks',
    headers: {
      'user-agent': 'Everhook/0.1.0',
      'content-type': 'application/json',
      'webhook-id': 'evt_01kcf5w8x0abcdefghjkmnpqrs',
      'webhook-timestamp': '1772366400',
      'webhook-signature': 'v1,dOk3LuX1mUdOLWyb4fY0lkZNaV0qvRWbVXiTBTqgtV8=',
    },
    body: '{"type":"order.created","timestamp":"2026-03-01T12:00:00.000Z","data":{"orderId":"o-1001","total":12.5}}',
  },
  attempts: [
    {
      id: 'att_01kcf5w8x0fedcba9876543210_0001',
      number: 1,
      trigger: 'schedule',
      startedAt: '2026-03-01T12:00:00.200Z',
      durationMs: 120,
      outcome: 'retry',
      statusCode: 503,
      responseHeaders: { 'content-type': 'text/plain' },
      responseBody: 'busy',
      responseTruncated: false,
      errorKind: 'http',
      error: 'the receiver answered 503',
      remoteAddress: '203.0.113.7',
    },
  ],
  timeline: [
    { at: '2026-03-01T12:00:00.130Z', kind: 'created', detail: 'the event matched the endpoint' },
    {
      at: '2026-03-01T12:00:00.200Z',
      kind: 'attempt',
      detail: 'attempt 1: http: the receiver answered 503, after 120 ms',
    },
    {
      at: '2026-03-01T12:00:00.320Z',
      kind: 'waiting',
      detail: 'backoff until 2026-03-01T12:01:00.320Z: the receiver answered 503',
      reason: 'backoff',
      until: '2026-03-01T12:01:00.320Z',
    },
  ],
};

const { waitReason: _reason, nextAttemptAt: _due, ...FAILED_ONCE } = DELIVERY_DETAIL_EXAMPLE;

/** While the attempt that a redeliver asked for is in flight. */
export const REDELIVERING_EXAMPLE = {
  ...FAILED_ONCE,
  status: 'delivering',
  explanation: 'an attempt is in flight',
  timeline: [
    ...DELIVERY_DETAIL_EXAMPLE.timeline,
    {
      at: '2026-03-01T12:00:31.000Z',
      kind: 'redeliver',
      detail: 'redelivered now',
      actor: 'key_01kcf5w8x0aabbccddeeffgghh',
    },
  ],
};

const ACTOR = 'key_01kcf5w8x0aabbccddeeffgghh';

/** After a hold in mid-backoff. */
export const HELD_EXAMPLE = {
  ...DELIVERY_DETAIL_EXAMPLE,
  status: 'held',
  explanation: 'held: the customer asked to wait',
  waitReason: 'manual',
  timeline: [
    ...DELIVERY_DETAIL_EXAMPLE.timeline,
    {
      at: '2026-03-01T12:00:31.000Z',
      kind: 'hold',
      detail: 'held until someone releases it: the customer asked to wait',
      actor: ACTOR,
    },
  ],
};

/** After a release before the next attempt was due. */
export const RELEASED_EXAMPLE = {
  ...DELIVERY_DETAIL_EXAMPLE,
  explanation: 'waiting until 2026-03-01T12:01:00.320Z: released; its next attempt keeps its time',
  timeline: [
    ...HELD_EXAMPLE.timeline,
    {
      at: '2026-03-01T12:00:45.000Z',
      kind: 'release',
      detail: 'released: its next attempt stays due at 2026-03-01T12:01:00.320Z',
      actor: ACTOR,
    },
  ],
};

/** After a rescheduling. */
export const RESCHEDULED_EXAMPLE = {
  ...DELIVERY_DETAIL_EXAMPLE,
  explanation: 'waiting until 2026-03-01T18:00:00.000Z: rescheduled on request',
  waitReason: 'scheduled',
  nextAttemptAt: '2026-03-01T18:00:00.000Z',
  timeline: [
    ...DELIVERY_DETAIL_EXAMPLE.timeline,
    {
      at: '2026-03-01T12:00:31.000Z',
      kind: 'reschedule',
      detail: 'rescheduled to 2026-03-01T18:00:00.000Z',
      actor: ACTOR,
    },
  ],
};

/** After a cancellation. */
export const CANCELLED_EXAMPLE = {
  ...FAILED_ONCE,
  status: 'cancelled',
  explanation: 'cancelled: the order was test data',
  completedAt: '2026-03-01T12:00:31.000Z',
  timeline: [
    ...DELIVERY_DETAIL_EXAMPLE.timeline,
    { at: '2026-03-01T12:00:31.000Z', kind: 'cancel', detail: 'cancelled', actor: 'key_01kcf5w8x0aabbccddeeffgghh' },
    { at: '2026-03-01T12:00:31.000Z', kind: 'cancelled', detail: 'the order was test data' },
  ],
};
