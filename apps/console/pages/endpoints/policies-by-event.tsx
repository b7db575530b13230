import { Button, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { RetryPolicyField } from '../../components/retry-policy-field.js';
import type { EndpointDraft } from './endpoint-draft.js';

type Policies = EndpointDraft['retryPolicyByEvent'];

/** What {@link PoliciesByEvent} shows. */
interface PoliciesByEventProps {
  value: Policies;
  onChange: (value: Policies) => void;
  error: string | undefined;
}

/** Retry policies for some event types; the most specific pattern wins. */
export function PoliciesByEvent({ value, onChange, error }: PoliciesByEventProps): ReactNode {
  const change = (index: number, entry: Policies[number]): void => {
    onChange(value.map((before, at) => (at === index ? entry : before)));
  };
  return (
    <Stack gap="sm">
      {value.map(([pattern, policy], index) => (
        <Paper key={index} withBorder p="md">
          <Stack gap="sm">
            <Group gap="xs" align="flex-end">
              <TextInput
                label="For events of the type"
                placeholder="order.*"
                flex={1}
                maw={420}
                value={pattern}
                onChange={({ currentTarget }) => {
                  change(index, [currentTarget.value, policy]);
                }}
              />
              <Button
                variant="subtle"
                color="gray"
                onClick={() => {
                  onChange(value.filter((_, at) => at !== index));
                }}
              >
                Remove
              </Button>
            </Group>
            <RetryPolicyField
              value={policy}
              onChange={(next) => {
                if (next !== null) change(index, [pattern, next]);
              }}
            />
          </Stack>
        </Paper>
      ))}
      {error !== undefined && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
      <Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          onClick={() => {
            onChange([...value, ['', 'standard']]);
          }}
        >
          Another policy for some event types
        </Button>
      </Group>
    </Stack>
  );
}
