import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RetryPolicy } from '../api/endpoint.js';
import { retryDelaysMs, retryOnText } from '../lib/retry-schedule.js';
import { durationText } from '../lib/time-text.js';
import classes from './retry-schedule.module.css';

/** More steps say nothing more. */
const SHOWN_STEPS = 16;

/** A retry policy as a schedule that one can read: each attempt, how long after the one before, how long in all. */
export function RetrySchedule({ policy }: { policy: RetryPolicy }): ReactNode {
  const delays = retryDelaysMs(policy);
  const totalMs = delays.reduce((sum, delay) => sum + delay, 0);
  return (
    <div>
      <ol className={classes.steps}>
        <li className={classes.step}>at once</li>
        {delays.slice(0, SHOWN_STEPS).map((delay, index) => (
          <li key={index} className={classes.step}>
            +{durationText(delay)}
          </li>
        ))}
        {delays.length > SHOWN_STEPS && <li className={classes.step}>… {delays.length - SHOWN_STEPS} more</li>}
      </ol>
      <Text size="xs" c="dimmed" mt={6}>
        {delays.length === 0
          ? 'One attempt and no other.'
          : `${delays.length + 1} attempts within ${durationText(totalMs)}. Tried again: ${retryOnText(policy)}.`}
      </Text>
    </div>
  );
}
