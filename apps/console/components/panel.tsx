import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './panel.module.css';

/** What {@link Panel} shows. */
interface PanelProps {
  title?: string;
  /** Beside the title, small. */
  hint?: ReactNode;
  /** At the right of the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A part of a page on a surface of its own. */
export function Panel({ title, hint, actions, children }: PanelProps): ReactNode {
  return (
    <Paper component="section" p={{ base: 'md', sm: 'lg' }} className={classes.panel}>
      <Stack gap="md">
        {title !== undefined && (
          <Group justify="space-between" gap="xs">
            <Group gap="xs" align="baseline">
              <Title order={2}>{title}</Title>
              {hint !== undefined && (
                <Text component="div" size="sm" c="dimmed">
                  {hint}
                </Text>
              )}
            </Group>
            {actions}
          </Group>
        )}
        {children}
      </Stack>
    </Paper>
  );
}
