import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { pickSearch } from '../../lib/pick-search.js';
import { shellRoute } from '../../shell-route.js';

/**
 * The signature validator. The address says what is verified with (an endpoint, or a profile), which delivery's request
 * is filled in, and the language of the code.
 */
export const signaturesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/signatures',
  validateSearch: (search: Record<string, unknown>) =>
    pickSearch(search, ['endpointId', 'profile', 'deliveryId', 'language']),
  component: lazyRouteComponent(() => import('./signatures-page.js'), 'SignaturesPage'),
});
