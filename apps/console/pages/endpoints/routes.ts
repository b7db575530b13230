import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { ENDPOINT_FILTERS } from '../../api/endpoints.js';
import { pickSearch } from '../../lib/pick-search.js';
import { shellRoute } from '../../shell-route.js';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/endpoints',
  validateSearch: (search: Record<string, unknown>) => pickSearch(search, ENDPOINT_FILTERS),
  component: lazyRouteComponent(() => import('./endpoints-page.js'), 'EndpointsPage'),
});

const create = createRoute({
  getParentRoute: () => shellRoute,
  path: '/endpoints/new',
  component: lazyRouteComponent(() => import('./new-endpoint-page.js'), 'NewEndpointPage'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/endpoints/$endpointId',
  validateSearch: (search: Record<string, unknown>) => pickSearch(search, ['window']),
  component: lazyRouteComponent(() => import('./endpoint-page.js'), 'EndpointPage'),
});

const edit = createRoute({
  getParentRoute: () => shellRoute,
  path: '/endpoints/$endpointId/edit',
  component: lazyRouteComponent(() => import('./edit-endpoint-page.js'), 'EditEndpointPage'),
});

/** The endpoints, one of them, and the forms that make and change one. */
export const endpointRoutes = [list, create, detail, edit] as const;
