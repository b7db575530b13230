import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** Name and sign of the product. */
export function Brand(): ReactNode {
  return (
    <Group gap={10} wrap="nowrap">
      <img src="/favicon.svg" width={28} height={28} alt="" />
      <Text fw={700} size="lg" component="span">
        Everhook
      </Text>
    </Group>
  );
}
