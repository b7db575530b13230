import { Button, Menu, NumberInput, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBan, IconChevronDown, IconHistory, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useDeleteEndpoint, useEndpointAction, useRecoverEndpoint, type EndpointAction } from '../../api/endpoint.js';
import type { Endpoint } from '../../api/endpoints.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { ButtonLink } from '../../components/links.js';
import { OperationProgress } from '../../components/operation-progress.js';
import { TimeField } from '../../components/time-field.js';
import { countText } from '../../lib/count-text.js';

/** What is asked before it is done. */
export type Asking = 'pause' | 'resume' | 'disable' | 'delete' | 'recover';

/** What {@link EndpointActions} shows. */
interface EndpointActionsProps {
  endpoint: Endpoint;
  asking: Asking | null;
  onAsk: (asking: Asking | null) => void;
}

const DAY_MS = 86_400_000;
const DEFAULT_DRAIN_RATE = 10;

/** What can be done to an endpoint as it stands now, each with its consequences. */
export function EndpointActions({ endpoint, asking, onAsk }: EndpointActionsProps): ReactNode {
  const { id, status, heldDeliveries = 0, url } = endpoint;
  const action = useEndpointAction(id);
  const remove = useDeleteEndpoint(id);
  const recover = useRecoverEndpoint(id);
  const navigate = useNavigate();
  const [rate, setRate] = useState<number | undefined>();
  const [discardBefore, setDiscardBefore] = useState<string>();
  const [since, setSince] = useState<string | undefined>(() => new Date(Date.now() - DAY_MS).toISOString());
  const close = (): void => {
    onAsk(null);
    action.reset();
    remove.reset();
    recover.reset();
  };
  const act = (what: EndpointAction, done: string): void => {
    action.mutate(what, {
      onSuccess: () => {
        close();
        notifications.show({ color: 'teal', title: done, message: url });
      },
    });
  };
  return (
    <>
      <ButtonLink variant="default" to="/endpoints/$endpointId/edit" params={{ endpointId: id }}>
        Change
      </ButtonLink>
      {status === 'active' && (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={16} />}
          onClick={() => {
            onAsk('pause');
          }}
        >
          Pause
        </Button>
      )}
      {status === 'paused' && (
        <Button
          leftSection={<IconPlayerPlay size={16} />}
          onClick={() => {
            onAsk('resume');
          }}
        >
          Resume
        </Button>
      )}
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={16} />}>
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {status === 'draining' && (
            <Menu.Item
              leftSection={<IconPlayerPause size={16} />}
              onClick={() => {
                onAsk('pause');
              }}
            >
              Pause again…
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconHistory size={16} />}
            onClick={() => {
              onAsk('recover');
            }}
          >
            Recover…
          </Menu.Item>
          {status === 'disabled' ? (
            <Menu.Item
              leftSection={<IconPlayerPlay size={16} />}
              onClick={() => {
                act({ kind: 'enable' }, 'Enabled');
              }}
            >
              Enable
            </Menu.Item>
          ) : (
            <Menu.Item
              color="red"
              leftSection={<IconBan size={16} />}
              onClick={() => {
                onAsk('disable');
              }}
            >
              Disable…
            </Menu.Item>
          )}
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} />}
            onClick={() => {
              onAsk('delete');
            }}
          >
            Delete…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>

      <ConfirmDialog
        opened={asking === 'pause'}
        onClose={close}
        title="Pause this endpoint?"
        confirm="Pause"
        pending={action.isPending}
        error={action.error}
        onConfirm={() => {
          act({ kind: 'pause' }, 'Paused');
        }}
      >
        <Text size="sm">
          Events are still accepted and counted, and everything that is due is held. Attempts in flight end as they do.
          Nothing is lost: it goes out in order when the endpoint is resumed.
        </Text>
      </ConfirmDialog>
      <ConfirmDialog
        opened={asking === 'resume'}
        onClose={close}
        title="Resume this endpoint"
        confirm="Resume"
        pending={action.isPending}
        error={action.error}
        onConfirm={() => {
          act(
            {
              kind: 'resume',
              ...(rate === undefined ? {} : { ratePerSecond: rate }),
              ...(discardBefore === undefined ? {} : { discardBefore }),
            },
            'Resumed',
          );
        }}
      >
        <Text size="sm">
          {countText(heldDeliveries, 'delivery is', 'deliveries are')} held and will go out in the order of their
          events.
        </Text>
        <NumberInput
          label="Deliveries a second"
          description="At least; never slower than new ones arrive."
          placeholder={String(DEFAULT_DRAIN_RATE)}
          min={1}
          max={1000}
          allowDecimal={false}
          value={rate ?? ''}
          onChange={(value) => {
            setRate(typeof value === 'number' ? value : undefined);
          }}
        />
        <TimeField
          label="Cancel what is older than"
          description="Left empty: everything is sent."
          value={discardBefore}
          onChange={setDiscardBefore}
        />
      </ConfirmDialog>
      <ConfirmDialog
        opened={asking === 'disable'}
        onClose={close}
        title="Disable this endpoint?"
        confirm="Disable"
        danger
        pending={action.isPending}
        error={action.error}
        onConfirm={() => {
          act({ kind: 'disable' }, 'Disabled');
        }}
      >
        <Text size="sm">
          It gets no events from now on, and everything that waits for it is <strong>cancelled</strong>. Once it is
          enabled again, “Recover” can send that again. To lose nothing, pause it instead.
        </Text>
      </ConfirmDialog>
      <ConfirmDialog
        opened={asking === 'delete'}
        onClose={close}
        title="Delete this endpoint?"
        confirm="Delete for ever"
        danger
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => {
          remove.mutate(undefined, {
            onSuccess: () => {
              notifications.show({ color: 'teal', title: 'Deleted', message: url });
              void navigate({ to: '/endpoints' });
            },
          });
        }}
      >
        <Text size="sm">
          <span className="mono">{url}</span> and its secrets go for ever. Everything that waits for it is{' '}
          <strong>cancelled</strong>; the history of its deliveries stays.
        </Text>
      </ConfirmDialog>
      <ConfirmDialog
        opened={asking === 'recover'}
        onClose={close}
        title="Recover this endpoint"
        confirm={recover.data === undefined ? 'Send again' : 'Done'}
        disabled={since === undefined}
        pending={recover.isPending}
        error={recover.error}
        onConfirm={() => {
          if (recover.data !== undefined) close();
          else if (since !== undefined) recover.mutate(since);
        }}
      >
        {recover.data === undefined ? (
          <>
            <Text size="sm">
              What ended as failed or cancelled since this time is sent again, each in a new delivery.
            </Text>
            <TimeField label="Since" required value={since} onChange={setSince} />
          </>
        ) : (
          <OperationProgress id={recover.data.id} />
        )}
      </ConfirmDialog>
    </>
  );
}
