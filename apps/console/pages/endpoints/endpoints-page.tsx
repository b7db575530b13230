import { Button, Group, Select, Text } from '@mantine/core';
import { IconPlus, IconWebhook } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { endpointsQuery, type Endpoint } from '../../api/endpoints.js';
import { eventTypesQuery } from '../../api/event-types.js';
import { usePermissions } from '../../api/permissions.js';
import { Breakable } from '../../components/breakable.js';
import { CursorTable } from '../../components/cursor-table.js';
import type { Column } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { EndpointStatus } from '../../components/endpoint-status.js';
import { ButtonLink, TextLink } from '../../components/links.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { Time } from '../../components/time.js';
import { ENDPOINT_STATUSES } from '../../lib/endpoint-words.js';
import { keysOf } from '../../lib/delivery-words.js';
import { shortUrl } from '../../lib/short-url.js';
import { Glance } from './glance.js';

const route = getRouteApi('/shell/endpoints');
const SHOWN_EVENTS = 3;

const COLUMNS: readonly Column<Endpoint>[] = [
  {
    header: 'Endpoint',
    cell: ({ id, url, description, operational }) => (
      <div>
        <TextLink to="/endpoints/$endpointId" params={{ endpointId: id }} fw={600}>
          <Breakable text={shortUrl(url)} />
        </TextLink>
        {(description !== '' || operational) && (
          <Text size="xs" c="dimmed">
            {operational ? 'Gets the alerts of the tenant' : description}
          </Text>
        )}
      </div>
    ),
  },
  { header: 'Status', cell: (endpoint) => <EndpointStatus endpoint={endpoint} /> },
  { header: 'Last day', cell: ({ id }) => <Glance endpointId={id} /> },
  {
    header: 'Failing',
    cell: ({ consecutiveFailures, failingSince }) =>
      failingSince === null ? (
        <Text size="sm" c="dimmed">
          no
        </Text>
      ) : (
        <Text size="sm">
          {consecutiveFailures} in a row, since <Time value={failingSince} form="relative" />
        </Text>
      ),
  },
  {
    header: 'Events',
    cell: ({ events }) => (
      <Text size="sm">
        {events.slice(0, SHOWN_EVENTS).join(', ')}
        {events.length > SHOWN_EVENTS && ` and ${events.length - SHOWN_EVENTS} more`}
      </Text>
    ),
  },
];

/** The endpoints of the tenant, with their health at a glance. */
export function EndpointsPage(): ReactNode {
  const { tenant: _tenant, ...filter } = route.useSearch();
  const navigate = route.useNavigate();
  const { write } = usePermissions();
  const query = useInfiniteQuery(endpointsQuery(filter));
  const { data: eventTypes = [] } = useQuery(eventTypesQuery);
  const isFiltered = Object.keys(filter).length > 0;
  const change = (name: 'status' | 'event', value: string | null): void => {
    void navigate({ search: { ...filter, [name]: value ?? undefined }, replace: true });
  };
  const create = write && (
    <ButtonLink to="/endpoints/new" leftSection={<IconPlus size={16} />}>
      Add an endpoint
    </ButtonLink>
  );
  return (
    <Page title="Endpoints" description="Where events are sent." actions={create}>
      <Panel>
        <Group gap="xs">
          <Select
            aria-label="Status"
            placeholder="Any status"
            clearable
            w={{ base: '100%', xs: 180 }}
            data={keysOf(ENDPOINT_STATUSES)}
            value={filter.status ?? null}
            onChange={(value) => {
              change('status', value);
            }}
          />
          <Select
            aria-label="Subscribes to"
            placeholder="Subscribes to any event type"
            searchable
            clearable
            w={{ base: '100%', xs: 260 }}
            data={eventTypes.map(({ name }) => name)}
            value={filter.event ?? null}
            onChange={(value) => {
              change('event', value);
            }}
          />
        </Group>
        <CursorTable
          label="Endpoints"
          query={query}
          columns={COLUMNS}
          rowKey={({ id }) => id}
          empty={
            isFiltered ? (
              <EmptyState
                icon={IconWebhook}
                title="No endpoint matches"
                action={
                  <Button variant="default" onClick={() => void navigate({ search: {}, replace: true })}>
                    Clear the filters
                  </Button>
                }
              />
            ) : (
              <EmptyState icon={IconWebhook} title="There are no endpoints yet" action={create}>
                An endpoint is the URL of a receiver, with the event types that it wants.
              </EmptyState>
            )
          }
        />
      </Panel>
    </Page>
  );
}
