import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { api, answer, type Schema } from './client.js';
import { forgetTenant } from './current-tenant.js';
import { isSignedOut } from './problem-error.js';
import { signInHint } from './sign-in-hint.js';

/** Who is signed in. */
export type Session = Schema<'Session'>;

/** How often the session is looked at: it may end on the server at any time. */
const LOOK_AGAIN_MS = 60_000;

/** Who is signed in; null for nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    // Without the hint nobody has signed in from this browser, and asking would only put a 401 into its log.
    if (!signInHint.isSet()) return null;
    try {
      return await answer(api.GET('/api/v1/session'));
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      signInHint.clear();
      return null;
    }
  },
  staleTime: LOOK_AGAIN_MS,
});

const CONSOLE_HEADER = { 'X-Everhook-Console': '1' } as const;

/** Signs in with an API key; the key itself is kept nowhere in the browser. */
export function useSignIn() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (key: string) =>
      answer(api.POST('/api/v1/session', { params: { header: CONSOLE_HEADER }, body: { key } })),
    onSuccess: (session) => {
      queryClient.clear();
      signInHint.set();
      queryClient.setQueryData(sessionQuery.queryKey, session);
    },
  });
}

/** Signs out, and forgets everything that was read. */
export function useSignOut() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.DELETE('/api/v1/session', { params: { header: CONSOLE_HEADER } })),
    onSettled: () => {
      signInHint.clear();
      forgetTenant();
      queryClient.clear();
      queryClient.setQueryData(sessionQuery.queryKey, null);
    },
  });
}

/** Who is signed in, for everything inside the shell. It stays until the shell itself has gone. */
export const SessionContext = createContext<Session | null>(null);

/** Who is signed in. Only inside the shell, which nobody sees without being signed in. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new Error('useSession is used outside the shell');
  return session;
}
