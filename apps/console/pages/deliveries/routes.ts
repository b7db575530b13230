import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { DELIVERY_FILTERS } from '../../api/deliveries.js';
import { pickSearch } from '../../lib/pick-search.js';
import { shellRoute } from '../../shell-route.js';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/deliveries',
  validateSearch: (search: Record<string, unknown>) => pickSearch(search, DELIVERY_FILTERS),
  component: lazyRouteComponent(() => import('./deliveries-page.js'), 'DeliveriesPage'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/deliveries/$deliveryId',
  component: lazyRouteComponent(() => import('./delivery-page.js'), 'DeliveryPage'),
});

/** The deliveries, with their filter in the address, and one of them. */
export const deliveryRoutes = [list, detail] as const;
