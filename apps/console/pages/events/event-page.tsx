import { Badge, Button, Checkbox, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconRefresh, IconWebhookOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { eventQuery, useReplayEvent, type EventDetail } from '../../api/event.js';
import { useEndpointName } from '../../api/endpoints.js';
import { usePermissions } from '../../api/permissions.js';
import { Breakable } from '../../components/breakable.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { CopyableId } from '../../components/copyable-id.js';
import { EmptyState } from '../../components/empty-state.js';
import { Facts } from '../../components/facts.js';
import { JsonView } from '../../components/json-view.js';
import { TextLink } from '../../components/links.js';
import { Loaded } from '../../components/loaded.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { StatusBadge } from '../../components/status-badge.js';
import { Time } from '../../components/time.js';
import { Told } from '../../components/told.js';
import { countText } from '../../lib/count-text.js';
import { SOURCES } from './source-words.js';

const route = getRouteApi('/shell/events/$eventId');

/** One event: its payload, who got it and who did not, and why. */
export function EventPage(): ReactNode {
  const { eventId } = route.useParams();
  const query = useQuery(eventQuery(eventId));
  return (
    <Loaded query={query} what="event">
      {(detail) => <EventView detail={detail} />}
    </Loaded>
  );
}

function EventView({ detail: { event, dataText } }: { detail: EventDetail }): ReactNode {
  const { write } = usePermissions();
  const [replays, setReplays] = useState(false);
  const { id, type, created, acceptedAt, source, channels, deliverAt, expiresAt, orderingKey } = event;
  return (
    <Page
      title={type}
      description={<CopyableId value={id} what="the event's id" />}
      actions={
        write && (
          <Button
            leftSection={<IconRefresh size={16} />}
            onClick={() => {
              setReplays(true);
            }}
          >
            Replay…
          </Button>
        )
      }
    >
      <Panel>
        <Facts
          facts={[
            { name: 'Accepted', value: <Time value={acceptedAt} precise /> },
            { name: 'Happened, as the sender says', value: <Time value={created} precise /> },
            { name: 'Source', value: SOURCES[source] },
            ...(orderingKey === undefined
              ? []
              : [
                  {
                    name: 'Ordering key',
                    value: (
                      <TextLink to="/deliveries" search={{ orderingKey }}>
                        {orderingKey}
                      </TextLink>
                    ),
                  },
                ]),
            ...(channels === undefined ? [] : [{ name: 'Channels', value: channels.join(', ') }]),
            ...(deliverAt === undefined ? [] : [{ name: 'Not sent before', value: <Time value={deliverAt} /> }]),
            ...(expiresAt === undefined ? [] : [{ name: 'Not sent after', value: <Time value={expiresAt} /> }]),
          ]}
        />
      </Panel>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <Matches detail={{ event, dataText }} />
        <Panel title="Payload" hint="exactly as it was posted">
          <JsonView text={dataText} label="payload" />
        </Panel>
      </SimpleGrid>
      {replays && (
        <ReplayDialog
          event={event}
          onClose={() => {
            setReplays(false);
          }}
        />
      )}
    </Page>
  );
}

function Matches({ detail: { event } }: { detail: EventDetail }): ReactNode {
  const endpointName = useEndpointName();
  const matched = event.matches.filter((match) => match.matched).length;
  return (
    <Panel title="Endpoints" hint={`${matched} of ${event.matches.length} matched`}>
      {event.matches.length === 0 ? (
        <EmptyState icon={IconWebhookOff} title="There was no endpoint">
          The tenant had no endpoint when the event was accepted. “Replay” sends it to those that there are now.
        </EmptyState>
      ) : (
        <Stack gap="md">
          {event.matches.map(({ endpointId, matched: isMatch, because }) => {
            const deliveries = event.deliveries.filter((delivery) => delivery.endpointId === endpointId);
            return (
              <div key={endpointId}>
                <Group gap="xs">
                  <TextLink to="/endpoints/$endpointId" params={{ endpointId }} fw={600}>
                    <Breakable text={endpointName(endpointId)} />
                  </TextLink>
                  <Badge variant="light" tt="none" color={isMatch ? 'teal' : 'gray'}>
                    {isMatch ? 'matched' : 'not matched'}
                  </Badge>
                </Group>
                <Text size="sm">
                  <Told text={because} />
                </Text>
                {deliveries.map(({ id, generation, status }) => (
                  <Group key={id} gap={6} mt={4}>
                    <StatusBadge status={status} />
                    <TextLink to="/deliveries/$deliveryId" params={{ deliveryId: id }} size="sm" className="mono">
                      {id}
                    </TextLink>
                    {generation > 0 && (
                      <Text size="xs" c="dimmed">
                        replay {generation}
                      </Text>
                    )}
                  </Group>
                ))}
              </div>
            );
          })}
        </Stack>
      )}
    </Panel>
  );
}

function ReplayDialog({ event, onClose }: { event: EventDetail['event']; onClose: () => void }): ReactNode {
  const replay = useReplayEvent(event.id);
  const endpointName = useEndpointName();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title="Replay this event"
      confirm="Send it again"
      pending={replay.isPending}
      error={replay.error}
      onConfirm={() => {
        replay.mutate(chosen.length === 0 ? undefined : chosen, {
          onSuccess: ({ deliveries }) => {
            notifications.show({
              color: deliveries.length === 0 ? 'amber' : 'teal',
              title: 'Replayed',
              message:
                deliveries.length === 0
                  ? 'No endpoint subscribes to it now.'
                  : `${countText(deliveries.length, 'new delivery', 'new deliveries')}.`,
            });
            onClose();
          },
        });
      }}
    >
      <Text size="sm">
        Each endpoint gets it in a new delivery, with the same event id. Choose none, and all that subscribe to it now
        get it.
      </Text>
      <Checkbox.Group
        label="Only to"
        value={[...chosen]}
        onChange={(ids) => {
          setChosen(ids);
        }}
      >
        <Stack gap="xs" mt="xs">
          {event.matches.map(({ endpointId, matched }) => (
            <Checkbox
              key={endpointId}
              value={endpointId}
              label={endpointName(endpointId)}
              {...(matched ? {} : { description: 'it did not match' })}
            />
          ))}
        </Stack>
      </Checkbox.Group>
    </ConfirmDialog>
  );
}
