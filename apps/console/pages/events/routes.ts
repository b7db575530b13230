import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { EVENT_FILTERS } from '../../api/events.js';
import { pickSearch } from '../../lib/pick-search.js';
import { shellRoute } from '../../shell-route.js';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/events',
  validateSearch: (search: Record<string, unknown>) => pickSearch(search, EVENT_FILTERS),
  component: lazyRouteComponent(() => import('./events-page.js'), 'EventsPage'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/events/$eventId',
  component: lazyRouteComponent(() => import('./event-page.js'), 'EventPage'),
});

/** The events, with their filter in the address, and one of them. */
export const eventRoutes = [list, detail] as const;
