import { Alert, SimpleGrid, Text } from '@mantine/core';
import { IconInfoCircle, IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { endpointQuery, useEndpointAction } from '../../api/endpoint.js';
import type { Endpoint } from '../../api/endpoints.js';
import { usePermissions } from '../../api/permissions.js';
import { statsWindow } from '../../api/stats.js';
import { CopyableId } from '../../components/copyable-id.js';
import { DeliveriesTable } from '../../components/deliveries-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { EndpointStatus } from '../../components/endpoint-status.js';
import { TextLink } from '../../components/links.js';
import { Loaded } from '../../components/loaded.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { shortUrl } from '../../lib/short-url.js';
import { EndpointActions, type Asking } from './endpoint-actions.js';
import { EndpointFacts } from './endpoint-facts.js';
import { GatePanel } from './gate-panel.js';
import { HealthPanel } from './health-panel.js';
import { SecretPanel } from './secret-panel.js';

const route = getRouteApi('/shell/endpoints/$endpointId');

/** One endpoint: its health, what it is held by, how it is set up, what it got. */
export function EndpointPage(): ReactNode {
  const { endpointId } = route.useParams();
  const query = useQuery(endpointQuery(endpointId));
  return (
    <Loaded query={query} what="endpoint">
      {(endpoint) => <EndpointView endpoint={endpoint} />}
    </Loaded>
  );
}

function EndpointView({ endpoint }: { endpoint: Endpoint }): ReactNode {
  const { write } = usePermissions();
  const window = statsWindow(route.useSearch().window);
  const navigate = route.useNavigate();
  const [asking, setAsking] = useState<Asking | null>(null);
  const action = useEndpointAction(endpoint.id);
  return (
    <Page
      title={shortUrl(endpoint.url)}
      badge={<EndpointStatus endpoint={endpoint} />}
      description={
        <>
          {endpoint.description !== '' && <Text size="sm">{endpoint.description}</Text>}
          <CopyableId value={endpoint.id} what="the endpoint's id" />
        </>
      }
      actions={write && <EndpointActions endpoint={endpoint} asking={asking} onAsk={setAsking} />}
    >
      {endpoint.operational && (
        <Alert color="blue" icon={<IconInfoCircle size={20} />}>
          It gets the alerts of the tenant and no other events.
        </Alert>
      )}
      <GatePanel
        endpoint={endpoint}
        {...(write
          ? {
              onResume: () => {
                setAsking('resume');
              },
              onEnable: () => {
                action.mutate({ kind: 'enable' });
              },
            }
          : {})}
      />
      <HealthPanel
        endpoint={endpoint}
        window={window}
        onWindow={(next) => {
          void navigate({ search: { window: next }, replace: true });
        }}
      />
      <Panel
        title="Recent deliveries"
        actions={
          <TextLink to="/deliveries" search={{ endpointId: endpoint.id }} size="sm">
            All of them
          </TextLink>
        }
      >
        <DeliveriesTable
          filter={{ endpointId: endpoint.id }}
          limit="10"
          withoutEndpoint
          empty={
            <EmptyState icon={IconSend} title="It has not got anything yet">
              The next event of a type that it subscribes to is its first.
            </EmptyState>
          }
        />
      </Panel>
      <SimpleGrid cols={{ base: 1, lg: write ? 2 : 1 }} spacing="lg" style={{ alignItems: 'start' }}>
        <EndpointFacts endpoint={endpoint} />
        {write && <SecretPanel endpointId={endpoint.id} />}
      </SimpleGrid>
    </Page>
  );
}
