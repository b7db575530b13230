const STORAGE_KEY = 'everhook.tenant';

let tenantId: string | null = null;

/**
 * The tenant that an admin has chosen, sent with every request; null for the session's own. The shell keeps it in step
 * with the address, so no page has to pass it on.
 */
export function currentTenant(): string | null {
  return tenantId;
}

/** Chooses the tenant of the requests that follow, and remembers it for the next visit; null chooses none. */
export function chooseTenant(id: string | null): void {
  tenantId = id;
  if (id !== null) window.localStorage.setItem(STORAGE_KEY, id);
}

/** The tenant that was chosen last in this browser; null for none. */
export function rememberedTenant(): string | null {
  return window.localStorage.getItem(STORAGE_KEY);
}

/** Forgets the choice: the tenant is gone, or someone signs out. */
export function forgetTenant(): void {
  tenantId = null;
  window.localStorage.removeItem(STORAGE_KEY);
}
