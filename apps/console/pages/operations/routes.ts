import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { pickSearch } from '../../lib/pick-search.js';
import { shellRoute } from '../../shell-route.js';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/operations',
  validateSearch: (search: Record<string, unknown>) => pickSearch(search, ['status']),
  component: lazyRouteComponent(() => import('./operations-page.js'), 'OperationsPage'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/operations/$operationId',
  component: lazyRouteComponent(() => import('./operation-page.js'), 'OperationPage'),
});

/** The bulk operations, and one of them. */
export const operationRoutes = [list, detail] as const;
