/** Examples of the OpenAPI document; their parts belong together. */

export const ACCEPTED_EVENT_EXAMPLE = {
  id: 'evt_01kcf5w8x0abcdefghjkmnpqrs',
  type: 'order.created',
  created: '2026-03-01T12:00:00.000Z',
  tenantId: 'ten_01kcf5w8x0zyxwvtsrqpnmkjhg',
};

export const NEW_EVENT_EXAMPLE = {
  type: 'order.created',
  data: { orderId: 'o-1001', total: 12.5 },
  id: 'order-o-1001-created',
};

export const EVENT_SUMMARY_EXAMPLE = {
  ...ACCEPTED_EVENT_EXAMPLE,
  acceptedAt: '2026-03-01T12:00:00.120Z',
  source: 'api',
};

export const EVENT_EXAMPLE = {
  ...EVENT_SUMMARY_EXAMPLE,
  matches: [
    {
      endpointId: 'ep_01kcf5w8x00123456789abcdef',
      matched: true,
      because: '"order.*" covers "order.created"',
      deliveryId: 'dlv_01kcf5w8x0fedcba9876543210',
    },
    { endpointId: 'ep_01kcf5w8x0ghjkmnpqrstvwxyz', matched: false, because: 'none of [user.*] covers "order.created"' },
  ],
  deliveries: [
    {
      id: 'dlv_01kcf5w8x0fedcba9876543210',
      endpointId: 'ep_01kcf5w8x00123456789abcdef',
      generation: 0,
      status: 'succeeded',
    },
  ],
  data: NEW_EVENT_EXAMPLE.data,
};
