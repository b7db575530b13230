import { Badge, Button, Group, SegmentedControl, Select, Text } from '@mantine/core';
import { IconActivity, IconEraser, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useEndpointName } from '../../api/endpoints.js';
import { usePermissions } from '../../api/permissions.js';
import type { StreamState } from '../../api/stream.js';
import { EndpointFilter, EventTypeFilter } from '../../components/choice-filters.js';
import { EmptyState } from '../../components/empty-state.js';
import { NoPermission } from '../../components/no-permission.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { countText } from '../../lib/count-text.js';
import { keysOf, STATUSES } from '../../lib/delivery-words.js';
import { LiveList } from './live-list.js';
import { isShown, SHOWN_LINES, shownLines } from './live-row.js';
import { useLiveLog } from './use-live-log.js';

const route = getRouteApi('/shell/live');

const STATES: Record<StreamState, { color: string; words: string }> = {
  connecting: { color: 'gray', words: 'connecting' },
  open: { color: 'teal', words: 'live' },
  lost: { color: 'red', words: 'connection lost, trying again' },
  'signed-out': { color: 'gray', words: 'signed out' },
};

/** Attempts and changes of deliveries as they happen. */
export function LivePage(): ReactNode {
  const { read } = usePermissions();
  return read ? <DebugConsole /> : <NoPermission title="Debug console" />;
}

function DebugConsole(): ReactNode {
  const { endpointId, status, eventType, show: shown } = route.useSearch();
  const show = shownLines(shown);
  const navigate = route.useNavigate();
  const endpointName = useEndpointName();
  const { rows, state, paused, unseen, total, setPaused, clear } = useLiveLog({
    ...(endpointId === undefined ? {} : { endpointId }),
    ...(status === undefined ? {} : { status }),
    ...(eventType === undefined ? {} : { eventType }),
  });
  const lines = show === 'all' ? rows : rows.filter((row) => isShown(row, show));
  const change = (name: 'endpointId' | 'status' | 'eventType' | 'show', value: string | null): void => {
    void navigate({
      search: { endpointId, status, eventType, show: shown, [name]: value ?? undefined },
      replace: true,
    });
  };
  const { color, words } = STATES[state];
  return (
    <Page
      title="Debug console"
      badge={
        <Badge color={color} variant="light" tt="none" role="status" data-stream={state}>
          {words}
        </Badge>
      }
      description="Every attempt and every change of a delivery, as it happens."
      actions={
        <>
          <Button
            variant={paused ? 'filled' : 'default'}
            leftSection={paused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
            onClick={() => {
              setPaused(!paused);
            }}
          >
            {paused ? 'Go on' : 'Pause'}
          </Button>
          <Button variant="default" leftSection={<IconEraser size={16} />} onClick={clear}>
            Clear
          </Button>
        </>
      }
    >
      <Panel>
        <Group gap="xs">
          <EndpointFilter
            value={endpointId}
            onChange={(value) => {
              change('endpointId', value);
            }}
          />
          <EventTypeFilter
            value={eventType}
            onChange={(value) => {
              change('eventType', value);
            }}
          />
          <Select
            aria-label="Status of the delivery"
            placeholder="Any status"
            clearable
            w={{ base: '100%', sm: 150 }}
            data={keysOf(STATUSES)}
            value={status ?? null}
            onChange={(value) => {
              change('status', value);
            }}
          />
          <SegmentedControl
            aria-label="Lines shown"
            size="sm"
            data={keysOf(SHOWN_LINES).map((value) => ({ value, label: SHOWN_LINES[value] }))}
            value={show}
            onChange={(value) => {
              change('show', value === 'all' ? null : value);
            }}
          />
        </Group>
        <Text size="sm" c="dimmed" className="tabular">
          {countText(lines.length, 'line', 'lines')}
          {total - unseen > rows.length && `; the oldest of ${total.toLocaleString()} are gone`}
          {paused && `; paused, ${countText(unseen, 'new one waits', 'new ones wait')}`}
        </Text>
        {lines.length === 0 ? (
          <EmptyState icon={IconActivity} title={state === 'open' ? 'Nothing has happened yet' : 'Not connected yet'}>
            {state === 'open'
              ? 'Post an event, or send a test: each attempt and each change is shown here the moment it happens.'
              : 'The stream is asked for again by itself.'}
          </EmptyState>
        ) : (
          <LiveList rows={lines} endpointName={endpointName} />
        )}
      </Panel>
    </Page>
  );
}
