import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { AUDIT_FILTERS } from '../../api/audit.js';
import { pickSearch } from '../../lib/pick-search.js';
import { shellRoute } from '../../shell-route.js';

/** The audit log, with its filter in the address. */
export const auditRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/audit',
  validateSearch: (search: Record<string, unknown>) => pickSearch(search, AUDIT_FILTERS),
  component: lazyRouteComponent(() => import('./audit-page.js'), 'AuditPage'),
});
