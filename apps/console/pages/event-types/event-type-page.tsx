import { Badge, Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { eventTypeQuery, useDeleteEventType, type EventTypeDetail } from '../../api/event-types.js';
import { usePermissions } from '../../api/permissions.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { JsonView } from '../../components/json-view.js';
import { ButtonLink, TextLink } from '../../components/links.js';
import { Loaded } from '../../components/loaded.js';
import { NoPermission } from '../../components/no-permission.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { Time } from '../../components/time.js';
import { EventTypeForm } from './event-type-form.js';

const route = getRouteApi('/shell/event-types/$name');

/** One event type: what it means, what its data has to be, an example. */
export function EventTypePage(): ReactNode {
  const { name } = route.useParams();
  const navigate = useNavigate();
  const { read, write } = usePermissions();
  const query = useQuery({ ...eventTypeQuery(name), enabled: read });
  const remove = useDeleteEventType();
  const [asks, setAsks] = useState(false);
  const [edits, setEdits] = useState(false);
  if (!read) return <NoPermission title="Event type" />;
  const type = query.data?.type;
  return (
    <Page
      title={name}
      badge={
        type?.archived === true && (
          <Badge color="gray" variant="light" tt="none">
            archived
          </Badge>
        )
      }
      description={
        type !== undefined && (
          <>
            Changed <Time value={type.updatedAt} form="relative" /> ·{' '}
            <TextLink to="/events" search={{ type: name }} underline="always">
              its events
            </TextLink>
          </>
        )
      }
      actions={
        type !== undefined &&
        write &&
        !edits && (
          <>
            <ButtonLink to="/tester" search={{ event: name }} variant="default">
              Send a test
            </ButtonLink>
            <Button
              variant="default"
              onClick={() => {
                setEdits(true);
              }}
            >
              Edit
            </Button>
            <Button
              variant="light"
              color="red"
              onClick={() => {
                setAsks(true);
              }}
            >
              Delete
            </Button>
          </>
        )
      }
    >
      <Loaded query={query} what="event type">
        {(data) =>
          edits ? (
            <EventTypeForm
              detail={data}
              onClose={() => {
                setEdits(false);
              }}
            />
          ) : (
            <Shown detail={data} />
          )
        }
      </Loaded>
      <ConfirmDialog
        opened={asks}
        onClose={() => {
          setAsks(false);
        }}
        title={`Delete ${name}?`}
        confirm="Delete"
        danger
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => {
          remove.mutate(name, { onSuccess: () => void navigate({ to: '/event-types' }) });
        }}
      >
        <Text size="sm">
          Events of this type are accepted as before, without a schema. Subscriptions stay. To take it out of the
          choices for new subscriptions alone, archive it.
        </Text>
      </ConfirmDialog>
    </Page>
  );
}

function Shown({ detail: { type, exampleText, schemaText } }: { detail: EventTypeDetail }): ReactNode {
  return (
    <>
      <Panel title="Description">
        <Text size="sm" {...(type.description === '' ? { c: 'dimmed' } : {})}>
          {type.description === '' ? 'There is none yet.' : type.description}
        </Text>
      </Panel>
      <Panel title="Example" hint="What tests send.">
        {exampleText === null ? (
          <Text size="sm" c="dimmed">
            There is none yet.
          </Text>
        ) : (
          <JsonView text={exampleText} label="example" />
        )}
      </Panel>
      <Panel title="JSON Schema" hint="Events whose data violates it are refused.">
        {schemaText === null ? (
          <Text size="sm" c="dimmed">
            There is none: any data is accepted.
          </Text>
        ) : (
          <JsonView text={schemaText} label="schema" />
        )}
      </Panel>
    </>
  );
}
