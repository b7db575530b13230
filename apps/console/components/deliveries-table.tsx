import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { deliveriesQuery, isFinal, type Delivery, type DeliveryFilter } from '../api/deliveries.js';
import { useEndpointName } from '../api/endpoints.js';
import { WAIT_REASONS } from '../lib/delivery-words.js';
import { sentence } from '../lib/sentence.js';
import { Breakable } from './breakable.js';
import { Countdown } from './countdown.js';
import { CursorTable } from './cursor-table.js';
import type { Column, Selection } from './data-table.js';
import { TextLink } from './links.js';
import { StatusBadge } from './status-badge.js';
import { Time } from './time.js';
import { Told } from './told.js';

/** What {@link DeliveriesTable} shows. */
interface DeliveriesTableProps {
  filter: DeliveryFilter;
  /** Rows fetched at once; default 50. */
  limit?: `${number}`;
  /** The endpoint's own page need not name it in every row. */
  withoutEndpoint?: boolean;
  selection?: Selection;
  empty: ReactNode;
}

/** Deliveries that a filter finds, newest first; looks again by itself. */
export function DeliveriesTable({
  filter,
  limit,
  withoutEndpoint = false,
  selection,
  empty,
}: DeliveriesTableProps): ReactNode {
  const query = useInfiniteQuery(deliveriesQuery(filter, limit));
  const endpointName = useEndpointName();
  const columns: Column<Delivery>[] = [
    { header: 'Status', cell: ({ status }) => <StatusBadge status={status} /> },
    {
      header: 'Event',
      minWidth: 200,
      cell: ({ id, eventType, orderingKey, generation }) => (
        <div>
          <TextLink to="/deliveries/$deliveryId" params={{ deliveryId: id }} fw={600}>
            <Breakable text={eventType} />
          </TextLink>
          {(orderingKey !== undefined || generation > 0) && (
            <Text size="xs" c="dimmed">
              {[orderingKey, generation > 0 ? `replay ${generation}` : undefined].filter(Boolean).join(' · ')}
            </Text>
          )}
        </div>
      ),
    },
    ...(withoutEndpoint
      ? []
      : [
          {
            header: 'Endpoint',
            cell: ({ endpointId }: Delivery) => (
              <TextLink to="/endpoints/$endpointId" params={{ endpointId }} c="var(--mantine-color-text)">
                <Breakable text={endpointName(endpointId)} />
              </TextLink>
            ),
          },
        ]),
    { header: 'Where it stands', cell: (delivery) => <Standing delivery={delivery} /> },
    { header: 'Attempts', align: 'right', cell: ({ attemptCount }) => attemptCount },
    { header: 'Created', cell: ({ createdAt }) => <Time value={createdAt} form="relative" /> },
  ];
  return (
    <CursorTable
      label="Deliveries"
      query={query}
      columns={columns}
      rowKey={({ id }) => id}
      empty={empty}
      {...(selection === undefined ? {} : { selection })}
    />
  );
}

/** The last answer, and what it waits for. */
function Standing({ delivery }: { delivery: Delivery }): ReactNode {
  const { lastError, lastErrorKind, lastStatusCode, nextAttemptAt, waitReason, status, attemptCount } = delivery;
  const waits = !isFinal(delivery) && waitReason !== undefined;
  const answered =
    attemptCount === 0
      ? null
      : lastErrorKind === undefined
        ? `${lastStatusCode ?? '2xx'}`
        : sentence(lastError ?? lastErrorKind);
  return (
    <div>
      {answered !== null && (
        <Text size="sm" {...(lastErrorKind === undefined ? { c: 'dimmed' } : {})}>
          {answered}
        </Text>
      )}
      {waits && (
        <div>
          <Text size={answered === null ? 'sm' : 'xs'} c="dimmed">
            {WAIT_REASONS[waitReason]}
            {status === 'waiting' && nextAttemptAt !== undefined && (
              <>
                {' · '}
                <Countdown to={nextAttemptAt} />
              </>
            )}
          </Text>
        </div>
      )}
      {answered === null && !waits && (
        <Text size="sm" c="dimmed">
          <Told text={delivery.explanation} />
        </Text>
      )}
    </div>
  );
}
