import { Skeleton, Stack } from '@mantine/core';
import { IconError404 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { isNotFound } from '../api/problem-error.js';
import { EmptyState } from './empty-state.js';
import { ProblemAlert } from './problem-alert.js';

/** What {@link Loaded} needs to know of a query. */
interface LoadedQuery<Data> {
  data: Data | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** What {@link Loaded} shows. */
interface LoadedProps<Data> {
  query: LoadedQuery<Data>;
  /** Draws the answer. */
  children: (data: Data) => ReactNode;
  /** Stands in until the answer is there; default: grey lines. */
  skeleton?: ReactNode;
  /** What is missing when the answer is 404, such as "endpoint". */
  what?: string;
}

/** Draws what a query has answered; before that, and if it fails, what is fit to be shown instead. */
export function Loaded<Data>({ query, children, skeleton, what }: LoadedProps<Data>): ReactNode {
  // An answer that is there stays when a refresh fails; the next one may succeed.
  if (query.data !== undefined) return children(query.data);
  if (query.error === null || query.error === undefined) {
    return (
      skeleton ?? (
        <Stack gap="xs" role="status" aria-busy="true" aria-label="Loading">
          {[1, 2, 3, 4].map((line) => (
            <Skeleton key={line} height={36} />
          ))}
        </Stack>
      )
    );
  }
  if (what !== undefined && isNotFound(query.error)) {
    return (
      <EmptyState icon={IconError404} title={`There is no such ${what}`}>
        It was deleted, belongs to another tenant, or its address is mistyped.
      </EmptyState>
    );
  }
  return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
}
