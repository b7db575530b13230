import { Button, Menu, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconBan,
  IconCalendarTime,
  IconChevronDown,
  IconHandStop,
  IconPlayerPlay,
  IconRefresh,
} from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { isFinal, useDeliveryCommand, type DeliveryCommand, type DeliveryDetail } from '../../api/deliveries.js';
import { ProblemError, toProblem } from '../../api/problem-error.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { TimeField } from '../../components/time-field.js';
import { Told } from '../../components/told.js';

type Asking = 'cancel' | 'hold' | 'reschedule' | 'force';

/** What can be done to a delivery as it stands now. */
export function DeliveryActions({ delivery }: { delivery: DeliveryDetail }): ReactNode {
  const command = useDeliveryCommand(delivery.id);
  const [asking, setAsking] = useState<Asking | null>(null);
  const [reason, setReason] = useState('');
  const [at, setAt] = useState<string>();
  const ended = isFinal(delivery);
  const close = (): void => {
    setAsking(null);
    command.reset();
  };
  const give = (what: DeliveryCommand): void => {
    command.mutate(what, {
      onSuccess: (after) => {
        setAsking(null);
        notifications.show({ color: 'teal', title: DONE[what.kind], message: <Told text={after.explanation} /> });
      },
      onError: (error) => {
        // Sent past a pause, a line or a rate limit only when someone says so.
        if (what.kind === 'redeliver' && what.force !== true && error instanceof ProblemError && error.status === 409) {
          setAsking('force');
        } else if (asking === null) {
          notifications.show({ color: 'red', title: 'It could not be done', message: toProblem(error).detail });
        }
      },
    });
  };
  return (
    <>
      <Button
        leftSection={<IconRefresh size={16} />}
        loading={command.isPending && asking === null}
        onClick={() => {
          give({ kind: 'redeliver' });
        }}
      >
        Redeliver now
      </Button>
      {!ended && (
        <Menu position="bottom-end" width={200}>
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={16} />}>
              More
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {delivery.status === 'held' ? (
              <Menu.Item
                leftSection={<IconPlayerPlay size={16} />}
                onClick={() => {
                  give({ kind: 'release' });
                }}
              >
                Release
              </Menu.Item>
            ) : (
              <Menu.Item
                leftSection={<IconHandStop size={16} />}
                onClick={() => {
                  setAsking('hold');
                }}
              >
                Hold…
              </Menu.Item>
            )}
            <Menu.Item
              leftSection={<IconCalendarTime size={16} />}
              onClick={() => {
                setAt(delivery.nextAttemptAt);
                setAsking('reschedule');
              }}
            >
              Reschedule…
            </Menu.Item>
            <Menu.Item
              color="red"
              leftSection={<IconBan size={16} />}
              onClick={() => {
                setAsking('cancel');
              }}
            >
              Cancel…
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <ConfirmDialog
        opened={asking === 'force'}
        onClose={close}
        title="Send it all the same?"
        confirm="Send it now"
        pending={command.isPending}
        error={command.variables?.kind === 'redeliver' && command.variables.force === true ? command.error : null}
        onConfirm={() => {
          give({ kind: 'redeliver', force: true });
        }}
      >
        <Text size="sm">{command.error === null ? '' : toProblem(command.error).detail}</Text>
        <Text size="sm">
          It can be sent past a pause, a rate limit and the line of its ordering key. The receiver then gets it out of
          turn.
        </Text>
      </ConfirmDialog>
      <ConfirmDialog
        opened={asking === 'cancel' || asking === 'hold'}
        onClose={close}
        title={asking === 'cancel' ? 'Cancel this delivery?' : 'Hold this delivery?'}
        confirm={asking === 'cancel' ? 'Cancel the delivery' : 'Hold'}
        danger={asking === 'cancel'}
        pending={command.isPending}
        error={command.error}
        onConfirm={() => {
          give({ kind: asking === 'cancel' ? 'cancel' : 'hold', reason });
        }}
      >
        <Text size="sm">
          {asking === 'cancel'
            ? 'Nothing more is sent. The receiver does not get this event, unless it is redelivered later.'
            : 'Nothing is sent until someone releases it.'}
        </Text>
        <TextInput
          label="Reason"
          description="Shown in the timeline; may be left out."
          maxLength={256}
          value={reason}
          onChange={({ currentTarget }) => {
            setReason(currentTarget.value);
          }}
        />
      </ConfirmDialog>
      <ConfirmDialog
        opened={asking === 'reschedule'}
        onClose={close}
        title="Reschedule the next attempt"
        confirm="Reschedule"
        disabled={at === undefined}
        pending={command.isPending}
        error={command.error}
        onConfirm={() => {
          if (at !== undefined) give({ kind: 'reschedule', at });
        }}
      >
        <TimeField label="Send at" required value={at} onChange={setAt} />
      </ConfirmDialog>
    </>
  );
}

const DONE: Record<DeliveryCommand['kind'], string> = {
  redeliver: 'Redelivering',
  cancel: 'Cancelled',
  hold: 'Held',
  release: 'Released',
  reschedule: 'Rescheduled',
};
