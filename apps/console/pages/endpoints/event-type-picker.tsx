import { Alert, Checkbox, Group, ScrollArea, Stack, Switch, TagsInput, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { eventTypesQuery } from '../../api/event-types.js';
import { Loaded } from '../../components/loaded.js';
import classes from './event-type-picker.module.css';

/** What {@link EventTypePicker} shows. */
interface EventTypePickerProps {
  /** Names and patterns such as `order.*`. */
  value: readonly string[];
  onChange: (value: readonly string[]) => void;
  error?: string | undefined;
}

/** Chooses event types from the catalogue, with their descriptions; patterns and all events too. */
export function EventTypePicker({ value, onChange, error }: EventTypePickerProps): ReactNode {
  const query = useQuery(eventTypesQuery);
  const [search, setSearch] = useState('');
  const takesAll = value.includes('*');
  return (
    <Stack gap="md">
      <Switch
        label="All events, also of types that are added later"
        checked={takesAll}
        onChange={({ currentTarget: { checked } }) => {
          onChange(checked ? ['*'] : []);
        }}
      />
      {!takesAll && (
        <Loaded query={query}>
          {(all) => {
            const offered = all.filter(({ name, archived }) => !archived || value.includes(name));
            const names = new Set(offered.map(({ name }) => name));
            const others = value.filter((entry) => !names.has(entry));
            const sought = search.trim().toLowerCase();
            const shown = offered.filter(({ name, description }) =>
              `${name} ${description}`.toLowerCase().includes(sought),
            );
            return (
              <>
                {offered.length > 0 && (
                  <>
                    <TextInput
                      aria-label="Search the catalogue"
                      placeholder="Search the catalogue"
                      leftSection={<IconSearch size={16} />}
                      value={search}
                      onChange={({ currentTarget }) => {
                        setSearch(currentTarget.value);
                      }}
                    />
                    <ScrollArea.Autosize mah={320} className={classes.list} viewportProps={{ tabIndex: 0 }}>
                      <Stack gap={2} p="xs">
                        {shown.map(({ name, description }) => {
                          const pattern = others.find((entry) => covers(entry, name));
                          return (
                            <Checkbox
                              key={name}
                              p={6}
                              label={
                                <Group gap={6}>
                                  <Text size="sm" fw={600}>
                                    {name}
                                  </Text>
                                  {pattern !== undefined && (
                                    <Text size="xs" c="dimmed">
                                      covered by {pattern}
                                    </Text>
                                  )}
                                </Group>
                              }
                              description={description === '' ? undefined : description}
                              disabled={pattern !== undefined}
                              checked={pattern !== undefined || value.includes(name)}
                              onChange={({ currentTarget: { checked } }) => {
                                onChange(checked ? [...value, name] : value.filter((entry) => entry !== name));
                              }}
                            />
                          );
                        })}
                        {shown.length === 0 && (
                          <Text size="sm" c="dimmed" p="xs">
                            Nothing in the catalogue matches.
                          </Text>
                        )}
                      </Stack>
                    </ScrollArea.Autosize>
                  </>
                )}
                {offered.length === 0 && (
                  <Alert color="gray">
                    The catalogue of this tenant is empty. Name the types yourself, or take all events.
                  </Alert>
                )}
                <TagsInput
                  label={offered.length === 0 ? 'Event types' : 'Patterns, and types that are not in the catalogue'}
                  description="A pattern such as order.* covers every type that begins alike."
                  placeholder={others.length === 0 ? 'order.*' : ''}
                  value={others}
                  onChange={(next) => {
                    onChange([...value.filter((entry) => names.has(entry)), ...next]);
                  }}
                />
              </>
            );
          }}
        </Loaded>
      )}
      {error !== undefined && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
    </Stack>
  );
}

/** Whether a pattern with a final `*` covers a name. */
function covers(pattern: string, name: string): boolean {
  return pattern.endsWith('*') && name.startsWith(pattern.slice(0, -1));
}
