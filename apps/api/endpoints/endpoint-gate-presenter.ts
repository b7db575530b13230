import type { Endpoint } from '#libs/contracts/http';
import { drainRate, TENANT_STOPPED } from '#libs/domain';
import type { entities } from '#libs/persistence';

type EndpointRow = entities.EndpointEntity;

/** The status that answers show: that of the row, or what its gate makes of it. */
export function statusOf({ status, stopped, gate, gateReason }: EndpointRow): Endpoint['status'] {
  if (status === 'disabled') return 'disabled';
  if (stopped || gate === 'paused') return 'paused';
  return gate === 'draining' && gateReason === 'paused' ? 'draining' : 'active';
}

/** The gate of an endpoint as answers show it. A disabled one holds nothing: what waited for it was cancelled. */
export function presentGate(endpoint: EndpointRow): Endpoint['gate'] {
  const { status, stopped, gateReason, gateBecause, gateUntil } = endpoint;
  const state = stopped ? 'paused' : endpoint.gate;
  if (status === 'disabled' || state === 'open') return { state: 'open' };
  const isTimed = state === 'throttled' || state === 'broken';
  return {
    state,
    ...(stopped
      ? { reason: 'paused', because: TENANT_STOPPED }
      : { reason: gateReason ?? 'paused', because: gateBecause }),
    ...(isTimed && gateUntil !== null ? { until: gateUntil.toISOString() } : {}),
    ...(state === 'draining'
      ? { ratePerSecond: drainRate(gateReason, endpoint.drainRate, endpoint.rateLimitPerSecond) }
      : {}),
  };
}
