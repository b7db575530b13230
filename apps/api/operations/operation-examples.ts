/** Examples of the OpenAPI document; their parts belong together. */

export const NEW_OPERATION_EXAMPLE = {
  action: 'redeliver',
  filter: { status: 'failed', endpointId: 'ep_01kcf5w8x00123456789abcdef', from: '2026-03-01T00:00:00Z' },
  ratePerSecond: 50,
};

export const OPERATION_EXAMPLE = {
  id: 'op_01kcf5w8x0aabbccddeeffgghh',
  tenantId: 'ten_01kcf5w8x0zyxwvtsrqpnmkjhg',
  ...NEW_OPERATION_EXAMPLE,
  status: 'running',
  total: 1200,
  done: 350,
  failed: 2,
  actor: 'key_01kcf5w8x0aabbccddeeffgghh',
  startedAt: '2026-03-01T12:00:00.000Z',
};

export const STARTED_OPERATION_EXAMPLE = { ...OPERATION_EXAMPLE, done: 0, failed: 0, count: 1200 };

export const OPERATION_DETAIL_EXAMPLE = {
  ...OPERATION_EXAMPLE,
  failures: [{ deliveryId: 'dlv_01kcf5w8x0fedcba9876543210', detail: 'the endpoint is disabled; enable it first' }],
};

export const ABORTED_OPERATION_EXAMPLE = {
  ...OPERATION_EXAMPLE,
  status: 'aborted',
  finishedAt: '2026-03-01T12:00:07.500Z',
};

export const RECOVERY_EXAMPLE = {
  ...STARTED_OPERATION_EXAMPLE,
  action: 'recover',
  filter: { endpointId: 'ep_01kcf5w8x00123456789abcdef', since: '2026-03-01T00:00:00Z' },
  ratePerSecond: 100,
};
