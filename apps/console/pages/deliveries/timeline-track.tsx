import { Box, Group, SegmentedControl, Stack, Text, Tooltip } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { DeliveryDetail } from '../../api/deliveries.js';
import { durationText } from '../../lib/time-text.js';
import { useNow } from '../../lib/use-now.js';
import { deliveryTrack, type Track } from './delivery-track.js';
import classes from './timeline-track.module.css';

const LEGEND = [
  ['succeeded', 'Succeeded'],
  ['retry', 'Failed, tried again'],
  ['failed', 'Failed for good'],
  ['wait', 'Waits'],
  ['hold', 'Held'],
] as const;

/** Below this the stretched scale would only add a choice. */
const LONG_LIFE_MS = 60_000;
/** What is drawn of the shortest attempt, also at the very end; as in the style sheet. */
const LEAST_WIDTH = '5px';
const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** The life of a delivery, drawn to scale: attempts, waits, commands, and what comes next. */
export function TimelineTrack({ delivery }: { delivery: DeliveryDetail }): ReactNode {
  const now = useNow(1_000);
  const [scale, setScale] = useState<'even' | 'early'>('even');
  const track = deliveryTrack(delivery, now);
  const lengthMs = track.toMs - track.fromMs;
  const place = placer(track, scale);
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Group gap="md">
          {LEGEND.map(([kind, words]) => (
            <Group key={kind} gap={6}>
              <span className={classes.swatch} data-kind={kind} aria-hidden />
              <Text size="xs" c="dimmed">
                {words}
              </Text>
            </Group>
          ))}
        </Group>
        {lengthMs > LONG_LIFE_MS && (
          <SegmentedControl
            size="xs"
            aria-label="Scale"
            value={scale}
            onChange={(value) => {
              setScale(value === 'early' ? 'early' : 'even');
            }}
            data={[
              { value: 'even', label: 'To scale' },
              { value: 'early', label: 'Stretch the beginning' },
            ]}
          />
        )}
      </Group>
      <Box
        className={classes.track}
        role="img"
        aria-label={`${track.spans.length} stretches in ${durationText(lengthMs)}`}
      >
        {track.spans.map(({ kind, fromMs, toMs, label }, index) => (
          <Tooltip key={index} label={`${label} · ${durationText(toMs - fromMs)}`} multiline maw={320}>
            <span
              className={classes.span}
              data-kind={kind}
              style={{
                left: `min(${place(fromMs)}%, 100% - ${LEAST_WIDTH})`,
                width: `${place(toMs) - place(fromMs)}%`,
              }}
            />
          </Tooltip>
        ))}
        {track.marks.map(({ kind, atMs, label }, index) => (
          <Tooltip key={index} label={label} multiline maw={320}>
            <span className={classes.mark} data-kind={kind} style={{ left: `${place(atMs)}%` }} />
          </Tooltip>
        ))}
        {now > track.fromMs && now < track.toMs && delivery.completedAt === undefined && (
          <Tooltip label="Now">
            <span className={classes.now} style={{ left: `${place(now)}%` }} />
          </Tooltip>
        )}
      </Box>
      <Group justify="space-between" wrap="nowrap" gap={4} aria-hidden>
        {TICKS.map((share) => (
          <Text key={share} size="xs" c="dimmed" className="tabular">
            {share === 0 ? 'created' : `+${durationText(atShare(track, scale, share) - track.fromMs)}`}
          </Text>
        ))}
      </Group>
    </Stack>
  );
}

/** Where a time stands on the track, in percent. The stretched scale is logarithmic, in seconds. */
function placer({ fromMs, toMs }: Track, scale: 'even' | 'early'): (ms: number) => number {
  const lengthMs = toMs - fromMs;
  const share =
    scale === 'even'
      ? (ms: number): number => (ms - fromMs) / lengthMs
      : (ms: number): number => Math.log1p(Math.max(0, ms - fromMs) / 1000) / Math.log1p(lengthMs / 1000);
  return (ms) => Math.min(100, Math.max(0, share(ms) * 100));
}

/** The time at a share of the track: the reverse of {@link placer}. */
function atShare({ fromMs, toMs }: Track, scale: 'even' | 'early', share: number): number {
  const lengthMs = toMs - fromMs;
  return scale === 'even' ? fromMs + share * lengthMs : fromMs + Math.expm1(share * Math.log1p(lengthMs / 1000)) * 1000;
}
