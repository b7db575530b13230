import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';
import { chooseTenant, rememberedTenant } from './api/current-tenant.js';
import { sessionQuery } from './api/session.js';
import { pickSearch } from './lib/pick-search.js';

/** What routes know beside the address. */
interface RouterContext {
  queryClient: QueryClient;
}

/** The root of all routes. */
export const rootRoute = createRootRouteWithContext<RouterContext>()();

/**
 * Everything that needs a session. The address of an admin's page names the tenant (`?tenant=`), so that a link shows
 * the same to every admin; a tenant's own people need none.
 */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  validateSearch: (search: Record<string, unknown>): { tenant?: string } => pickSearch(search, ['tenant']),
  search: { middlewares: [retainSearchParams(['tenant'])] },
  beforeLoad: async ({ context: { queryClient }, search, location, preload }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (session === null) throw redirect({ to: '/sign-in', search: { next: location.href } });
    const wanted = session.tenantId === null ? (search.tenant ?? null) : null;
    if (session.tenantId === null && wanted === null) {
      const remembered = rememberedTenant();
      if (remembered !== null) {
        throw redirect({ to: location.pathname, search: { ...search, tenant: remembered }, replace: true });
      }
    }
    if (!preload) chooseTenant(wanted);
    return { tenantId: wanted };
  },
  component: lazyRouteComponent(() => import('./components/shell/shell.js'), 'Shell'),
});
