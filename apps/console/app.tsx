import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { createQueryClient } from './api/query-client.js';
import { sessionQuery } from './api/session.js';
import { signInHint } from './api/sign-in-hint.js';
import { styleNonce } from './lib/style-nonce.js';
import { createConsoleRouter } from './router.js';
import { cssVariables, theme } from './theme/theme.js';

const queryClient = createQueryClient(() => {
  signInHint.clear();
  queryClient.setQueryData(sessionQuery.queryKey, null);
  // The shell looks for the session before each page, and goes to the sign-in with the way back.
  void router.invalidate();
});
const router = createConsoleRouter(queryClient);

/** The whole console. */
export function App(): ReactNode {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <Notifications position="bottom-right" autoClose={5_000} />
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
