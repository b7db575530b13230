import { Alert, Anchor, SimpleGrid } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle, IconPlayerPause } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { statsQuery, statsWindow, type Stats, type StatsBucket } from '../../api/stats.js';
import { usePermissions } from '../../api/permissions.js';
import { Attempts, Outcomes, ResponseTimes } from '../../components/charts/charts.js';
import { Figure } from '../../components/figure.js';
import { SuccessRateFigure } from '../../components/success-rate-figure.js';
import { TextLink } from '../../components/links.js';
import { Loaded } from '../../components/loaded.js';
import { LoadingPage } from '../../components/loading-page.js';
import { NoPermission } from '../../components/no-permission.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { Told } from '../../components/told.js';
import { WindowSwitch } from '../../components/window-switch.js';
import { percentText, responseTimeText } from '../../lib/figures.js';
import { ErrorsPanel } from './errors-panel.js';
import { TroublePanel } from './trouble-panel.js';
import { verdictOf } from './verdict.js';
import { WaitingPanel } from './waiting-panel.js';

const route = getRouteApi('/shell/');

/** How everything is: figures over a window, endpoints in trouble, what waits and why. */
export function OverviewPage(): ReactNode {
  const window = statsWindow(route.useSearch().window);
  const navigate = route.useNavigate();
  const { read } = usePermissions();
  const query = useQuery({ ...statsQuery(window), enabled: read });
  if (!read) return <NoPermission title="Overview" />;
  return (
    <Page
      title="Overview"
      actions={
        <WindowSwitch
          value={window}
          onChange={(next) => {
            void navigate({ search: { window: next }, replace: true });
          }}
        />
      }
    >
      <Loaded query={query} skeleton={<LoadingPage />}>
        {(stats) => (
          <Figures
            stats={stats}
            onBucket={({ at }) => {
              void navigate({
                to: '/deliveries',
                search: { completedFrom: at, completedTo: new Date(Date.parse(at) + bucketMs(stats)).toISOString() },
              });
            }}
          />
        )}
      </Loaded>
    </Page>
  );
}

const VERDICTS = {
  good: { color: 'teal', icon: IconCircleCheck },
  warn: { color: 'amber', icon: IconPlayerPause },
  bad: { color: 'red', icon: IconAlertTriangle },
} as const;

function Figures({ stats, onBucket }: { stats: Stats; onBucket: (bucket: StatsBucket) => void }): ReactNode {
  const { deliveries, successRate, waiting, responseTimeMs, retryRate, attempts, from, to, buckets, window } = stats;
  const verdict = verdictOf(stats);
  const { color, icon: Icon } = VERDICTS[verdict.tone];
  const ended = { completedFrom: from, completedTo: to };
  return (
    <>
      <Alert color={color} icon={<Icon size={22} />} title={verdict.title} data-verdict={verdict.tone} role="status">
        <Told text={verdict.detail} />
      </Alert>
      {!stats.complete && (
        <Alert color="gray" icon={<IconInfoCircle size={20} />}>
          The figures of a part of this window are not made yet: after an upgrade, or while no worker runs.
        </Alert>
      )}
      <SimpleGrid cols={{ base: 2, sm: 3, xl: 6 }} spacing={{ base: 'xs', sm: 'md' }}>
        <SuccessRateFigure rate={successRate} total={deliveries.total} search={ended} />
        <Figure
          name="Succeeded"
          value={
            <TextLink to="/deliveries" search={{ ...ended, status: 'succeeded' }}>
              {deliveries.succeeded.toLocaleString()}
            </TextLink>
          }
          hint={`${deliveries.cancelled.toLocaleString()} cancelled`}
        />
        <Figure
          name="Failed"
          value={
            <TextLink to="/deliveries" search={{ ...ended, status: 'failed' }}>
              {deliveries.failed.toLocaleString()}
            </TextLink>
          }
          hint="no attempt left"
          {...(deliveries.failed > 0 ? { tone: 'bad' as const } : {})}
        />
        <Figure
          name="Not finished"
          value={`${waiting.total.toLocaleString()}${waiting.isCapped ? '+' : ''}`}
          hint={
            <Anchor href="#waiting" inherit>
              now, whenever they began
            </Anchor>
          }
        />
        <Figure
          name="Response time"
          value={
            <TextLink to="/deliveries" search={ended}>
              {responseTimeText(responseTimeMs.p95)}
            </TextLink>
          }
          hint={`p95; p50 ${responseTimeText(responseTimeMs.p50)}, p99 ${responseTimeText(responseTimeMs.p99)}`}
        />
        <Figure
          name="Retries"
          value={
            <TextLink to="/deliveries" search={{ ...ended, minAttempts: '2' }}>
              {percentText(retryRate)}
            </TextLink>
          }
          hint={`of ${attempts.toLocaleString()} attempts`}
          {...(retryRate !== null && retryRate > 0.2 ? { tone: 'warn' as const } : {})}
        />
      </SimpleGrid>
      <Panel title="Deliveries that ended" hint="A click on a bar opens its list.">
        <Outcomes buckets={buckets} window={window} onBucket={onBucket} />
      </Panel>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <TroublePanel stats={stats} />
        <WaitingPanel waiting={waiting} />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <Panel title="Response times">
          <ResponseTimes buckets={buckets} window={window} />
        </Panel>
        <Panel title="Attempts">
          <Attempts buckets={buckets} window={window} />
        </Panel>
      </SimpleGrid>
      <ErrorsPanel stats={stats} />
    </>
  );
}

/** The width of a bucket. */
function bucketMs({ buckets, to }: Stats): number {
  const [first, second] = buckets;
  return Date.parse(second?.at ?? to) - Date.parse(first?.at ?? to);
}
