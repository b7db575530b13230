import { Button, Group, Menu, Paper, Text } from '@mantine/core';
import { IconChevronDown, IconSend } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { DeliveryFilter } from '../../api/deliveries.js';
import type { BulkAction } from '../../api/operations.js';
import { usePermissions } from '../../api/permissions.js';
import { DeliveriesTable } from '../../components/deliveries-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { ButtonLink } from '../../components/links.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { BULK_ACTIONS } from '../../lib/bulk-actions.js';
import { countText } from '../../lib/count-text.js';
import { keysOf } from '../../lib/delivery-words.js';
import { BulkDialog, type BulkTarget } from './bulk-dialog.js';
import classes from './deliveries-page.module.css';
import { DeliveryFilters } from './delivery-filters.js';

const route = getRouteApi('/shell/deliveries');
const NONE: ReadonlySet<string> = new Set();

/** All deliveries that the filter in the address finds, and what can be done to many of them. */
export function DeliveriesPage(): ReactNode {
  const { tenant: _tenant, ...filter } = route.useSearch();
  const navigate = route.useNavigate();
  const { write } = usePermissions();
  const [selected, setSelected] = useState(NONE);
  const [bulk, setBulk] = useState<{ action: BulkAction; target: BulkTarget } | null>(null);
  const isFiltered = Object.keys(filter).length > 0;
  const onFilter = (next: DeliveryFilter): void => {
    setSelected(NONE);
    void navigate({ search: next, replace: true });
  };
  return (
    <Page
      title="Deliveries"
      description="One event for one endpoint each, newest first."
      actions={
        write && (
          <Menu position="bottom-end" width={220}>
            <Menu.Target>
              <Button variant="default" rightSection={<IconChevronDown size={16} />}>
                Act on all that match
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {keysOf(BULK_ACTIONS).map((action) => (
                <Menu.Item
                  key={action}
                  {...(BULK_ACTIONS[action].danger ? { color: 'red' } : {})}
                  onClick={() => {
                    setBulk({ action, target: { kind: 'filter', filter } });
                  }}
                >
                  {BULK_ACTIONS[action].verb}…
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )
      }
    >
      <Panel>
        <DeliveryFilters filter={filter} onChange={onFilter} />
        <DeliveriesTable
          filter={filter}
          {...(write ? { selection: { selected, onChange: setSelected } } : {})}
          empty={
            isFiltered ? (
              <EmptyState
                icon={IconSend}
                title="No delivery matches these filters"
                action={
                  <Button
                    variant="default"
                    onClick={() => {
                      onFilter({});
                    }}
                  >
                    Clear the filters
                  </Button>
                }
              />
            ) : (
              <EmptyState
                icon={IconSend}
                title="There are no deliveries yet"
                action={<ButtonLink to="/endpoints">Go to the endpoints</ButtonLink>}
              >
                A delivery is made for every endpoint that subscribes to an event, the moment the event is accepted.
              </EmptyState>
            )
          }
        />
      </Panel>
      {selected.size > 0 && (
        <Paper className={classes.bar} shadow="lg" p="sm" withBorder role="region" aria-label="Selected deliveries">
          <Group gap="xs" justify="center">
            <Text size="sm" fw={600}>
              {countText(selected.size, 'delivery', 'deliveries')} selected
            </Text>
            {keysOf(BULK_ACTIONS).map((action) => (
              <Button
                key={action}
                size="xs"
                variant="light"
                {...(BULK_ACTIONS[action].danger ? { color: 'red' } : {})}
                onClick={() => {
                  setBulk({ action, target: { kind: 'selected', ids: [...selected] } });
                }}
              >
                {BULK_ACTIONS[action].verb}
              </Button>
            ))}
            <Button
              size="xs"
              variant="subtle"
              color="gray"
              onClick={() => {
                setSelected(NONE);
              }}
            >
              Deselect
            </Button>
          </Group>
        </Paper>
      )}
      {bulk !== null && (
        <BulkDialog
          action={bulk.action}
          target={bulk.target}
          onClose={() => {
            setBulk(null);
            setSelected(NONE);
          }}
        />
      )}
    </Page>
  );
}
