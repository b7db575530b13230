import {
  Button,
  Collapse,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  TagsInput,
  TextInput,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { Panel } from '../../components/panel.js';
import { ProblemAlert } from '../../components/problem-alert.js';
import { RetryPolicyField } from '../../components/retry-policy-field.js';
import { JsonField } from '../../components/json-field.js';
import { keysOf } from '../../lib/delivery-words.js';
import { PROFILES } from '../../lib/endpoint-words.js';
import { fieldError } from '../../lib/field-errors.js';
import { PROFILE_OPTIONS_HINT, PROFILES_WITH_OPTIONS } from '../../lib/profile-options.js';
import { jsonProblem } from '../../lib/raw-json.js';
import type { EndpointDraft } from './endpoint-draft.js';
import { EventTypePicker } from './event-type-picker.js';
import { HeadersField } from './headers-field.js';
import { PoliciesByEvent } from './policies-by-event.js';

/** What {@link EndpointForm} shows. */
interface EndpointFormProps {
  initial: EndpointDraft;
  /** Whether the endpoint is there already: secrets are then changed by rotation. */
  isChange: boolean;
  submit: string;
  onSubmit: (draft: EndpointDraft) => void;
  onCancel: () => void;
  pending: boolean;
  error: unknown;
}

/** Everything that can be said of an endpoint; what most need stands first. */
export function EndpointForm({
  initial,
  isChange,
  submit,
  onSubmit,
  onCancel,
  pending,
  error,
}: EndpointFormProps): ReactNode {
  const [draft, setDraft] = useState(initial);
  const [advanced, toggle] = useDisclosure(isChange);
  const set = (change: Partial<EndpointDraft>): void => {
    setDraft({ ...draft, ...change });
  };
  const wrong = (field: string): string | undefined => fieldError(error, field);
  const isWrongJson = [draft.profileOptions, draft.metadata].some(
    (text) => text.trim() !== '' && jsonProblem(text) !== null,
  );
  const canHaveSecret = !isChange || draft.profile !== initial.profile;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(draft);
      }}
    >
      <Stack gap="lg">
        <Panel title="Receiver">
          <TextInput
            label="URL"
            type="url"
            required
            placeholder="https://shop.example/webhooks"
            description="Every event is sent to it by POST. It should answer 2xx fast, and do its work after that."
            value={draft.url}
            error={wrong('url')}
            onChange={({ currentTarget }) => {
              set({ url: currentTarget.value });
            }}
          />
          <TextInput
            label="Description"
            placeholder="Storefront order sync"
            value={draft.description}
            error={wrong('description')}
            onChange={({ currentTarget }) => {
              set({ description: currentTarget.value });
            }}
          />
        </Panel>
        <Panel title="Events" hint={draft.events.length === 0 ? undefined : draft.events.join(', ')}>
          <EventTypePicker
            value={draft.events}
            onChange={(events) => {
              set({ events });
            }}
            error={wrong('events')}
          />
        </Panel>
        <Panel title="Format and signature">
          <Select
            label="Profile"
            description="The form of body, headers and signature that the receiver understands."
            allowDeselect={false}
            data={[
              ...(isChange ? [] : [{ value: '', label: "The tenant's profile" }]),
              ...keysOf(PROFILES).map((name) => ({ value: name, label: PROFILES[name] })),
            ]}
            value={draft.profile ?? ''}
            error={wrong('profile')}
            onChange={(value) => {
              set({ profile: keysOf(PROFILES).find((name) => name === value) ?? null, profileOptions: '' });
            }}
          />
          {draft.profile !== null && PROFILES_WITH_OPTIONS.includes(draft.profile) && (
            <JsonField
              label="Options of the profile"
              description={PROFILE_OPTIONS_HINT[draft.profile] ?? ''}
              optional
              minRows={2}
              value={draft.profileOptions}
              error={wrong('profileOptions')}
              onChange={(profileOptions) => {
                set({ profileOptions });
              }}
            />
          )}
          {canHaveSecret && (
            <TextInput
              label="Secret"
              placeholder="Left empty: a new one is made"
              description="Both sides sign and verify with it. One of your own must fit the profile."
              autoComplete="off"
              value={draft.secret}
              error={wrong('secret')}
              onChange={({ currentTarget }) => {
                set({ secret: currentTarget.value });
              }}
            />
          )}
        </Panel>
        <Panel title="Retries">
          <RetryPolicyField
            inheritable
            value={draft.retryPolicy}
            onChange={(retryPolicy) => {
              set({ retryPolicy });
            }}
            error={wrong('retryPolicy')}
          />
          <PoliciesByEvent
            value={draft.retryPolicyByEvent}
            onChange={(retryPolicyByEvent) => {
              set({ retryPolicyByEvent });
            }}
            error={wrong('retryPolicyByEvent')}
          />
        </Panel>
        <Panel
          title="More"
          hint="time-out, rate, order, headers, allowed addresses, metadata"
          actions={
            <Button
              variant="subtle"
              size="xs"
              rightSection={<IconChevronDown size={14} />}
              onClick={toggle.toggle}
              aria-expanded={advanced}
            >
              {advanced ? 'Hide' : 'Show'}
            </Button>
          }
        >
          <Collapse expanded={advanced}>
            <Stack gap="md">
              <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
                <NumberInput
                  label="Time-out in seconds"
                  description="Of a whole attempt."
                  placeholder="The profile's, mostly 15"
                  min={1}
                  max={60}
                  value={draft.timeoutSeconds ?? ''}
                  error={wrong('timeoutMs')}
                  onChange={(value) => {
                    set({ timeoutSeconds: typeof value === 'number' ? value : null });
                  }}
                />
                <NumberInput
                  label="Attempts a second"
                  description="The most that the receiver gets."
                  placeholder="No limit"
                  min={1}
                  max={1000}
                  allowDecimal={false}
                  value={draft.rateLimitPerSecond ?? ''}
                  error={wrong('rateLimitPerSecond')}
                  onChange={(value) => {
                    set({ rateLimitPerSecond: typeof value === 'number' ? value : null });
                  }}
                />
                <TextInput
                  label="Maximum age"
                  description="Older deliveries are cancelled."
                  placeholder="Any; such as 24h"
                  value={draft.maximumAge}
                  error={wrong('maximumAge')}
                  onChange={({ currentTarget }) => {
                    set({ maximumAge: currentTarget.value });
                  }}
                />
                <Select
                  label="Lane"
                  description="Who makes the first attempt."
                  allowDeselect={false}
                  data={[
                    ...(isChange ? [] : [{ value: '', label: "The tenant's lane" }]),
                    { value: 'durable', label: 'Durable: a workflow from the start' },
                    { value: 'express', label: 'Express: many times faster' },
                  ]}
                  value={draft.lane ?? ''}
                  error={wrong('lane')}
                  onChange={(value) => {
                    set({ lane: value === 'durable' || value === 'express' ? value : null });
                  }}
                />
              </SimpleGrid>
              <Switch
                label="In order"
                description="Events with the same ordering key go out one at a time, in their order."
                checked={draft.ordered}
                onChange={({ currentTarget: { checked } }) => {
                  set({ ordered: checked });
                }}
              />
              {draft.ordered && (
                <Select
                  label="When the first of a line has no attempt left"
                  allowDeselect={false}
                  maw={480}
                  data={[
                    { value: 'block', label: 'Block: the line waits until someone decides' },
                    { value: 'park', label: 'Park: it is set aside, the line goes on' },
                    { value: 'skip', label: 'Skip: the line goes on without it' },
                  ]}
                  value={draft.orderingPolicy}
                  error={wrong('orderingPolicy')}
                  onChange={(value) => {
                    if (value === 'block' || value === 'park' || value === 'skip') set({ orderingPolicy: value });
                  }}
                />
              )}
              <HeadersField
                value={draft.headers}
                onChange={(headers) => {
                  set({ headers });
                }}
                error={wrong('headers')}
              />
              <SimpleGrid cols={{ base: 1, sm: 2 }}>
                <TagsInput
                  label="Allowed addresses"
                  description="Networks that the receiver's address must be in. None: any public address."
                  placeholder="203.0.113.0/24"
                  value={[...draft.ipAllowList]}
                  error={wrong('ipAllowList')}
                  onChange={(ipAllowList) => {
                    set({ ipAllowList });
                  }}
                />
                <TagsInput
                  label="Channels"
                  description="Only events with one of these channels. None: all events."
                  placeholder="shop-1"
                  value={[...draft.channels]}
                  error={wrong('channels')}
                  onChange={(channels) => {
                    set({ channels });
                  }}
                />
              </SimpleGrid>
              <JsonField
                label="Metadata"
                description="A JSON object of your own; Everhook only keeps it."
                placeholder='{ "team": "orders" }'
                optional
                minRows={2}
                value={draft.metadata}
                error={wrong('metadata')}
                onChange={(metadata) => {
                  set({ metadata });
                }}
              />
            </Stack>
          </Collapse>
        </Panel>
        {error !== null && error !== undefined && <ProblemAlert error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            Back
          </Button>
          <Button
            type="submit"
            loading={pending}
            disabled={draft.url === '' || draft.events.length === 0 || isWrongJson}
          >
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
