import type { Tenant } from '#libs/contracts/http';

/** An example for the OpenAPI document. */
export const TENANT_EXAMPLE: Tenant = {
  id: '123',
  name: 'Urban Things',
  externalId: 123,
  profile: 'urban-things',
  profileOptions: null,
  retryPolicy: 'shop',
  lane: 'durable',
  allowedEvents: null,
  limits: { eventsPerSecond: 100, endpoints: 50 },
  stoppedAt: null,
  alerts: {
    emails: ['ops@shop.example'],
    webhookUrl: 'https://shop.example/alerts',
    events: ['endpoint.disabled', 'endpoint.failing', 'endpoint.recovered', 'delivery.exhausted', 'secret.rotating'],
    endpointId: 'ep_01jnq9z6wp3xk8a1b2c3d4e5f8',
  },
  createdAt: '2026-03-01T12:00:00.000Z',
  updatedAt: '2026-03-01T12:00:00.000Z',
};
