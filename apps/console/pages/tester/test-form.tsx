import { Alert, Autocomplete, Button, Select, Stack } from '@mantine/core';
import { IconBan, IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { EndpointTrial } from '../../api/endpoint-test.js';
import type { Endpoint } from '../../api/endpoints.js';
import { eventTypeQuery, type EventType } from '../../api/event-types.js';
import { JsonField } from '../../components/json-field.js';
import { Panel } from '../../components/panel.js';
import { ProblemAlert } from '../../components/problem-alert.js';
import { jsonProblem } from '../../lib/raw-json.js';
import { shortUrl } from '../../lib/short-url.js';

/** What {@link TestForm} edits. */
interface TestFormProps {
  endpoints: readonly Endpoint[];
  eventTypes: readonly EventType[];
  endpointId: string | undefined;
  /** The event type; undefined for the first that the endpoint names. */
  event: string | undefined;
  onChoose: (search: { endpointId?: string | undefined; event?: string | undefined }) => void;
  onSend: (trial: EndpointTrial) => void;
  pending: boolean;
  error: unknown;
}

/** What an endpoint subscribes to, then the rest of the catalogue. */
function namesFor(patterns: readonly string[], catalogue: readonly string[]): string[] {
  const own = patterns.filter((pattern) => !pattern.includes('*'));
  const prefixes = patterns.filter((pattern) => pattern.endsWith('.*')).map((pattern) => pattern.slice(0, -1));
  const covered = catalogue.filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  return [...new Set([...own, ...covered, ...catalogue])];
}

/** Chooses endpoint, event type and payload of a test. */
export function TestForm({
  endpoints,
  eventTypes,
  endpointId,
  event: wanted,
  onChoose,
  onSend,
  pending,
  error,
}: TestFormProps): ReactNode {
  const endpoint = endpoints.find(({ id }) => id === endpointId);
  const names = namesFor(endpoint?.events ?? [], nameList(eventTypes));
  const event = wanted ?? names[0] ?? '';
  const described = eventTypes.some(({ name }) => name === event);
  const { data: detail } = useQuery({ ...eventTypeQuery(event), enabled: described });
  const example = described ? (detail?.exampleText ?? '') : '';
  // What was typed belongs to its event type: another one begins with its own example.
  const [typed, setTyped] = useState<{ event: string; text: string } | null>(null);
  const text = typed !== null && typed.event === event ? typed.text : example;
  const problem = text.trim() === '' ? null : jsonProblem(text);
  const disabled = endpoint?.status === 'disabled';
  return (
    <Panel title="Test">
      <form
        aria-label="Test"
        onSubmit={(submitted) => {
          submitted.preventDefault();
          if (endpoint === undefined) return;
          // The example as it is in the catalogue is sent as it is spelled there.
          onSend({ endpointId: endpoint.id, event, data: text === example || text.trim() === '' ? undefined : text });
        }}
      >
        <Stack gap="md">
          <Select
            label="Endpoint"
            placeholder="Choose an endpoint"
            searchable
            allowDeselect={false}
            data={endpoints.map(({ id, url, status }) => ({
              value: id,
              label: status === 'active' ? shortUrl(url) : `${shortUrl(url)} (${status})`,
            }))}
            value={endpointId ?? null}
            onChange={(id) => {
              onChoose({ endpointId: id ?? undefined, event: wanted });
            }}
            error={endpointId !== undefined && endpoint === undefined ? 'There is no such endpoint' : undefined}
          />
          {disabled && (
            <Alert color="gray" icon={<IconBan size={20} />}>
              This endpoint is disabled: nothing is sent to it. Enable it first.
            </Alert>
          )}
          <Autocomplete
            label="Event type"
            description="Whether the endpoint subscribes to it or not."
            placeholder="order.created"
            required
            withAsterisk={false}
            data={names}
            value={event}
            onChange={(next) => {
              onChoose({ endpointId, event: next.trim() });
            }}
          />
          <JsonField
            label="Payload"
            description={
              text !== example
                ? 'Sent as it is spelled here.'
                : example === ''
                  ? 'Left empty, a small example is sent.'
                  : 'The example of the catalogue; unchanged, it is sent as it was written there.'
            }
            optional
            minRows={8}
            value={text}
            onChange={(next) => {
              setTyped({ event, text: next });
            }}
          />
          {error !== null && error !== undefined && <ProblemAlert error={error} />}
          <Button
            type="submit"
            leftSection={<IconSend size={16} />}
            loading={pending}
            disabled={endpoint === undefined || disabled || event === '' || problem !== null}
          >
            Send the test
          </Button>
        </Stack>
      </form>
    </Panel>
  );
}

function nameList(eventTypes: readonly EventType[]): string[] {
  return eventTypes.filter(({ archived }) => !archived).map(({ name }) => name);
}
