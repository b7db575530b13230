import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { allEndpointsQuery } from '../api/endpoints.js';
import { eventTypesQuery } from '../api/event-types.js';
import { shortUrl } from '../lib/short-url.js';

/** What {@link EndpointFilter} and {@link EventTypeFilter} edit. */
interface ChoiceFilterProps {
  value: string | undefined;
  onChange: (value: string | null) => void;
}

/** Chooses one of the tenant's endpoints, or any. */
export function EndpointFilter({ value, onChange }: ChoiceFilterProps): ReactNode {
  const { data: endpoints = [] } = useQuery(allEndpointsQuery);
  return (
    <Select
      aria-label="Endpoint"
      placeholder="Any endpoint"
      searchable
      clearable
      w={{ base: '100%', sm: 260 }}
      data={endpoints.map(({ id, url }) => ({ value: id, label: shortUrl(url) }))}
      value={value ?? null}
      onChange={onChange}
    />
  );
}

/** Chooses an event type of the catalogue, or any; one that the address names is offered although it is not in there. */
export function EventTypeFilter({ value, onChange }: ChoiceFilterProps): ReactNode {
  const { data: eventTypes = [] } = useQuery(eventTypesQuery);
  const names = eventTypes.map(({ name }) => name);
  return (
    <Select
      aria-label="Event type"
      placeholder="Any event type"
      searchable
      clearable
      w={{ base: '100%', sm: 220 }}
      data={value === undefined || names.includes(value) ? names : [value, ...names]}
      value={value ?? null}
      onChange={onChange}
    />
  );
}
