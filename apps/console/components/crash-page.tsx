import { Button, Code } from '@mantine/core';
import { IconBug } from '@tabler/icons-react';
import type { ErrorComponentProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { isSignedOut, ProblemError } from '../api/problem-error.js';
import { EmptyState } from './empty-state.js';
import { LoadingPage } from './loading-page.js';
import { ProblemAlert } from './problem-alert.js';

/** A page failed in a way that it did not expect. The rest of the console still works. */
export function CrashPage({ error, reset }: ErrorComponentProps): ReactNode {
  // The way to the sign-in page is already being taken.
  if (isSignedOut(error)) return <LoadingPage />;
  if (error instanceof ProblemError) return <ProblemAlert error={error} onRetry={reset} />;
  return (
    <EmptyState icon={IconBug} title="This page has failed" action={<Button onClick={reset}>Try again</Button>}>
      It is a fault of the console; nothing was lost on the server. Reloading the page may help too.
      <Code block mt="md">
        {error instanceof Error ? error.message : String(error)}
      </Code>
    </EmptyState>
  );
}
