import { Group, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { endpointGlanceQuery } from '../../api/stats.js';
import { percentText } from '../../lib/figures.js';
import classes from './glance.module.css';

/** The health of an endpoint over the last day, small enough for a row: a bar for each hour, and the success rate. */
export function Glance({ endpointId }: { endpointId: string }): ReactNode {
  const { data, isError } = useQuery(endpointGlanceQuery(endpointId));
  if (isError) return <Text size="sm">–</Text>;
  if (data === undefined) return <Skeleton height={20} width={140} />;
  const { buckets, successRate, succeeded, failed, deliveries, attempts: tries } = data;
  return (
    <Group gap="xs" wrap="nowrap" title={`Last day: ${succeeded} succeeded, ${failed} failed`}>
      <span className={classes.bars} aria-hidden>
        {buckets.map(({ at, succeeded: good, failed: bad, attempts }) => (
          <span key={at} className={classes.bar} data-tone={toneOf(good, bad, attempts)} />
        ))}
      </span>
      <Text size="sm" className="tabular" {...(deliveries === 0 ? { c: 'dimmed' } : {})}>
        {deliveries === 0 ? (tries === 0 ? 'quiet' : 'none ended') : percentText(successRate)}
      </Text>
    </Group>
  );
}

/** The colour of an hour. One with attempts of which none brought an end is not quiet: something is being retried. */
function toneOf(succeeded: number, failed: number, attempts: number): 'good' | 'mixed' | 'bad' | 'none' {
  if (failed > 0) return succeeded > failed ? 'mixed' : 'bad';
  if (succeeded > 0) return 'good';
  return attempts > 0 ? 'mixed' : 'none';
}
