import { List, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { sentence } from '../lib/sentence.js';

/** One thing that was looked at. */
interface Check {
  name: string;
  ok: boolean;
  detail: string;
}

/** What {@link CheckList} shows. */
interface CheckListProps {
  label: string;
  checks: readonly Check[];
  /** What each check is called. */
  names: Readonly<Record<string, string>>;
}

/** What was looked at, and what was found. */
export function CheckList({ label, checks, names }: CheckListProps): ReactNode {
  return (
    <List listStyleType="none" spacing="sm" center={false} aria-label={label}>
      {checks.map(({ name, ok, detail }) => (
        <List.Item
          key={name}
          data-check={name}
          data-ok={ok}
          icon={
            <ThemeIcon size={24} radius="xl" color={ok ? 'teal' : 'red'} variant="light">
              {ok ? <IconCheck size={16} aria-label="passed" /> : <IconX size={16} aria-label="failed" />}
            </ThemeIcon>
          }
        >
          <Text size="sm" fw={600}>
            {names[name] ?? name}
          </Text>
          <Text size="sm" c="dimmed">
            {sentence(detail)}
          </Text>
        </List.Item>
      ))}
    </List>
  );
}
