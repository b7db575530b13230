/** Examples of the OpenAPI document; their parts belong together. */

const FRAME = {
  window: '1h',
  bucket: '1m',
  from: '2026-03-01T11:00:00.000Z',
  to: '2026-03-01T12:00:12.345Z',
  complete: true,
};

const RATES = {
  successRate: 0.9821,
  attempts: 1190,
  attemptsPerDelivery: 1.0625,
  retries: 70,
  retryRate: 0.0588,
  responseTimeMs: { p50: 43.5, p95: 212, p99: 815.5 },
  errors: [
    { kind: 'http', statusCode: 503, count: 81, lastAt: '2026-03-01T11:58:07.250Z' },
    { kind: 'timeout', count: 9, lastAt: '2026-03-01T11:31:40.002Z' },
  ],
};

const WAITING = {
  total: 128,
  isCapped: false,
  reasons: [
    { status: 'held', waitReason: 'breaker', count: 120 },
    { status: 'waiting', waitReason: 'backoff', count: 7 },
    { status: 'delivering', count: 1 },
  ],
};

const BUCKETS = [
  {
    at: '2026-03-01T11:00:00.000Z',
    succeeded: 18,
    failed: 1,
    cancelled: 0,
    attempts: 21,
    retries: 2,
    p50Ms: 43.5,
    p95Ms: 193.5,
    p99Ms: 815.5,
  },
];

export const STATS_EXAMPLE = {
  ...FRAME,
  deliveries: { total: 1124, succeeded: 1100, failed: 20, cancelled: 4 },
  ...RATES,
  waiting: WAITING,
  endpointsInTrouble: {
    total: 1,
    data: [
      {
        endpointId: 'ep_01kcf5w8x00123456789abcdef',
        url: 'https://shop.example/hooks',
        description: 'orders to the shop',
        status: 'active',
        gate: 'broken',
        troubles: ['broken', 'failing', 'low-success-rate'],
        because: '10 attempts in a row have failed',
        consecutiveFailures: 12,
        failingSince: '2026-03-01T11:52:00.000Z',
        deliveries: { total: 60, succeeded: 40, failed: 20, cancelled: 0 },
        successRate: 0.6667,
        attempts: 110,
      },
    ],
  },
  buckets: BUCKETS,
};

export const ENDPOINT_HEALTH_EXAMPLE = {
  ...FRAME,
  endpointId: 'ep_01kcf5w8x00123456789abcdef',
  deliveries: 1124,
  succeeded: 1100,
  failed: 20,
  cancelled: 4,
  ...RATES,
  consecutiveFailures: 12,
  failingSince: '2026-03-01T11:52:00.000Z',
  status: 'active',
  breaker: { state: 'open', because: '10 attempts in a row have failed', until: '2026-03-01T12:01:00.000Z' },
  waiting: WAITING,
  buckets: BUCKETS,
};
