import { Group, Stack, Text, ThemeIcon } from '@mantine/core';
import {
  IconArrowForwardUp,
  IconBan,
  IconCalendarTime,
  IconCheck,
  IconClock,
  IconHandStop,
  IconPlayerPlay,
  IconPlus,
  IconRefresh,
  IconSend,
  IconSettings,
  IconX,
  type Icon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { TimelineEntry } from '../../api/deliveries.js';
import { TextLink } from '../../components/links.js';
import { Told } from '../../components/told.js';
import { Time } from '../../components/time.js';
import { WAIT_REASONS } from '../../lib/delivery-words.js';

const LOOKS: Record<string, { icon: Icon; color: string }> = {
  created: { icon: IconPlus, color: 'gray' },
  attempt: { icon: IconSend, color: 'blue' },
  waiting: { icon: IconClock, color: 'amber' },
  held: { icon: IconHandStop, color: 'violet' },
  hold: { icon: IconHandStop, color: 'violet' },
  release: { icon: IconPlayerPlay, color: 'ever' },
  redeliver: { icon: IconRefresh, color: 'ever' },
  reschedule: { icon: IconCalendarTime, color: 'ever' },
  cancel: { icon: IconBan, color: 'gray' },
  policyChanged: { icon: IconSettings, color: 'ever' },
  succeeded: { icon: IconCheck, color: 'teal' },
  failed: { icon: IconX, color: 'red' },
  cancelled: { icon: IconBan, color: 'gray' },
};
const OTHER = { icon: IconArrowForwardUp, color: 'gray' };

/** What happened to a delivery, line by line, oldest first. */
export function TimelineList({ entries }: { entries: readonly TimelineEntry[] }): ReactNode {
  return (
    <Stack component="ol" gap="sm" m={0} p={0}>
      {entries.map((entry, index) => {
        const { icon: Icon, color } = LOOKS[entry.kind] ?? OTHER;
        return (
          <Group component="li" key={index} gap="sm" wrap="nowrap" align="flex-start">
            <ThemeIcon variant="light" color={color} size={26} radius="xl" aria-hidden>
              <Icon size={14} />
            </ThemeIcon>
            <div>
              <Text size="sm">
                {entry.reason !== undefined && <strong>{WAIT_REASONS[entry.reason]}. </strong>}
                <Detail entry={entry} />
              </Text>
              <Text size="xs" c="dimmed" component="div">
                <Time value={entry.at} precise />
                {entry.actor !== undefined && (
                  <>
                    {' · by '}
                    <Actor actor={entry.actor} />
                  </>
                )}
              </Text>
            </div>
          </Group>
        );
      })}
    </Stack>
  );
}

/** The words of a line; a wait shows its end in the viewer's zone rather than in the API's words. */
function Detail({ entry: { kind, detail, until } }: { entry: TimelineEntry }): ReactNode {
  const because = detail.replace(/^[a-z-]+ until \S+: /, '');
  return kind === 'waiting' && until !== undefined ? (
    <>
      Until <Time value={until} />: {because}
    </>
  ) : (
    <Told text={detail} />
  );
}

const ACTORS: Record<string, string> = {
  gate: "the endpoint's gate",
  line: 'the line of its ordering key',
  receiver: 'the receiver',
  'temporal-signal': 'a signal in Temporal',
  'temporal-cancel': 'a cancellation in Temporal',
  'bootstrap-admin': 'the administrator',
};

function Actor({ actor }: { actor: string }): ReactNode {
  if (actor.startsWith('op_')) {
    return (
      <TextLink to="/deliveries" search={{ operationId: actor }}>
        a bulk operation
      </TextLink>
    );
  }
  const known = ACTORS[actor];
  return known ?? <span className="mono">{actor}</span>;
}
