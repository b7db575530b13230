import { Group, Progress, Stack, Text } from '@mantine/core';
import { IconCoffee } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Stats } from '../../api/stats.js';
import { EmptyState } from '../../components/empty-state.js';
import { TextLink } from '../../components/links.js';
import { Panel } from '../../components/panel.js';
import { STATUSES, WAIT_REASONS } from '../../lib/delivery-words.js';

/** What is not finished, by what it waits for. */
export function WaitingPanel({ waiting: { total, reasons, isCapped } }: { waiting: Stats['waiting'] }): ReactNode {
  return (
    <Panel title="What waits, and why" {...(isCapped ? { hint: 'at least; there are more' } : {})}>
      <div id="waiting">
        {reasons.length === 0 ? (
          <EmptyState icon={IconCoffee} title="Nothing waits" />
        ) : (
          <Stack gap="md">
            {reasons.map(({ status, waitReason, count }) => (
              <div key={`${status} ${waitReason}`}>
                <Group justify="space-between" gap="xs" mb={4}>
                  <Text size="sm">{waitReason === undefined ? STATUSES[status].means : WAIT_REASONS[waitReason]}</Text>
                  <Text size="sm" fw={600} className="tabular">
                    <TextLink to="/deliveries" search={{ status, ...(waitReason === undefined ? {} : { waitReason }) }}>
                      {count.toLocaleString()} {status}
                    </TextLink>
                  </Text>
                </Group>
                <Progress
                  value={(count / total) * 100}
                  color={STATUSES[status].color}
                  aria-label={`${waitReason ?? status}: ${count} of ${total}`}
                />
              </div>
            ))}
          </Stack>
        )}
      </div>
    </Panel>
  );
}
