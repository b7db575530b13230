import { Modal, NumberInput, Stack, Text, TextInput, Button, Group, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { DeliveryFilter } from '../../api/deliveries.js';
import { operationCountQuery, useStartOperation, type BulkAction, type BulkSettings } from '../../api/operations.js';
import { OperationProgress } from '../../components/operation-progress.js';
import { ProblemAlert } from '../../components/problem-alert.js';
import { TimeField } from '../../components/time-field.js';
import { BULK_ACTIONS } from '../../lib/bulk-actions.js';
import { countText } from '../../lib/count-text.js';
import { SelectedRun } from './selected-run.js';

/** Which deliveries are acted on: those that were ticked, or all that the filter finds. */
export type BulkTarget = { kind: 'selected'; ids: readonly string[] } | { kind: 'filter'; filter: DeliveryFilter };

/** What {@link BulkDialog} shows. */
interface BulkDialogProps {
  action: BulkAction;
  target: BulkTarget;
  onClose: () => void;
}

/** Says how many deliveries an action reaches, asks, does it, and shows how far it has come. */
export function BulkDialog({ action, target, onClose }: BulkDialogProps): ReactNode {
  const { verb, does, danger } = BULK_ACTIONS[action];
  const [settings, setSettings] = useState<BulkSettings>({});
  const [selectedRuns, setSelectedRuns] = useState(false);
  const start = useStartOperation();
  const count = useQuery({
    ...operationCountQuery(action, target.kind === 'filter' ? target.filter : {}),
    enabled: target.kind === 'filter' && start.data === undefined,
  });
  const reached = target.kind === 'selected' ? target.ids.length : count.data?.count;
  const begin = (): void => {
    if (target.kind === 'selected') setSelectedRuns(true);
    else start.mutate({ action, filter: target.filter, settings });
  };

  if (start.data !== undefined) {
    return (
      <Modal opened onClose={onClose} title={`${verb}: a bulk operation`} centered size="lg">
        <OperationProgress id={start.data.id} />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            Close; it goes on by itself
          </Button>
        </Group>
      </Modal>
    );
  }
  if (selectedRuns && target.kind === 'selected') {
    return (
      <Modal
        opened
        onClose={onClose}
        title={`${verb} ${countText(target.ids.length, 'delivery', 'deliveries')}`}
        centered
      >
        <SelectedRun ids={target.ids} action={action} settings={settings} onClose={onClose} />
      </Modal>
    );
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={target.kind === 'filter' ? `${verb} all that match` : `${verb} what is selected`}
      centered
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          begin();
        }}
      >
        <Stack gap="md">
          {reached === undefined ? (
            count.error === null && <Loader size="sm" aria-label="Counting" />
          ) : (
            <Text>
              This reaches <strong>{countText(reached, 'delivery', 'deliveries')}</strong>. {does}
            </Text>
          )}
          {count.error !== null && <ProblemAlert error={count.error} />}
          {action === 'reschedule' && (
            <TimeField
              label="Send at"
              required
              value={settings.at}
              onChange={(at) => {
                setSettings({ ...settings, at });
              }}
            />
          )}
          {(action === 'cancel' || action === 'hold') && (
            <TextInput
              label="Reason"
              description="Shown in the timeline of each; may be left out."
              maxLength={256}
              value={settings.reason ?? ''}
              onChange={({ currentTarget }) => {
                setSettings({ ...settings, reason: currentTarget.value });
              }}
            />
          )}
          {target.kind === 'filter' && (
            <NumberInput
              label="Deliveries a second"
              description={
                action === 'cancel' || action === 'hold' ? 'Left out: as fast as it goes.' : 'Left out: 100 a second.'
              }
              min={1}
              max={1000}
              allowDecimal={false}
              value={settings.ratePerSecond ?? ''}
              onChange={(value) => {
                setSettings({ ...settings, ratePerSecond: typeof value === 'number' ? value : undefined });
              }}
            />
          )}
          {start.error !== null && <ProblemAlert error={start.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Back
            </Button>
            <Button
              type="submit"
              loading={start.isPending}
              disabled={
                reached === undefined || reached === 0 || (action === 'reschedule' && settings.at === undefined)
              }
              {...(danger ? { color: 'red' } : {})}
            >
              {reached === undefined ? verb : `${verb} ${reached.toLocaleString()}`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
