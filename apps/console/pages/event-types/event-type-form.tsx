import { Button, Group, Stack, Switch, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useSaveEventType, type EventTypeDetail, type EventTypeText } from '../../api/event-types.js';
import { JsonField } from '../../components/json-field.js';
import { Panel } from '../../components/panel.js';
import { ProblemAlert } from '../../components/problem-alert.js';
import { changedFields } from '../../lib/changed-fields.js';
import { jsonProblem } from '../../lib/raw-json.js';

/** What {@link EventTypeForm} edits. */
interface EventTypeFormProps {
  detail: EventTypeDetail;
  onClose: () => void;
}

/** Changes an event type; only what was changed is sent. */
export function EventTypeForm({ detail: { type, exampleText, schemaText }, onClose }: EventTypeFormProps): ReactNode {
  const save = useSaveEventType();
  const before = {
    description: type.description,
    archived: type.archived,
    example: exampleText ?? '',
    schema: schemaText ?? '',
  };
  const [fields, setFields] = useState(before);
  const change = changedFields(before, fields);
  const wrong = [fields.example, fields.schema].some((text) => text.trim() !== '' && jsonProblem(text) !== null);
  return (
    <Panel title="Edit">
      <form
        aria-label="Edit the event type"
        onSubmit={(event) => {
          event.preventDefault();
          if (change !== null)
            save.mutate({ name: type.name, isNew: false, text: written(change) }, { onSuccess: onClose });
        }}
      >
        <Stack gap="md">
          <Textarea
            label="Description"
            autosize
            minRows={2}
            maxLength={4000}
            value={fields.description}
            onChange={({ currentTarget: { value } }) => {
              setFields({ ...fields, description: value });
            }}
          />
          <JsonField
            label="Example"
            description="What tests send. Left empty, it is taken away."
            optional
            value={fields.example}
            onChange={(example) => {
              setFields({ ...fields, example });
            }}
          />
          <JsonField
            label="JSON Schema"
            description="Events whose data violates it are refused. Left empty, any data is accepted."
            optional
            value={fields.schema}
            onChange={(schema) => {
              setFields({ ...fields, schema });
            }}
          />
          <Switch
            label="Archived: no longer offered for subscription"
            checked={fields.archived}
            onChange={({ currentTarget: { checked } }) => {
              setFields({ ...fields, archived: checked });
            }}
          />
          {save.error !== null && <ProblemAlert error={save.error} />}
          <Group gap="xs">
            <Button type="submit" loading={save.isPending} disabled={change === null || wrong}>
              Save
            </Button>
            <Button variant="default" onClick={onClose}>
              Back
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

/** An emptied field takes away what was there. */
function written({ example, schema, ...fields }: EventTypeText): EventTypeText {
  const textOf = (text: string): string => (text.trim() === '' ? 'null' : text);
  return {
    ...fields,
    ...(example === undefined ? {} : { example: textOf(example) }),
    ...(schema === undefined ? {} : { schema: textOf(schema) }),
  };
}
