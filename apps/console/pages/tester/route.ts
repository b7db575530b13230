import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { pickSearch } from '../../lib/pick-search.js';
import { shellRoute } from '../../shell-route.js';

/** The webhook tester; the address says which endpoint and event are tried. */
export const testerRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/tester',
  validateSearch: (search: Record<string, unknown>) => pickSearch(search, ['endpointId', 'event']),
  component: lazyRouteComponent(() => import('./tester-page.js'), 'TesterPage'),
});
