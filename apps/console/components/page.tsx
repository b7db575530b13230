import { Group, Stack, Text, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { Breakable } from './breakable.js';

/** What {@link Page} shows. */
interface PageProps {
  title: string;
  /** Beside the title, such as a status. */
  badge?: ReactNode;
  /** Under the title. */
  description?: ReactNode;
  /** Buttons at the right. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A page with its heading; names the browser's tab too. */
export function Page({ title, badge, description, actions, children }: PageProps): ReactNode {
  useEffect(() => {
    document.title = `${title} · Everhook`;
  }, [title]);
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start" gap="sm">
        <div>
          <Group gap="sm">
            <Title order={1}>
              <Breakable text={title} />
            </Title>
            {badge}
          </Group>
          {description !== undefined && (
            <Text component="div" c="dimmed" size="sm" mt={2}>
              {description}
            </Text>
          )}
        </div>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
