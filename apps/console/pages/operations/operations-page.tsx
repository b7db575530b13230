import { Badge, Chip, Group, Progress, Text } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { operationsQuery, type OperationSummary } from '../../api/operations.js';
import { usePermissions } from '../../api/permissions.js';
import { CursorTable } from '../../components/cursor-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { ButtonLink, TextLink } from '../../components/links.js';
import { NoPermission } from '../../components/no-permission.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { Time } from '../../components/time.js';
import { Told } from '../../components/told.js';
import { keysOf } from '../../lib/delivery-words.js';
import { OPERATION_ACTIONS, OPERATION_STATUSES, operationFilterText } from '../../lib/operation-words.js';

const route = getRouteApi('/shell/operations');

/** Bulk work: what runs, and what ran. */
export function OperationsPage(): ReactNode {
  const { read } = usePermissions();
  return read ? <Operations /> : <NoPermission title="Bulk operations" />;
}

function Operations(): ReactNode {
  const { status: wanted } = route.useSearch();
  const status = keysOf(OPERATION_STATUSES).find((one) => one === wanted);
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(operationsQuery(status));
  return (
    <Page title="Bulk operations" description="Work on many deliveries or events at once, newest first.">
      <Panel>
        <Chip.Group
          value={status ?? 'all'}
          onChange={(value) => {
            void navigate({ search: { status: value === 'all' ? undefined : value }, replace: true });
          }}
        >
          <Group gap={6} role="group" aria-label="Status">
            <Chip value="all" size="xs" variant="light">
              All
            </Chip>
            {keysOf(OPERATION_STATUSES).map((one) => (
              <Chip key={one} value={one} size="xs" variant="light" color={OPERATION_STATUSES[one]}>
                {one}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        <CursorTable
          label="Bulk operations"
          query={query}
          rowKey={({ id }) => id}
          columns={[
            {
              header: 'Status',
              cell: (operation) => (
                <Badge color={OPERATION_STATUSES[operation.status]} variant="light" tt="none">
                  {operation.status}
                </Badge>
              ),
            },
            {
              header: 'What',
              cell: ({ id, action, filter }) => (
                <div>
                  <TextLink to="/operations/$operationId" params={{ operationId: id }} fw={600}>
                    {OPERATION_ACTIONS[action]}
                  </TextLink>
                  <Text size="xs" c="dimmed" component="div">
                    <Told text={operationFilterText(filter)} />
                  </Text>
                </div>
              ),
            },
            { header: 'Progress', cell: (operation) => <Share operation={operation} /> },
            { header: 'By', cell: ({ actor }) => <span className="mono">{actor}</span> },
            { header: 'Began', cell: ({ startedAt }) => <Time value={startedAt} form="relative" /> },
          ]}
          empty={
            <EmptyState
              icon={IconStack2}
              title={status === undefined ? 'There was no bulk work yet' : `No bulk operation is ${status}`}
              action={<ButtonLink to="/deliveries">Go to the deliveries</ButtonLink>}
            >
              Filter the deliveries, and act on all that match.
            </EmptyState>
          }
        />
      </Panel>
    </Page>
  );
}

function Share({ operation: { total, done, failed } }: { operation: OperationSummary }): ReactNode {
  const share = (count: number): number => (total === 0 ? 0 : (count / total) * 100);
  return (
    <div>
      <Text size="xs" className="tabular">
        {total === 0 ? 'Nothing matched' : `${done.toLocaleString()} of ${total.toLocaleString()}`}
        {failed > 0 && `, ${failed.toLocaleString()} could not be`}
      </Text>
      <Progress.Root size="sm" mt={4} miw={120}>
        <Progress.Section value={share(done)} color="teal" aria-label="Done" />
        <Progress.Section value={share(failed)} color="red" aria-label="Failed" />
      </Progress.Root>
    </div>
  );
}
