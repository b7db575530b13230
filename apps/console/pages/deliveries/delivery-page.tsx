import { Alert, Button, Divider, Group } from '@mantine/core';
import { IconExternalLink, IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { deliveryQuery, isFinal, type DeliveryDetail } from '../../api/deliveries.js';
import { useEndpointName } from '../../api/endpoints.js';
import { usePermissions } from '../../api/permissions.js';
import { Breakable } from '../../components/breakable.js';
import { CopyableId } from '../../components/copyable-id.js';
import { Countdown } from '../../components/countdown.js';
import { Facts } from '../../components/facts.js';
import { TextLink } from '../../components/links.js';
import { Loaded } from '../../components/loaded.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { StatusBadge } from '../../components/status-badge.js';
import { Told } from '../../components/told.js';
import { Time } from '../../components/time.js';
import { WAIT_REASONS } from '../../lib/delivery-words.js';
import { AttemptsPanel } from './attempts-panel.js';
import { DeliveryActions } from './delivery-actions.js';
import { TimelineList } from './timeline-list.js';
import { TimelineTrack } from './timeline-track.js';

const route = getRouteApi('/shell/deliveries/$deliveryId');

/** One delivery: where it stands and why, what was sent and answered, and what can be done. */
export function DeliveryPage(): ReactNode {
  const { deliveryId } = route.useParams();
  const query = useQuery(deliveryQuery(deliveryId));
  return (
    <Loaded query={query} what="delivery">
      {(delivery) => <DeliveryView delivery={delivery} />}
    </Loaded>
  );
}

function DeliveryView({ delivery }: { delivery: DeliveryDetail }): ReactNode {
  const { write } = usePermissions();
  const endpointName = useEndpointName();
  const { id, eventType, status, workflow, pendingCommand } = delivery;
  return (
    <Page
      title={eventType}
      badge={<StatusBadge status={status} />}
      description={<CopyableId value={id} what="the delivery's id" />}
      actions={
        <>
          {workflow !== null && workflow.url !== null && (
            <Button
              component="a"
              href={workflow.url}
              target="_blank"
              rel="noreferrer"
              variant="default"
              leftSection={<IconExternalLink size={16} />}
            >
              Open in Temporal
            </Button>
          )}
          {write && <DeliveryActions delivery={delivery} />}
        </>
      }
    >
      {pendingCommand !== undefined && (
        <Alert color="blue" icon={<IconInfoCircle size={20} />}>
          An attempt is in flight. “{pendingCommand}” was asked for, and is done as soon as the attempt has ended.
        </Alert>
      )}
      <Panel>
        <Standing delivery={delivery} />
        <TimelineTrack delivery={delivery} />
        <Divider color="var(--everhook-line)" />
        <Facts
          facts={[
            {
              name: 'Event',
              value: (
                <TextLink to="/events/$eventId" params={{ eventId: delivery.eventId }} className="mono">
                  {delivery.eventId}
                </TextLink>
              ),
            },
            {
              name: 'Endpoint',
              value: (
                <TextLink to="/endpoints/$endpointId" params={{ endpointId: delivery.endpointId }}>
                  <Breakable text={endpointName(delivery.endpointId)} />
                </TextLink>
              ),
            },
            { name: 'Created', value: <Time value={delivery.createdAt} /> },
            delivery.completedAt === undefined
              ? { name: 'Attempts', value: delivery.attemptCount }
              : {
                  name: 'Ended',
                  value: (
                    <>
                      <Time value={delivery.completedAt} /> after {delivery.attemptCount}{' '}
                      {delivery.attemptCount === 1 ? 'attempt' : 'attempts'}
                    </>
                  ),
                },
            ...(delivery.generation === 0
              ? []
              : [{ name: 'Replay', value: `The ${delivery.generation}. replay of its event` }]),
            ...(delivery.orderingKey === undefined
              ? []
              : [
                  {
                    name: 'Ordering key',
                    value: (
                      <TextLink
                        to="/deliveries"
                        search={{ orderingKey: delivery.orderingKey, endpointId: delivery.endpointId }}
                      >
                        {delivery.orderingKey}
                      </TextLink>
                    ),
                  },
                ]),
            ...(delivery.expiresAt === undefined
              ? []
              : [{ name: 'Not sent after', value: <Time value={delivery.expiresAt} /> }]),
          ]}
        />
      </Panel>
      <Panel title="Timeline">
        <TimelineList entries={delivery.timeline} />
      </Panel>
      <AttemptsPanel delivery={delivery} />
    </Page>
  );
}

/** Where it stands, in words: what it waits for, until when, because of what. */
function Standing({ delivery }: { delivery: DeliveryDetail }): ReactNode {
  const { waitReason, nextAttemptAt, explanation, status } = delivery;
  if (isFinal(delivery) || waitReason === undefined)
    return (
      <Group fw={600}>
        <Told text={explanation} />
      </Group>
    );
  return (
    <Group gap={6} fw={600}>
      <span>{WAIT_REASONS[waitReason]}.</span>
      {status !== 'held' && nextAttemptAt !== undefined ? (
        <span>
          Next attempt <Countdown to={nextAttemptAt} /> (<Time value={nextAttemptAt} />)
        </span>
      ) : (
        <span>
          <Told text={explanation} />
        </span>
      )}
    </Group>
  );
}
