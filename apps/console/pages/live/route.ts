import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { STREAM_FILTERS } from '../../api/stream.js';
import { pickSearch } from '../../lib/pick-search.js';
import { shellRoute } from '../../shell-route.js';

/** The debug console, with its filter in the address. */
export const liveRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/live',
  validateSearch: (search: Record<string, unknown>) => pickSearch(search, [...STREAM_FILTERS, 'show']),
  component: lazyRouteComponent(() => import('./live-page.js'), 'LivePage'),
});
