import { Badge, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Endpoint } from '../../api/endpoints.js';
import { CopyableId } from '../../components/copyable-id.js';
import { Facts, type Fact } from '../../components/facts.js';
import { HeadersTable } from '../../components/headers-table.js';
import { JsonView } from '../../components/json-view.js';
import { Panel } from '../../components/panel.js';
import { RetrySchedule } from '../../components/retry-schedule.js';
import { Time } from '../../components/time.js';
import { PROFILES } from '../../lib/endpoint-words.js';
import { durationText } from '../../lib/time-text.js';

const POLICY_FROM: Record<Endpoint['retryPolicyFrom'], string> = {
  endpoint: 'of its own',
  tenant: "the tenant's",
  default: 'the default',
};

/** How an endpoint is set up. */
export function EndpointFacts({ endpoint }: { endpoint: Endpoint }): ReactNode {
  const { headers, metadata, retryPolicy, retryPolicyFrom, retryPolicyByEvent, events } = endpoint;
  const facts: Fact[] = [
    { name: 'URL', value: <CopyableId value={endpoint.url} what="the URL" /> },
    { name: 'Profile', value: PROFILES[endpoint.profile] },
    { name: 'Lane', value: endpoint.lane },
    { name: 'Time-out', value: durationText(endpoint.timeoutMs) },
    {
      name: 'Rate',
      value: endpoint.rateLimitPerSecond === null ? 'no limit' : `at most ${endpoint.rateLimitPerSecond} a second`,
    },
    { name: 'Order', value: endpoint.ordered ? `by ordering key; ${endpoint.orderingPolicy}` : 'none' },
    ...(endpoint.maximumAge === null ? [] : [{ name: 'Maximum age', value: endpoint.maximumAge }]),
    ...(endpoint.ipAllowList === null
      ? []
      : [{ name: 'Allowed addresses', value: <span className="mono">{endpoint.ipAllowList.join(', ')}</span> }]),
    ...(endpoint.channels === null ? [] : [{ name: 'Channels', value: endpoint.channels.join(', ') }]),
    { name: 'Created', value: <Time value={endpoint.createdAt} /> },
    { name: 'Changed', value: <Time value={endpoint.updatedAt} /> },
  ];
  return (
    <Panel title="Set-up">
      <Facts cols={2} facts={facts} />
      <Stack gap={6}>
        <Text size="xs" c="dimmed">
          Events
        </Text>
        <Group gap={6}>
          {events.map((event) => (
            <Badge key={event} variant="light" tt="none">
              {event}
            </Badge>
          ))}
        </Group>
      </Stack>
      <Stack gap={6}>
        <Text size="xs" c="dimmed">
          Retry policy: {POLICY_FROM[retryPolicyFrom]}
          {typeof retryPolicy === 'string' && ` (${retryPolicy})`}
        </Text>
        <RetrySchedule policy={retryPolicy} />
      </Stack>
      {Object.entries(retryPolicyByEvent ?? {}).map(([pattern, policy]) => (
        <Stack key={pattern} gap={6}>
          <Text size="xs" c="dimmed">
            Retry policy for {pattern}
          </Text>
          <RetrySchedule policy={policy} />
        </Stack>
      ))}
      {Object.keys(headers).length > 0 && (
        <Stack gap={6}>
          <Text size="xs" c="dimmed">
            Headers
          </Text>
          <HeadersTable headers={headers} label="Headers of the endpoint" />
        </Stack>
      )}
      {metadata !== null && (
        <Stack gap={6}>
          <Text size="xs" c="dimmed">
            Metadata
          </Text>
          <JsonView text={JSON.stringify(metadata, null, 2)} label="metadata of the endpoint" />
        </Stack>
      )}
    </Panel>
  );
}
