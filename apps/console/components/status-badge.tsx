import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import { STATUSES, type DeliveryStatus } from '../lib/delivery-words.js';

/** Where a delivery stands, in its colour. */
export function StatusBadge({ status }: { status: DeliveryStatus }): ReactNode {
  const { color, means } = STATUSES[status];
  return (
    <Badge color={color} variant="light" tt="none" title={means}>
      {status}
    </Badge>
  );
}
