import { Button, Chip, Collapse, Group, Select, SimpleGrid, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFilter, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { DELIVERY_FILTERS, type DeliveryFilter } from '../../api/deliveries.js';
import { EndpointFilter, EventTypeFilter } from '../../components/choice-filters.js';
import { TimeField } from '../../components/time-field.js';
import { TypedFilter } from '../../components/typed-filter.js';
import { ERROR_KINDS, keysOf, STATUSES, WAIT_REASONS } from '../../lib/delivery-words.js';

/** What {@link DeliveryFilters} shows. */
interface DeliveryFiltersProps {
  filter: DeliveryFilter;
  onChange: (filter: DeliveryFilter) => void;
}

/** Filters that are always seen; the others are behind a button. */
const BASIC: readonly string[] = ['status', 'endpointId', 'eventType'];

/** Every filter that the API offers for deliveries. */
export function DeliveryFilters({ filter, onChange }: DeliveryFiltersProps): ReactNode {
  const set = DELIVERY_FILTERS.filter((name) => filter[name] !== undefined);
  const hidden = set.filter((name) => !BASIC.includes(name));
  const [opened, more] = useDisclosure(hidden.length > 0);
  const change = (name: keyof DeliveryFilter, value: string | null | undefined): void => {
    onChange({ ...filter, [name]: value === null || value === '' ? undefined : value });
  };
  return (
    <Stack gap="sm">
      <Chip.Group
        value={filter.status ?? 'all'}
        onChange={(status) => {
          change('status', status === 'all' ? undefined : status);
        }}
      >
        <Group gap={6} role="group" aria-label="Status">
          <Chip value="all" size="xs" variant="light">
            All
          </Chip>
          {keysOf(STATUSES).map((status) => (
            <Chip key={status} value={status} size="xs" variant="light" color={STATUSES[status].color}>
              {status}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Group gap="xs" align="flex-end">
        <EndpointFilter
          value={filter.endpointId}
          onChange={(value) => {
            change('endpointId', value);
          }}
        />
        <EventTypeFilter
          value={filter.eventType}
          onChange={(value) => {
            change('eventType', value);
          }}
        />
        <Button
          variant="default"
          leftSection={<IconFilter size={16} />}
          onClick={more.toggle}
          aria-expanded={opened}
          aria-controls="more-filters"
        >
          {hidden.length === 0 ? 'More filters' : `More filters (${hidden.length})`}
        </Button>
        {set.length > 0 && (
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconX size={16} />}
            onClick={() => {
              onChange({});
            }}
          >
            Clear
          </Button>
        )}
      </Group>
      <Collapse expanded={opened} id="more-filters">
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 5 }} spacing="sm">
          <Select
            label="Waits because"
            placeholder="Any reason"
            clearable
            data={keysOf(WAIT_REASONS).map((reason) => ({ value: reason, label: WAIT_REASONS[reason] }))}
            value={filter.waitReason ?? null}
            onChange={(value) => {
              change('waitReason', value);
            }}
          />
          <Select
            label="Last error"
            placeholder="Any"
            clearable
            data={keysOf(ERROR_KINDS).map((kind) => ({ value: kind, label: ERROR_KINDS[kind] }))}
            value={filter.errorKind ?? null}
            onChange={(value) => {
              change('errorKind', value);
            }}
          />
          <TypedFilter
            label="Last status code"
            placeholder="503"
            value={filter.statusCode}
            onChange={(v) => {
              change('statusCode', v);
            }}
          />
          <TypedFilter
            label="Attempts, at least"
            placeholder="2"
            value={filter.minAttempts}
            onChange={(v) => {
              change('minAttempts', v);
            }}
          />
          <TypedFilter
            label="Event id"
            placeholder="evt_…"
            value={filter.eventId}
            onChange={(v) => {
              change('eventId', v);
            }}
          />
          <TypedFilter
            label="Ordering key"
            value={filter.orderingKey}
            onChange={(v) => {
              change('orderingKey', v);
            }}
          />
          <TypedFilter
            label="Bulk operation"
            placeholder="op_…"
            value={filter.operationId}
            onChange={(v) => {
              change('operationId', v);
            }}
          />
          <Select
            label="Parked"
            placeholder="Either"
            clearable
            data={[
              { value: 'true', label: 'Parked: its line went on without it' },
              { value: 'false', label: 'Not parked' },
            ]}
            value={filter.parked ?? null}
            onChange={(value) => {
              change('parked', value);
            }}
          />
          <TimeField
            label="Created from"
            value={filter.from}
            onChange={(v) => {
              change('from', v);
            }}
          />
          <TimeField
            label="Created before"
            value={filter.to}
            onChange={(v) => {
              change('to', v);
            }}
          />
          <TimeField
            label="Ended from"
            value={filter.completedFrom}
            onChange={(v) => {
              change('completedFrom', v);
            }}
          />
          <TimeField
            label="Ended before"
            value={filter.completedTo}
            onChange={(v) => {
              change('completedTo', v);
            }}
          />
        </SimpleGrid>
      </Collapse>
    </Stack>
  );
}
