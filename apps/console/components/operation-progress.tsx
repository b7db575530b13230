import { Badge, Button, Group, List, Progress, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { operationQuery, useSteerOperation } from '../api/operations.js';
import { usePermissions } from '../api/permissions.js';
import { OPERATION_STATUSES } from '../lib/operation-words.js';
import { Loaded } from './loaded.js';
import { TextLink } from './links.js';
import { ProblemAlert } from './problem-alert.js';

/** How far a bulk operation has come, as it goes; with pause, resume and abort for those who may. */
export function OperationProgress({ id }: { id: string }): ReactNode {
  const query = useQuery(operationQuery(id));
  const steer = useSteerOperation(id);
  const { write } = usePermissions();
  return (
    <Loaded query={query} what="bulk operation">
      {({ status, total, done, failed, failures }) => {
        const share = (count: number): number => (total === 0 ? 100 : (count / total) * 100);
        const ended = status === 'finished' || status === 'aborted';
        return (
          <Stack gap="sm">
            <Group justify="space-between">
              <Badge color={OPERATION_STATUSES[status]} variant="light" tt="none">
                {status}
              </Badge>
              <Text size="sm" className="tabular" aria-live="polite">
                {done.toLocaleString()} of {total.toLocaleString()} done
                {failed > 0 && `, ${failed.toLocaleString()} could not be`}
              </Text>
            </Group>
            <Progress.Root size="lg">
              <Progress.Section value={share(done)} color="teal" aria-label="Done" />
              <Progress.Section value={share(failed)} color="red" aria-label="Failed" />
            </Progress.Root>
            {failures.length > 0 && (
              <List size="sm">
                {failures.map(({ deliveryId, eventId, detail }) => (
                  <List.Item key={`${deliveryId} ${eventId}`}>
                    {deliveryId === undefined ? (
                      (eventId ?? '')
                    ) : (
                      <TextLink to="/deliveries/$deliveryId" params={{ deliveryId }} className="mono">
                        {deliveryId}
                      </TextLink>
                    )}
                    : {detail}
                  </List.Item>
                ))}
              </List>
            )}
            {steer.error !== null && <ProblemAlert error={steer.error} />}
            <Group gap="xs">
              {write && !ended && (
                <>
                  <Button
                    size="xs"
                    variant="default"
                    loading={steer.isPending}
                    onClick={() => {
                      steer.mutate(status === 'paused' ? 'resume' : 'pause');
                    }}
                  >
                    {status === 'paused' ? 'Resume' : 'Pause'}
                  </Button>
                  <Button
                    size="xs"
                    variant="light"
                    color="red"
                    loading={steer.isPending}
                    onClick={() => {
                      steer.mutate('abort');
                    }}
                  >
                    Abort
                  </Button>
                </>
              )}
              <TextLink to="/deliveries" search={{ operationId: id }} size="sm">
                Its deliveries
              </TextLink>
            </Group>
          </Stack>
        );
      }}
    </Loaded>
  );
}
