import { Alert, Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useCreateKey, type KeyRole } from '../../api/keys.js';
import { CopyableId } from '../../components/copyable-id.js';
import { ProblemAlert } from '../../components/problem-alert.js';
import { keysOf } from '../../lib/delivery-words.js';
import { KEY_ROLES } from '../../lib/key-roles.js';
import classes from './create-key-dialog.module.css';

/** What {@link CreateKeyDialog} needs. */
interface CreateKeyDialogProps {
  tenantId: string;
  onClose: () => void;
}

/** Makes a key and shows it, once. */
export function CreateKeyDialog({ tenantId, onClose }: CreateKeyDialogProps): ReactNode {
  const [name, setName] = useState('');
  const [role, setRole] = useState<KeyRole>('publisher');
  const create = useCreateKey(tenantId);
  if (create.data !== undefined) {
    return (
      // A click beside the dialog must not lose the key.
      <Modal opened onClose={onClose} title="The new key" centered closeOnClickOutside={false} closeOnEscape={false}>
        <Stack gap="md">
          <Alert color="amber" icon={<IconAlertTriangle size={20} />}>
            Copy it now. It is not stored and cannot be shown again.
          </Alert>
          <div className={classes.key}>
            <CopyableId value={create.data.key} what="the key" />
          </div>
          <Group justify="flex-end">
            <Button onClick={onClose}>I have copied it</Button>
          </Group>
        </Stack>
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title="New API key" centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({ role, name: name.trim() });
        }}
      >
        <Stack gap="md">
          <TextInput
            label="Name"
            description="Where it is used, so that you know what breaks when you revoke it."
            placeholder="checkout service"
            maxLength={200}
            data-autofocus
            value={name}
            onChange={({ currentTarget: { value } }) => {
              setName(value);
            }}
          />
          <Radio.Group
            label="Role"
            value={role}
            onChange={(value) => {
              const chosen = keysOf(KEY_ROLES).find((one) => one === value);
              if (chosen !== undefined) setRole(chosen);
            }}
          >
            <Stack gap={8} mt={6}>
              {keysOf(KEY_ROLES).map((one) => (
                <Radio key={one} value={one} label={<Text size="sm">{one}</Text>} description={KEY_ROLES[one].means} />
              ))}
            </Stack>
          </Radio.Group>
          {create.error !== null && <ProblemAlert error={create.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Back
            </Button>
            <Button type="submit" loading={create.isPending}>
              Make the key
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
