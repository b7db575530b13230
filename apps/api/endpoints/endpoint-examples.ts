import { REDACTED } from '#libs/contracts';
import type { Endpoint, EndpointSecret } from '#libs/contracts/http';

/** Examples for the OpenAPI document. */
export const ENDPOINT_EXAMPLE: Endpoint = {
  id: 'ep_01jnq9z6wp3xk8a1b2c3d4e5f6',
  tenantId: '123',
  url: 'https://shop.example/webhooks',
  events: ['order.*', 'user.registered'],
  description: 'The shop',
  status: 'active',
  profile: 'standard-webhooks',
  profileOptions: null,
  retryPolicy: 'standard',
  retryPolicyFrom: 'default',
  retryPolicyByEvent: { 'order.*': 'shop' },
  timeoutMs: 15_000,
  channels: null,
  headers: { 'x-shard': '7', authorization: REDACTED },
  maximumAge: '24h',
  ipAllowList: null,
  metadata: { team: 'checkout' },
  lane: 'durable',
  rateLimitPerSecond: null,
  ordered: false,
  orderingPolicy: 'block',
  gate: { state: 'open' },
  consecutiveFailures: 0,
  failingSince: null,
  disabledBecause: null,
  operational: false,
  createdAt: '2026-03-01T12:00:00.000Z',
  updatedAt: '2026-03-01T12:00:00.000Z',
};

/** One endpoint by itself comes with what its gate holds. */
export const ENDPOINT_ALONE_EXAMPLE: Endpoint = { ...ENDPOINT_EXAMPLE, heldDeliveries: 0, inFlight: 1 };

export const PAUSED_ENDPOINT_EXAMPLE: Endpoint = {
  ...ENDPOINT_EXAMPLE,
  status: 'paused',
  gate: { state: 'paused', reason: 'paused', because: 'the endpoint is paused' },
  heldDeliveries: 12,
  inFlight: 1,
};

export const DRAINING_ENDPOINT_EXAMPLE: Endpoint = {
  ...ENDPOINT_EXAMPLE,
  status: 'draining',
  gate: {
    state: 'draining',
    reason: 'paused',
    because: 'what was held while it was paused goes out in the order of its events',
    ratePerSecond: 50,
  },
  heldDeliveries: 12,
  inFlight: 0,
};

export const SECRET_EXAMPLE = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';

export const ENDPOINT_SECRET_EXAMPLE: EndpointSecret = {
  secret: SECRET_EXAMPLE,
  secrets: [
    {
      id: 'sec_01jnqb1c2d3e4f5g6h7j8k9m0n',
      secret: SECRET_EXAMPLE,
      signs: true,
      createdAt: '2026-03-02T12:00:00.000Z',
      expiresAt: null,
    },
    {
      id: 'sec_01jnq9z6wp3xk8a1b2c3d4e5f7',
      secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      signs: true,
      createdAt: '2026-03-01T12:00:00.000Z',
      expiresAt: '2026-03-03T12:00:00.000Z',
    },
  ],
};
