import { Button, Group, Select, Text, TextInput } from '@mantine/core';
import { IconBolt, IconSearch, IconX } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { eventTypesQuery } from '../../api/event-types.js';
import { eventsQuery, type EventFilter, type EventSummary } from '../../api/events.js';
import { CursorTable } from '../../components/cursor-table.js';
import type { Column } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { TextLink } from '../../components/links.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { Time } from '../../components/time.js';
import { TimeField } from '../../components/time-field.js';
import { SOURCES } from './source-words.js';

const route = getRouteApi('/shell/events');

const COLUMNS: readonly Column<EventSummary>[] = [
  {
    header: 'Type',
    cell: ({ id, type }) => (
      <TextLink to="/events/$eventId" params={{ eventId: id }} fw={600}>
        {type}
      </TextLink>
    ),
  },
  { header: 'Id', cell: ({ id }) => <span className="mono">{id}</span> },
  {
    header: 'Details',
    cell: ({ orderingKey, channels, deliverAt, source }) => (
      <Text size="sm" c="dimmed" component="div">
        {SOURCES[source]}
        {orderingKey !== undefined && ` · ordering key ${orderingKey}`}
        {channels !== undefined && ` · ${channels.join(', ')}`}
        {deliverAt !== undefined && (
          <>
            {' · not before '}
            <Time value={deliverAt} />
          </>
        )}
      </Text>
    ),
  },
  { header: 'Accepted', cell: ({ acceptedAt }) => <Time value={acceptedAt} form="relative" /> },
];

/** The events of the tenant: searched by type, time, id, or text in their data. */
export function EventsPage(): ReactNode {
  const { tenant: _tenant, ...filter } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(eventsQuery(filter));
  const { data: eventTypes = [] } = useQuery(eventTypesQuery);
  const [text, setText] = useState(filter.q ?? '');
  const isFiltered = Object.keys(filter).length > 0;
  const change = (next: EventFilter): void => {
    void navigate({ search: { ...filter, ...next }, replace: true });
  };
  const types = eventTypes.map(({ name }) => name);
  return (
    <Page title="Events" description="What was posted, once each, newest first.">
      <Panel>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const sought = text.trim();
            // An id names one event: no search is needed.
            if (/^evt_\w+$/.test(sought)) void navigate({ to: '/events/$eventId', params: { eventId: sought } });
            else change({ q: sought });
          }}
        >
          <Group gap="xs" align="flex-end">
            <TextInput
              label="Text in the payload, or an event id"
              placeholder="o-1001"
              leftSection={<IconSearch size={16} />}
              w={{ base: '100%', sm: 280 }}
              value={text}
              onChange={({ currentTarget }) => {
                setText(currentTarget.value);
              }}
            />
            <Select
              label="Type"
              placeholder="Any"
              searchable
              clearable
              w={{ base: '100%', xs: 200 }}
              data={filter.type === undefined || types.includes(filter.type) ? types : [filter.type, ...types]}
              value={filter.type ?? null}
              onChange={(type) => {
                change({ type: type ?? '' });
              }}
            />
            <TimeField
              label="Accepted from"
              value={filter.from}
              onChange={(from) => {
                change({ from: from ?? '' });
              }}
            />
            <TimeField
              label="Accepted before"
              value={filter.to}
              onChange={(to) => {
                change({ to: to ?? '' });
              }}
            />
            <Button type="submit">Search</Button>
            {isFiltered && (
              <Button
                variant="subtle"
                color="gray"
                leftSection={<IconX size={16} />}
                onClick={() => {
                  setText('');
                  void navigate({ search: {}, replace: true });
                }}
              >
                Clear
              </Button>
            )}
          </Group>
        </form>
        <CursorTable
          label="Events"
          query={query}
          columns={COLUMNS}
          rowKey={({ id }) => id}
          empty={
            isFiltered ? (
              <EmptyState icon={IconBolt} title="No event matches">
                Search by other words, or clear the filters.
              </EmptyState>
            ) : (
              <EmptyState icon={IconBolt} title="There are no events yet">
                Post the first with <span className="mono">POST /api/v1/events</span>; the README shows how.
              </EmptyState>
            )
          }
        />
      </Panel>
    </Page>
  );
}
