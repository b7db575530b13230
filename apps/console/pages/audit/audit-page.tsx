import { Button, Select, SimpleGrid, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { auditQuery, type AuditFilter } from '../../api/audit.js';
import { usePermissions } from '../../api/permissions.js';
import { CursorTable } from '../../components/cursor-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { NoPermission } from '../../components/no-permission.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { TimeField } from '../../components/time-field.js';
import { Time } from '../../components/time.js';
import { TypedFilter } from '../../components/typed-filter.js';
import { SubjectLink } from './subject-link.js';

const route = getRouteApi('/shell/audit');

/** Actions that begin alike, as the filter has them. */
const ACTIONS = [
  { value: 'endpoint.*', label: 'Endpoints' },
  { value: 'endpoint.secret.*', label: 'Secrets of endpoints' },
  { value: 'delivery.*', label: 'Deliveries' },
  { value: 'event.*', label: 'Replays of events' },
  { value: 'operation.*', label: 'Bulk operations' },
  { value: 'event-type.*', label: 'Event catalogue' },
  { value: 'key.*', label: 'API keys' },
  { value: 'tenant.*', label: 'The tenant' },
  { value: 'session.*', label: 'Sign-ins' },
];

/** Who changed what. */
export function AuditPage(): ReactNode {
  const { write } = usePermissions();
  return write ? <Log /> : <NoPermission title="Audit log" />;
}

function Log(): ReactNode {
  const { tenant: _tenant, ...filter } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(auditQuery(filter));
  const isFiltered = Object.keys(filter).length > 0;
  const change = (name: keyof AuditFilter, value: string | null | undefined): void => {
    void navigate({
      search: { ...filter, [name]: value === null || value === '' ? undefined : value },
      replace: true,
    });
  };
  const clear = (
    <Button
      variant="default"
      onClick={() => {
        void navigate({ search: {}, replace: true });
      }}
    >
      Clear the filters
    </Button>
  );
  return (
    <Page title="Audit log" description="Every change, and every look at a secret, newest first.">
      <Panel>
        <SimpleGrid cols={{ base: 1, xs: 2, lg: 5 }} spacing="sm">
          <Select
            label="What was done"
            placeholder="Anything"
            clearable
            data={withValue(filter.action)}
            value={filter.action ?? null}
            onChange={(value) => {
              change('action', value);
            }}
          />
          <TypedFilter
            label="By the key"
            placeholder="key_… or bootstrap-admin"
            value={filter.actor}
            onChange={(value) => {
              change('actor', value);
            }}
          />
          <TypedFilter
            label="To what"
            placeholder="An id, or an event type"
            value={filter.subject}
            onChange={(value) => {
              change('subject', value);
            }}
          />
          <TimeField
            label="From"
            value={filter.from}
            onChange={(value) => {
              change('from', value);
            }}
          />
          <TimeField
            label="Before"
            value={filter.to}
            onChange={(value) => {
              change('to', value);
            }}
          />
        </SimpleGrid>
        <CursorTable
          label="Audit log"
          query={query}
          rowKey={({ id }) => id}
          columns={[
            { header: 'When', cell: ({ at }) => <Time value={at} /> },
            {
              header: 'Who',
              cell: ({ actor, actorName }) => (
                <div>
                  <Text size="sm">
                    {actorName ?? (actor === 'bootstrap-admin' ? 'Administrator' : 'Without a name')}
                  </Text>
                  <Text size="xs" c="dimmed" className="mono">
                    {actor}
                  </Text>
                </div>
              ),
            },
            { header: 'Did what', cell: ({ action }) => <span className="mono">{action}</span> },
            {
              header: 'To what',
              cell: ({ action, subject }) => <SubjectLink action={action} subject={subject} />,
            },
          ]}
          empty={
            <EmptyState
              icon={IconHistory}
              title={isFiltered ? 'No entry matches these filters' : 'Nothing was changed yet'}
              {...(isFiltered ? { action: clear } : {})}
            >
              {isFiltered ? undefined : 'Changes through the API and this console are listed here.'}
            </EmptyState>
          }
        />
      </Panel>
    </Page>
  );
}

/** The choices, and what the address names although it is none of them, such as a single action. */
function withValue(value: string | undefined): { value: string; label: string }[] {
  return value === undefined || ACTIONS.some((one) => one.value === value)
    ? ACTIONS
    : [{ value, label: value }, ...ACTIONS];
}
