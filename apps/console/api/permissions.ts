import { useSession, type Session } from './session.js';

/** What a session may do. What it may not do is not shown. */
export interface Permissions {
  /** See endpoints, events and deliveries. */
  read: boolean;
  /** Change endpoints, steer deliveries, replay events. */
  write: boolean;
  /** Post events. */
  publish: boolean;
  /** Choose among tenants, make and change them. */
  administer: boolean;
}

/** What a role may do; as the API enforces it. */
export function permissionsOf(role: Session['role']): Permissions {
  const administer = role === 'admin';
  const write = administer || role === 'owner';
  return { administer, write, publish: write || role === 'publisher', read: write || role === 'viewer' };
}

/** What the signed-in session may do. */
export function usePermissions(): Permissions {
  return permissionsOf(useSession().role);
}
