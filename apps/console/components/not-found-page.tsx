import { IconMapOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { EmptyState } from './empty-state.js';
import { ButtonLink } from './links.js';

/** There is no such page. */
export function NotFoundPage(): ReactNode {
  return (
    <EmptyState
      icon={IconMapOff}
      title="There is no such page"
      action={<ButtonLink to="/">Go to the overview</ButtonLink>}
    >
      The address may be mistyped, or from another version of the console.
    </EmptyState>
  );
}
