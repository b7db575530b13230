import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { pickSearch } from '../../lib/pick-search.js';
import { shellRoute } from '../../shell-route.js';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/event-types',
  validateSearch: (search: Record<string, unknown>) => pickSearch(search, ['q']),
  component: lazyRouteComponent(() => import('./event-types-page.js'), 'EventTypesPage'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/event-types/$name',
  component: lazyRouteComponent(() => import('./event-type-page.js'), 'EventTypePage'),
});

/** The event catalogue, and one of its entries. */
export const eventTypeRoutes = [list, detail] as const;
