import { Badge, Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Stats } from '../../api/stats.js';
import { shortUrl } from '../../lib/short-url.js';
import { Breakable } from '../../components/breakable.js';
import { EmptyState } from '../../components/empty-state.js';
import { TextLink } from '../../components/links.js';
import { Panel } from '../../components/panel.js';
import { Told } from '../../components/told.js';
import { Time } from '../../components/time.js';
import { percentText } from '../../lib/figures.js';
import { TROUBLES } from '../../lib/trouble-words.js';

/** The endpoints that need attention, the worst first. */
export function TroublePanel({ stats: { endpointsInTrouble } }: { stats: Stats }): ReactNode {
  const { total, data } = endpointsInTrouble;
  return (
    <Panel title="Endpoints in trouble" {...(total > 0 ? { hint: total.toLocaleString() } : {})}>
      {data.length === 0 ? (
        <EmptyState icon={IconCircleCheck} title="All endpoints are well" />
      ) : (
        <Stack gap="md">
          {data.map((endpoint) => (
            <div key={endpoint.endpointId}>
              <Group gap="xs">
                <TextLink to="/endpoints/$endpointId" params={{ endpointId: endpoint.endpointId }} fw={600}>
                  <Breakable text={shortUrl(endpoint.url)} />
                </TextLink>
                {endpoint.troubles.map((trouble) => (
                  <Badge key={trouble} color={TROUBLES[trouble].color} variant="light" tt="none">
                    {TROUBLES[trouble].words}
                  </Badge>
                ))}
              </Group>
              {endpoint.because !== undefined && (
                <Text size="sm">
                  <Told text={endpoint.because} />
                </Text>
              )}
              <Text size="xs" c="dimmed" component="div">
                {endpoint.description !== '' && `${endpoint.description} · `}
                {endpoint.successRate !== null && `${percentText(endpoint.successRate)} succeeded · `}
                {endpoint.failingSince !== null && (
                  <>
                    failing since <Time value={endpoint.failingSince} form="relative" />
                    {' · '}
                  </>
                )}
                <TextLink to="/deliveries" search={{ endpointId: endpoint.endpointId }}>
                  its deliveries
                </TextLink>
              </Text>
            </div>
          ))}
        </Stack>
      )}
    </Panel>
  );
}
