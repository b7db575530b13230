import { currentTenant } from './current-tenant.js';
import { useSession } from './session.js';

/** The id of the tenant whose data is shown: the session's own, or the one that an admin has chosen. */
export function useTenantId(): string {
  const id = useSession().tenantId ?? currentTenant();
  if (id === null) throw new Error('no tenant is chosen');
  return id;
}
