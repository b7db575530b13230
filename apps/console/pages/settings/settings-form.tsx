import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useChangeTenant, type TenantChange } from '../../api/tenants.js';
import { Panel } from '../../components/panel.js';
import { ProblemAlert } from '../../components/problem-alert.js';

/** What {@link SettingsForm} shows. */
interface SettingsFormProps {
  tenantId: string;
  title: string;
  children: ReactNode;
  /** What differs from what is in force; null for nothing. */
  change: TenantChange | null;
  /** Something that was entered cannot be right. */
  invalid?: boolean;
  /** Takes back what was entered. */
  onReset: () => void;
  /** When the change is felt. */
  hint?: string;
}

/** A part of the settings with its own button: saved alone, and only when something was changed. */
export function SettingsForm({
  tenantId,
  title,
  children,
  change,
  invalid = false,
  onReset,
  hint,
}: SettingsFormProps): ReactNode {
  const save = useChangeTenant(tenantId);
  return (
    <Panel title={title}>
      <form
        aria-label={title}
        onSubmit={(event) => {
          event.preventDefault();
          if (change !== null) save.mutate(change);
        }}
      >
        <Stack gap="md">
          {children}
          {save.error !== null && <ProblemAlert error={save.error} />}
          <Group gap="xs">
            <Button type="submit" loading={save.isPending} disabled={change === null || invalid}>
              Save
            </Button>
            {change !== null && (
              <Button
                variant="default"
                onClick={() => {
                  save.reset();
                  onReset();
                }}
              >
                Undo
              </Button>
            )}
            {hint !== undefined && (
              <Text size="sm" c="dimmed">
                {hint}
              </Text>
            )}
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
