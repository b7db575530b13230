import { SimpleGrid } from '@mantine/core';
import { IconFlask, IconWebhook } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTestEndpoint } from '../../api/endpoint-test.js';
import { allEndpointsQuery } from '../../api/endpoints.js';
import { eventTypesQuery } from '../../api/event-types.js';
import { usePermissions } from '../../api/permissions.js';
import { EmptyState } from '../../components/empty-state.js';
import { ButtonLink } from '../../components/links.js';
import { Loaded } from '../../components/loaded.js';
import { NoPermission } from '../../components/no-permission.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { TestForm } from './test-form.js';
import { TestResult } from './test-result.js';

const route = getRouteApi('/shell/tester');

/** Sends a test event to an endpoint, and shows what the receiver does with it. */
export function TesterPage(): ReactNode {
  const { write } = usePermissions();
  return write ? <Tester /> : <NoPermission title="Webhook tester" />;
}

function Tester(): ReactNode {
  const { endpointId, event } = route.useSearch();
  const navigate = route.useNavigate();
  const endpoints = useQuery(allEndpointsQuery);
  const eventTypes = useQuery(eventTypesQuery);
  const test = useTestEndpoint();
  const choose = (search: { endpointId?: string | undefined; event?: string | undefined }): void => {
    test.reset();
    void navigate({ search, replace: true });
  };
  return (
    <Page
      title="Webhook tester"
      description="One real delivery with one attempt; it counts for no alert and no breaker."
    >
      <Loaded query={endpoints}>
        {(all) =>
          all.length === 0 ? (
            <Panel>
              <EmptyState
                icon={IconWebhook}
                title="There is no endpoint to test"
                action={<ButtonLink to="/endpoints">Go to the endpoints</ButtonLink>}
              >
                Register the URL of a receiver first.
              </EmptyState>
            </Panel>
          ) : (
            <Loaded query={eventTypes}>
              {(types) => (
                <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg" style={{ alignItems: 'start' }}>
                  <TestForm
                    endpoints={all}
                    eventTypes={types}
                    endpointId={endpointId ?? all.find(({ status }) => status !== 'disabled')?.id}
                    event={event}
                    onChoose={choose}
                    onSend={test.mutate}
                    pending={test.isPending}
                    error={test.error}
                  />
                  <div aria-live="polite">
                    {test.data === undefined ? (
                      <Panel>
                        <EmptyState
                          icon={IconFlask}
                          title={test.isPending ? 'The test runs' : 'What the receiver does is shown here'}
                        >
                          {test.isPending
                            ? 'It takes at most 30 seconds.'
                            : 'The exact request, the answer, and whether the receiver refuses a bad signature and an old timestamp.'}
                        </EmptyState>
                      </Panel>
                    ) : (
                      <TestResult answer={test.data} />
                    )}
                  </div>
                </SimpleGrid>
              )}
            </Loaded>
          )
        }
      </Loaded>
    </Page>
  );
}
