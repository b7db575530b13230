import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useSwitchTenant, type Tenant } from '../../api/tenants.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { Panel } from '../../components/panel.js';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Time } from '../../components/time.js';

/** Stops everything that is sent for the tenant, and lets it go on. */
export function SwitchPanel({ tenant: { id, stoppedAt } }: { tenant: Tenant }): ReactNode {
  const [asks, ask] = useDisclosure();
  const change = useSwitchTenant(id);
  return (
    <Panel title="Stop switch">
      <Group justify="space-between" align="center" gap="md">
        <Text size="sm" maw={640} role="status">
          {stoppedAt === null ? (
            'Holds every delivery of this tenant that is due. Events are still accepted, nothing is lost, and attempts in flight come to their end.'
          ) : (
            <>
              <strong>Everything is held</strong> since <Time value={stoppedAt} />. Events are still accepted and
              counted. When it goes on, what was held goes out endpoint by endpoint, in the order of its events.
            </>
          )}
        </Text>
        <Group gap="xs">
          {stoppedAt === null ? (
            <Button color="red" variant="light" leftSection={<IconPlayerStop size={16} />} onClick={ask.open}>
              Stop sending
            </Button>
          ) : (
            <Button
              color="teal"
              leftSection={<IconPlayerPlay size={16} />}
              loading={change.isPending && !asks}
              onClick={() => {
                change.mutate('start');
              }}
            >
              Let it go on
            </Button>
          )}
        </Group>
      </Group>
      {change.error !== null && !asks && <ProblemAlert error={change.error} />}
      <ConfirmDialog
        opened={asks}
        onClose={ask.close}
        title="Stop sending for this tenant?"
        confirm="Stop sending"
        danger
        pending={change.isPending}
        error={change.error}
        onConfirm={() => {
          change.mutate('stop', { onSuccess: ask.close });
        }}
      >
        <Text size="sm">
          Every endpoint of the tenant is held until somebody lets it go on. None of them can be resumed alone in the
          meantime.
        </Text>
      </ConfirmDialog>
    </Panel>
  );
}
