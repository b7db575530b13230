import { Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './figure.module.css';

/** What {@link Figure} shows. */
interface FigureProps {
  name: string;
  /** The number itself; a link to the list behind it, where there is one. */
  value: ReactNode;
  hint?: ReactNode;
  /** How it is: colours the number. */
  tone?: 'good' | 'warn' | 'bad';
}

const COLORS = { good: 'teal', warn: 'amber', bad: 'red' } as const;

/** One number that matters, large. */
export function Figure({ name, value, hint, tone }: FigureProps): ReactNode {
  const color = tone === undefined ? undefined : COLORS[tone];
  return (
    <Paper className={classes.figure} p="md">
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text
        component="div"
        className={classes.value}
        {...(color === undefined
          ? {}
          : { c: `light-dark(var(--mantine-color-${color}-9), var(--mantine-color-${color}-4))` })}
      >
        {value}
      </Text>
      {hint !== undefined && (
        <Text size="xs" c="dimmed" component="div">
          {hint}
        </Text>
      )}
    </Paper>
  );
}
