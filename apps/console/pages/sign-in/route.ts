import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { pickSearch } from '../../lib/pick-search.js';
import { rootRoute } from '../../shell-route.js';

/** The sign-in; `next` is the page that was asked for. */
export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>) => pickSearch(search, ['next']),
  component: lazyRouteComponent(() => import('./sign-in-page.js'), 'SignInPage'),
});
