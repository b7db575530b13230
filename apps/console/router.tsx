import type { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { CrashPage } from './components/crash-page.js';
import { LoadingPage } from './components/loading-page.js';
import { NotFoundPage } from './components/not-found-page.js';
import { parseSearch, stringifySearch } from './lib/search-text.js';
import { auditRoute } from './pages/audit/route.js';
import { deliveryRoutes } from './pages/deliveries/routes.js';
import { endpointRoutes } from './pages/endpoints/routes.js';
import { eventTypeRoutes } from './pages/event-types/routes.js';
import { eventRoutes } from './pages/events/routes.js';
import { keysRoute } from './pages/keys/route.js';
import { liveRoute } from './pages/live/route.js';
import { operationRoutes } from './pages/operations/routes.js';
import { overviewRoute } from './pages/overview/route.js';
import { settingsRoute } from './pages/settings/route.js';
import { signInRoute } from './pages/sign-in/route.js';
import { signaturesRoute } from './pages/signatures/route.js';
import { testerRoute } from './pages/tester/route.js';
import { rootRoute, shellRoute } from './shell-route.js';

const routeTree = rootRoute.addChildren([
  signInRoute,
  shellRoute.addChildren([
    overviewRoute,
    ...deliveryRoutes,
    ...endpointRoutes,
    ...eventRoutes,
    liveRoute,
    testerRoute,
    signaturesRoute,
    ...eventTypeRoutes,
    ...operationRoutes,
    keysRoute,
    auditRoute,
    settingsRoute,
  ]),
]);

/**
 * Makes the router.
 * @param queryClient where the session is looked for before a page is shown
 */
export function createConsoleRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultPendingComponent: LoadingPage,
    defaultErrorComponent: CrashPage,
    defaultNotFoundComponent: NotFoundPage,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
