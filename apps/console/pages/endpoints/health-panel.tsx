import { SimpleGrid, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Endpoint } from '../../api/endpoints.js';
import { endpointHealthQuery, type StatsWindow } from '../../api/stats.js';
import { Outcomes, ResponseTimes } from '../../components/charts/charts.js';
import { Figure } from '../../components/figure.js';
import { SuccessRateFigure } from '../../components/success-rate-figure.js';
import { TextLink } from '../../components/links.js';
import { Loaded } from '../../components/loaded.js';
import { Panel } from '../../components/panel.js';
import { Time } from '../../components/time.js';
import { WindowSwitch } from '../../components/window-switch.js';
import { percentText, responseTimeText } from '../../lib/figures.js';

/** What {@link HealthPanel} shows. */
interface HealthPanelProps {
  endpoint: Endpoint;
  window: StatsWindow;
  onWindow: (window: StatsWindow) => void;
}

const CHART_HEIGHT = 220;

/** How an endpoint has been doing: figures and charts over a window. */
export function HealthPanel({ endpoint, window, onWindow }: HealthPanelProps): ReactNode {
  const query = useQuery(endpointHealthQuery(endpoint.id, window));
  return (
    <Panel title="Health" actions={<WindowSwitch value={window} onChange={onWindow} />}>
      <Loaded query={query}>
        {(health) => {
          const ended = { endpointId: endpoint.id, completedFrom: health.from, completedTo: health.to };
          const { successRate, consecutiveFailures, failingSince } = health;
          return (
            <Stack gap="lg">
              <SimpleGrid cols={{ base: 2, md: 5 }} spacing={{ base: 'xs', sm: 'md' }}>
                <SuccessRateFigure rate={successRate} total={health.deliveries} search={ended} />
                <Figure
                  name="Failed"
                  value={
                    <TextLink to="/deliveries" search={{ ...ended, status: 'failed' }}>
                      {health.failed.toLocaleString()}
                    </TextLink>
                  }
                  hint={`${health.cancelled.toLocaleString()} cancelled`}
                  {...(health.failed > 0 ? { tone: 'bad' } : {})}
                />
                <Figure
                  name="Response time"
                  value={responseTimeText(health.responseTimeMs.p95)}
                  hint={`p95; p50 ${responseTimeText(health.responseTimeMs.p50)}`}
                />
                <Figure
                  name="Attempts"
                  value={health.attempts.toLocaleString()}
                  hint={`${percentText(health.retryRate)} were retries`}
                />
                <Figure
                  name="Failures in a row"
                  value={consecutiveFailures.toLocaleString()}
                  hint={
                    failingSince === null ? (
                      'no attempt fails'
                    ) : (
                      <>
                        since <Time value={failingSince} form="relative" />
                      </>
                    )
                  }
                  {...(consecutiveFailures > 0 ? { tone: 'bad' } : {})}
                />
              </SimpleGrid>
              <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
                <Stack gap="xs">
                  <Title order={3}>Deliveries that ended</Title>
                  <Outcomes buckets={health.buckets} window={window} height={CHART_HEIGHT} />
                </Stack>
                <Stack gap="xs">
                  <Title order={3}>Response times</Title>
                  <ResponseTimes buckets={health.buckets} window={window} height={CHART_HEIGHT} />
                </Stack>
              </SimpleGrid>
            </Stack>
          );
        }}
      </Loaded>
    </Panel>
  );
}
