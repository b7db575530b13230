import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useSession } from '../api/session.js';
import { EmptyState } from './empty-state.js';
import { Page } from './page.js';

/** A page that the role may not see. */
export function NoPermission({ title }: { title: string }): ReactNode {
  const { role } = useSession();
  return (
    <Page title={title}>
      <EmptyState icon={IconLock} title="You have no permission for this page">
        You are signed in as {role}. A key of another role, such as owner or viewer, can see it.
      </EmptyState>
    </Page>
  );
}
