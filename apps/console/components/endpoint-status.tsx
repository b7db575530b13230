import { Badge, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Endpoint } from '../api/endpoints.js';
import { ENDPOINT_STATUSES, GATE_STATES } from '../lib/endpoint-words.js';

/** Whether an endpoint gets what is due, and what keeps it from it. */
export function EndpointStatus({ endpoint }: { endpoint: Pick<Endpoint, 'status' | 'gate'> }): ReactNode {
  const { status, gate } = endpoint;
  const isGateNews = status === 'active' && gate.state !== 'open';
  return (
    <Group gap={6}>
      <Badge color={ENDPOINT_STATUSES[status].color} variant="light" tt="none" title={ENDPOINT_STATUSES[status].means}>
        {status}
      </Badge>
      {isGateNews && (
        <Badge color={GATE_STATES[gate.state].color} variant="light" tt="none">
          {GATE_STATES[gate.state].words}
        </Badge>
      )}
    </Group>
  );
}
