import type { Endpoint } from '#libs/contracts/http';
import { openHeaders, type entities, type SecretBox } from '#libs/persistence';
import { profileNameOf } from '../profiles/profile-name.js';
import { durationText } from './duration-text.js';
import { presentGate, statusOf } from './endpoint-gate-presenter.js';
import { redactHeaders } from './redact-headers.js';

/**
 * An endpoint as answers show it: with the retry policy and lane that apply, and without secrets.
 * @param tenant whose settings apply where the endpoint has none
 */
export function presentEndpoint(
  endpoint: entities.EndpointEntity,
  tenant: entities.TenantEntity,
  secretBox: SecretBox,
): Endpoint {
  return {
    id: endpoint.id,
    tenantId: endpoint.tenantId,
    url: endpoint.url,
    events: endpoint.events,
    description: endpoint.description,
    status: statusOf(endpoint),
    profile: profileNameOf(endpoint.profile),
    profileOptions: endpoint.profileOptions,
    retryPolicy: endpoint.retryPolicy ?? tenant.retryPolicy ?? 'standard',
    retryPolicyFrom: policySource(endpoint, tenant),
    retryPolicyByEvent: endpoint.retryPolicyByEvent,
    timeoutMs: endpoint.timeoutMs,
    channels: endpoint.channels,
    headers: redactHeaders(openHeaders(endpoint.headersCiphertext, secretBox)),
    maximumAge: endpoint.maximumAgeMs === null ? null : durationText(Number(endpoint.maximumAgeMs)),
    ipAllowList: endpoint.ipAllowList,
    metadata: endpoint.metadata,
    lane: endpoint.lane ?? tenant.lane,
    rateLimitPerSecond: endpoint.rateLimitPerSecond,
    ordered: endpoint.ordered,
    orderingPolicy: endpoint.orderingPolicy,
    gate: presentGate(endpoint),
    consecutiveFailures: endpoint.consecutiveFailures,
    failingSince: endpoint.failingSince?.toISOString() ?? null,
    disabledBecause: endpoint.disabledBecause,
    operational: endpoint.operational,
    createdAt: endpoint.createdAt.toISOString(),
    updatedAt: endpoint.updatedAt.toISOString(),
  };
}

function policySource(endpoint: entities.EndpointEntity, tenant: entities.TenantEntity): Endpoint['retryPolicyFrom'] {
  if (endpoint.retryPolicy !== null) return 'endpoint';
  return tenant.retryPolicy === null ? 'default' : 'tenant';
}
