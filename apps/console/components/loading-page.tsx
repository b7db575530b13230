import { Skeleton, Stack } from '@mantine/core';
import type { ReactNode } from 'react';

/** Stands where a page will be. */
export function LoadingPage(): ReactNode {
  return (
    <Stack gap="md" role="status" aria-busy="true" aria-label="Loading">
      <Skeleton height={32} width={220} />
      <Skeleton height={120} />
      <Skeleton height={280} />
    </Stack>
  );
}
