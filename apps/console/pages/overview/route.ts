import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { pickSearch } from '../../lib/pick-search.js';
import { shellRoute } from '../../shell-route.js';

/** The overview; `window` is how far back it looks. */
export const overviewRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  validateSearch: (search: Record<string, unknown>) => pickSearch(search, ['window']),
  component: lazyRouteComponent(() => import('./overview-page.js'), 'OverviewPage'),
});
