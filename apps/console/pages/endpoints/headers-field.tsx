import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { EndpointDraft } from './endpoint-draft.js';

/** What {@link HeadersField} shows. */
interface HeadersFieldProps {
  value: EndpointDraft['headers'];
  onChange: (value: EndpointDraft['headers']) => void;
  error: string | undefined;
}

/** Headers of an endpoint, a line for each. */
export function HeadersField({ value, onChange, error }: HeadersFieldProps): ReactNode {
  const change = (index: number, entry: readonly [string, string]): void => {
    onChange(value.map((before, at) => (at === index ? entry : before)));
  };
  return (
    <Stack gap="xs">
      <div>
        <Text size="sm" fw={500}>
          Headers
        </Text>
        <Text size="xs" c="dimmed">
          Sent with every request. “[redacted]” keeps the value that is stored.
        </Text>
      </div>
      {value.map(([name, text], index) => (
        <Group key={index} gap="xs" wrap="nowrap">
          <TextInput
            aria-label={`Name of header ${index + 1}`}
            placeholder="x-team"
            flex={1}
            value={name}
            onChange={({ currentTarget }) => {
              change(index, [currentTarget.value, text]);
            }}
          />
          <TextInput
            aria-label={`Value of header ${index + 1}`}
            placeholder="value"
            flex={2}
            value={text}
            onChange={({ currentTarget }) => {
              change(index, [name, currentTarget.value]);
            }}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove header ${index + 1}`}
            onClick={() => {
              onChange(value.filter((_, at) => at !== index));
            }}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      {error !== undefined && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          onClick={() => {
            onChange([...value, ['', '']]);
          }}
        >
          Add a header
        </Button>
      </div>
    </Stack>
  );
}
