import { Button, Group, Modal, Stack, TextInput, Textarea } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useSaveEventType } from '../../api/event-types.js';
import { JsonField } from '../../components/json-field.js';
import { ProblemAlert } from '../../components/problem-alert.js';
import { jsonProblem } from '../../lib/raw-json.js';

/** Adds an event type to the catalogue, and opens it. */
export function CreateEventTypeDialog({ onClose }: { onClose: () => void }): ReactNode {
  const navigate = useNavigate();
  const save = useSaveEventType();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [schema, setSchema] = useState('');
  const [example, setExample] = useState('');
  const wrong = [schema, example].some((text) => text.trim() !== '' && jsonProblem(text) !== null);
  return (
    <Modal opened onClose={onClose} title="New event type" centered size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const text = {
            description,
            ...(schema.trim() === '' ? {} : { schema }),
            ...(example.trim() === '' ? {} : { example }),
          };
          save.mutate(
            { name: name.trim(), isNew: true, text },
            {
              onSuccess: (created) => {
                void navigate({ to: '/event-types/$name', params: { name: created.name } });
              },
            },
          );
        }}
      >
        <Stack gap="md">
          <TextInput
            label="Name"
            placeholder="order.created"
            required
            withAsterisk={false}
            data-autofocus
            value={name}
            onChange={({ currentTarget: { value } }) => {
              setName(value);
            }}
          />
          <Textarea
            label="Description"
            placeholder="An order was placed."
            autosize
            minRows={2}
            maxLength={4000}
            value={description}
            onChange={({ currentTarget: { value } }) => {
              setDescription(value);
            }}
          />
          <JsonField
            label="Example"
            description="What tests send, and what the tester begins with."
            optional
            minRows={4}
            value={example}
            onChange={setExample}
          />
          <JsonField
            label="JSON Schema"
            description="Events whose data violates it are refused."
            optional
            minRows={4}
            value={schema}
            onChange={setSchema}
          />
          {save.error !== null && <ProblemAlert error={save.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Back
            </Button>
            <Button type="submit" loading={save.isPending} disabled={name.trim() === '' || wrong}>
              Add it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
