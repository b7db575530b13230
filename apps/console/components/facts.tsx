import { SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './facts.module.css';

/** A name and what it stands for. */
export interface Fact {
  name: string;
  value: ReactNode;
}

/** What {@link Facts} shows. */
interface FactsProps {
  facts: readonly Fact[];
  /** Columns on a wide screen; default 4. */
  cols?: number;
}

/** What is known about a thing, each under its name. */
export function Facts({ facts, cols = 4 }: FactsProps): ReactNode {
  return (
    <SimpleGrid component="dl" cols={{ base: 1, xs: 2, lg: cols }} spacing="md" verticalSpacing="sm" m={0}>
      {facts.map(({ name, value }) => (
        <div key={name} className={classes.fact}>
          <Text component="dt" size="xs" c="dimmed">
            {name}
          </Text>
          <Text component="dd" size="sm" m={0}>
            {value}
          </Text>
        </div>
      ))}
    </SimpleGrid>
  );
}
