import type { Tenant } from '#libs/contracts/http';
import type { entities } from '#libs/persistence';
import { profileNameOf } from '../profiles/profile-name.js';

/** A tenant as answers show it; where it has no retry policy, the one that then applies. */
export function presentTenant(tenant: entities.TenantEntity): Tenant {
  return {
    id: tenant.id,
    name: tenant.name,
    externalId: tenant.externalId,
    profile: profileNameOf(tenant.profile),
    profileOptions: tenant.profileOptions,
    retryPolicy: tenant.retryPolicy ?? 'standard',
    lane: tenant.lane,
    allowedEvents: tenant.allowedEvents,
    limits: { eventsPerSecond: tenant.eventsPerSecond, endpoints: tenant.maximumEndpoints },
    stoppedAt: tenant.stoppedAt?.toISOString() ?? null,
    alerts: tenant.alerts,
    createdAt: tenant.createdAt.toISOString(),
    updatedAt: tenant.updatedAt.toISOString(),
  };
}
