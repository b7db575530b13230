import { Badge, Button, Group, NumberInput, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconEye, IconEyeOff, IconRotate } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { usePromoteSecret, useRotateSecret, useSecret, type EndpointSecret } from '../../api/endpoint.js';
import { ProblemError } from '../../api/problem-error.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { CopyableId } from '../../components/copyable-id.js';
import { Countdown } from '../../components/countdown.js';
import { Panel } from '../../components/panel.js';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Time } from '../../components/time.js';
import { fieldError } from '../../lib/field-errors.js';

const HOUR_SECONDS = 3600;
const OVERLAPS = [
  { value: '0', label: 'No overlap: the old one ends at once' },
  { value: '3600', label: 'One hour' },
  { value: '86400', label: 'One day' },
  { value: '604800', label: 'One week' },
  { value: 'own', label: 'Another length' },
];

/** The secrets of an endpoint, once someone asks to see them, and their rotation. */
export function SecretPanel({ endpointId }: { endpointId: string }): ReactNode {
  const read = useSecret(endpointId);
  const rotate = useRotateSecret(endpointId);
  const promote = usePromoteSecret(endpointId);
  const [shown, setShown] = useState<EndpointSecret | null>(null);
  const [rotates, setRotates] = useState(false);
  const [secret, setSecret] = useState('');
  const [overlap, setOverlap] = useState('86400');
  const [ownHours, setOwnHours] = useState<number>(48);
  const [replace, setReplace] = useState(false);
  const overlapSeconds = overlap === 'own' ? Math.round(ownHours * HOUR_SECONDS) : Number(overlap);
  return (
    <Panel
      title="Signing secret"
      actions={
        <Group gap="xs">
          {shown === null ? (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconEye size={14} />}
              loading={read.isPending}
              onClick={() => {
                read.mutate(undefined, { onSuccess: setShown });
              }}
            >
              Reveal
            </Button>
          ) : (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconEyeOff size={14} />}
              onClick={() => {
                setShown(null);
              }}
            >
              Hide
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRotate size={14} />}
            onClick={() => {
              rotate.reset();
              setRotates(true);
            }}
          >
            Rotate…
          </Button>
        </Group>
      }
    >
      {read.error !== null && <ProblemAlert error={read.error} />}
      {promote.error !== null && <ProblemAlert error={promote.error} />}
      {shown === null ? (
        <Text size="sm" c="dimmed">
          The receiver verifies with it that a request is ours. Each look at it is noted in the audit log.
        </Text>
      ) : (
        <Stack gap="sm">
          {shown.secrets.map(({ id, secret: text, signs, createdAt, expiresAt }) => (
            <div key={id}>
              <CopyableId value={text} what="the secret" />
              <Group gap="xs" mt={2}>
                {signs && (
                  <Badge variant="light" color="teal" tt="none">
                    signs
                  </Badge>
                )}
                <Text size="xs" c="dimmed" component="div">
                  made <Time value={createdAt} form="relative" />
                  {expiresAt !== null && (
                    <>
                      {' · ends '}
                      <Countdown to={expiresAt} />
                    </>
                  )}
                </Text>
              </Group>
            </div>
          ))}
          {shown.publicKey !== undefined && (
            <Text size="sm">
              Public key for receivers: <CopyableId value={shown.publicKey} what="the public key" />
            </Text>
          )}
          {shown.secrets.length > 1 && (
            <Group>
              <Button
                size="xs"
                variant="light"
                loading={promote.isPending}
                onClick={() => {
                  promote.mutate(undefined, { onSuccess: setShown });
                }}
              >
                End the overlap now
              </Button>
            </Group>
          )}
        </Stack>
      )}
      <ConfirmDialog
        opened={rotates}
        onClose={() => {
          setRotates(false);
        }}
        title="Rotate the secret"
        confirm="Rotate"
        pending={rotate.isPending}
        error={rotate.error}
        onConfirm={() => {
          rotate.mutate(
            { ...(secret === '' ? {} : { secret }), overlapSeconds, replace },
            {
              onSuccess: (after) => {
                setShown(after);
                setRotates(false);
                setSecret('');
                setReplace(false);
                notifications.show({
                  color: 'teal',
                  title: 'Rotated',
                  message: 'Give the new secret to the receiver.',
                });
              },
            },
          );
        }}
      >
        <Text size="sm">
          During the overlap both secrets are good. Formats with room for several signatures carry both; others are
          signed with the old one until the overlap ends.
        </Text>
        <TextInput
          label="New secret"
          placeholder="Left empty: one is made"
          autoComplete="off"
          value={secret}
          error={fieldError(rotate.error, 'secret')}
          onChange={({ currentTarget }) => {
            setSecret(currentTarget.value);
          }}
        />
        <Select
          label="Overlap"
          allowDeselect={false}
          data={OVERLAPS}
          value={overlap}
          onChange={(value) => {
            setOverlap(value ?? '86400');
          }}
        />
        {overlap === 'own' && (
          <NumberInput
            label="Hours"
            min={0}
            max={720}
            value={ownHours}
            onChange={(value) => {
              if (typeof value === 'number') setOwnHours(value);
            }}
          />
        )}
        {rotate.error instanceof ProblemError && rotate.error.status === 409 && (
          <Switch
            label="Rotate although the last rotation is still in its overlap; its old secret ends at once"
            checked={replace}
            onChange={({ currentTarget: { checked } }) => {
              setReplace(checked);
            }}
          />
        )}
      </ConfirmDialog>
    </Panel>
  );
}
