import { Center, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** What {@link EmptyState} shows. */
interface EmptyStateProps {
  icon: Icon;
  title: string;
  /** What it means and what can be done. */
  children?: ReactNode;
  /** The button of the next step. */
  action?: ReactNode;
}

/** Stands where there is nothing (yet), and says what to do about it. */
export function EmptyState({ icon: Icon, title, children, action }: EmptyStateProps): ReactNode {
  return (
    <Center py={48} px="md">
      <Stack align="center" gap="sm" maw={460}>
        <ThemeIcon size={56} radius="xl" variant="light" aria-hidden>
          <Icon size={28} stroke={1.5} />
        </ThemeIcon>
        <Title order={2} size="h3" ta="center">
          {title}
        </Title>
        {children !== undefined && (
          <Text component="div" c="dimmed" size="sm" ta="center">
            {children}
          </Text>
        )}
        {action}
      </Stack>
    </Center>
  );
}
