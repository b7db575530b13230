import { Button, Group, List, Progress, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { sendCommand, type DeliveryCommand } from '../../api/deliveries.js';
import type { BulkAction, BulkSettings } from '../../api/operations.js';
import { toProblem } from '../../api/problem-error.js';
import { TextLink } from '../../components/links.js';

/** What {@link SelectedRun} does. */
interface SelectedRunProps {
  ids: readonly string[];
  action: BulkAction;
  settings: BulkSettings;
  onClose: () => void;
}

interface Outcome {
  id: string;
  /** Why it could not be done; null when it was. */
  refusal: string | null;
}

/** Commands under way at a time: each may take up to two seconds. */
const AT_ONCE = 4;

/** Gives one command to each of a few deliveries, and shows what came of it. */
export function SelectedRun({ ids, action, settings, onClose }: SelectedRunProps): ReactNode {
  const queryClient = useQueryClient();
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    const waiting = [...ids];
    const work = async (): Promise<void> => {
      for (let id = waiting.shift(); id !== undefined && !stop.signal.aborted; id = waiting.shift()) {
        const outcome: Outcome = await sendCommand(id, commandOf(action, settings)).then(
          () => ({ id, refusal: null }),
          (error: unknown) => ({ id, refusal: toProblem(error).detail }),
        );
        setOutcomes((before) => [...before, outcome]);
      }
    };
    // A moment later, so that a component that is mounted twice, as React does in development, sends once.
    const timer = setTimeout(() => {
      void Promise.all(Array.from({ length: AT_ONCE }, work)).then(() =>
        queryClient.invalidateQueries({ queryKey: ['deliveries'] }),
      );
    });
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [ids, action, settings, queryClient]);

  const refused = outcomes.filter(({ refusal }) => refusal !== null);
  return (
    <Stack gap="sm">
      <Text size="sm" aria-live="polite">
        {outcomes.length - refused.length} of {ids.length} done
        {refused.length > 0 && `, ${refused.length} could not be`}
      </Text>
      <Progress
        value={(outcomes.length / ids.length) * 100}
        color={refused.length > 0 ? 'amber' : 'teal'}
        size="lg"
        aria-label="Progress"
      />
      {refused.length > 0 && (
        <List size="sm">
          {refused.map(({ id, refusal }) => (
            <List.Item key={id}>
              <TextLink to="/deliveries/$deliveryId" params={{ deliveryId: id }} className="mono">
                {id}
              </TextLink>
              : {refusal}
            </List.Item>
          ))}
        </List>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {outcomes.length < ids.length ? 'Stop here' : 'Close'}
        </Button>
      </Group>
    </Stack>
  );
}

function commandOf(action: BulkAction, { at, reason }: BulkSettings): DeliveryCommand {
  switch (action) {
    case 'redeliver':
    case 'release':
      return { kind: action };
    case 'cancel':
    case 'hold':
      return reason === undefined ? { kind: action } : { kind: action, reason };
    case 'reschedule':
      return { kind: action, at: at ?? '' };
  }
}
