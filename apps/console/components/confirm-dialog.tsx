import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { ProblemAlert } from './problem-alert.js';

/** What {@link ConfirmDialog} shows. */
interface ConfirmDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What will happen, and fields that the action needs. */
  children: ReactNode;
  /** The verb of the button. */
  confirm: string;
  onConfirm: () => void;
  pending: boolean;
  /** What went wrong at the last try; null for nothing. */
  error: unknown;
  /** It cannot be undone. */
  danger?: boolean;
  /** Not yet possible, for example while a field is empty. */
  disabled?: boolean;
}

/** Asks before something is done, and stays open with the reason when it fails. */
export function ConfirmDialog({
  opened,
  onClose,
  title,
  children,
  confirm,
  onConfirm,
  pending,
  error,
  danger = false,
  disabled = false,
}: ConfirmDialogProps): ReactNode {
  return (
    <Modal opened={opened} onClose={onClose} title={title} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm();
        }}
      >
        <Stack gap="md">
          {children}
          {error !== null && error !== undefined && <ProblemAlert error={error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Back
            </Button>
            <Button type="submit" loading={pending} disabled={disabled} {...(danger ? { color: 'red' } : {})}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
