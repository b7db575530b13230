import { Badge, Button, Group, Text, TextInput } from '@mantine/core';
import { IconBook2, IconDownload, IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { eventTypesQuery } from '../../api/event-types.js';
import { usePermissions } from '../../api/permissions.js';
import { DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { TextLink } from '../../components/links.js';
import { Loaded } from '../../components/loaded.js';
import { NoPermission } from '../../components/no-permission.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { Time } from '../../components/time.js';
import { CreateEventTypeDialog } from './create-event-type-dialog.js';
import { ImportDialog } from './import-dialog.js';

const route = getRouteApi('/shell/event-types');

/** The event types that a tenant has described. */
export function EventTypesPage(): ReactNode {
  const { read } = usePermissions();
  return read ? <Catalogue /> : <NoPermission title="Event catalogue" />;
}

function Catalogue(): ReactNode {
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const { write } = usePermissions();
  const query = useQuery(eventTypesQuery);
  const [dialog, setDialog] = useState<'create' | 'import' | null>(null);
  const importButton = (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} />}
      onClick={() => {
        setDialog('import');
      }}
    >
      Import
    </Button>
  );
  return (
    <Page
      title="Event catalogue"
      description="What can happen, in words, with its schema and an example. Other events are accepted too."
      actions={
        write && (
          <>
            {importButton}
            <Button
              leftSection={<IconPlus size={16} />}
              onClick={() => {
                setDialog('create');
              }}
            >
              New event type
            </Button>
          </>
        )
      }
    >
      <Panel>
        <Loaded query={query}>
          {(types) => {
            if (types.length === 0) {
              return (
                <EmptyState
                  icon={IconBook2}
                  title="The catalogue is empty"
                  {...(write ? { action: importButton } : {})}
                >
                  Receivers pick what they subscribe to from it, tests send its examples, and an event that violates its
                  schema is refused.
                </EmptyState>
              );
            }
            const wanted = q.toLowerCase();
            const found = types.filter(
              ({ name, description }) =>
                name.toLowerCase().includes(wanted) || description.toLowerCase().includes(wanted),
            );
            return (
              <>
                <TextInput
                  aria-label="Search the catalogue"
                  placeholder="Search by name or description"
                  leftSection={<IconSearch size={16} />}
                  maw={420}
                  value={q}
                  onChange={({ currentTarget: { value } }) => {
                    void navigate({ search: { q: value === '' ? undefined : value }, replace: true });
                  }}
                />
                {found.length === 0 ? (
                  <EmptyState icon={IconSearch} title="No event type matches" />
                ) : (
                  <DataTable
                    label="Event types"
                    rows={found}
                    rowKey={({ name }) => name}
                    columns={[
                      {
                        header: 'Name',
                        cell: ({ name, archived }) => (
                          <Group gap="xs">
                            <TextLink to="/event-types/$name" params={{ name }} fw={600} className="mono">
                              {name}
                            </TextLink>
                            {archived && (
                              <Badge size="sm" color="gray" variant="light" tt="none">
                                archived
                              </Badge>
                            )}
                          </Group>
                        ),
                      },
                      {
                        header: 'Description',
                        cell: ({ description }) => (
                          <Text size="sm" lineClamp={2} {...(description === '' ? { c: 'dimmed' } : {})}>
                            {description === '' ? 'None' : description}
                          </Text>
                        ),
                      },
                      { header: 'Schema', cell: ({ schema }) => <Has thing={schema !== null} /> },
                      {
                        header: 'Example',
                        cell: ({ example }) => <Has thing={example !== null && example !== undefined} />,
                      },
                      { header: 'Changed', cell: ({ updatedAt }) => <Time value={updatedAt} form="relative" /> },
                    ]}
                  />
                )}
              </>
            );
          }}
        </Loaded>
      </Panel>
      {dialog === 'create' && (
        <CreateEventTypeDialog
          onClose={() => {
            setDialog(null);
          }}
        />
      )}
      {dialog === 'import' && (
        <ImportDialog
          onClose={() => {
            setDialog(null);
          }}
        />
      )}
    </Page>
  );
}

function Has({ thing }: { thing: boolean }): ReactNode {
  return thing ? (
    'yes'
  ) : (
    <Text component="span" size="sm" c="dimmed">
      no
    </Text>
  );
}
