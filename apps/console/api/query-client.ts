import { hashKey, MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { currentTenant } from './current-tenant.js';
import { isSignedOut, ProblemError } from './problem-error.js';

/** An answer that is not there may come a moment later; what the API said it would say again. */
const RETRIES = 2;

/** First words of the keys of what belongs to no tenant. */
const NOBODYS = ['session', 'tenants'];

/**
 * Makes the cache of answers. Each tenant has entries of its own, although no page names it in its keys.
 * @param onSignedOut called when any request learns that nobody is signed in
 */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown): void => {
    if (isSignedOut(error)) onSignedOut();
  };
  const queryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        queryKeyHashFn: (key) => hashKey([currentTenant(), key]),
        staleTime: 2_000,
        retry: (failures, error) => failures < RETRIES && (!(error instanceof ProblemError) || error.status === 0),
      },
    },
  });
  for (const name of NOBODYS) queryClient.setQueryDefaults([name], { queryKeyHashFn: hashKey });
  return queryClient;
}
