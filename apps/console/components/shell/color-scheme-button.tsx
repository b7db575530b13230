import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** Switches between light and dark. Until it is used, the console follows the system. */
export function ColorSchemeButton(): ReactNode {
  const { setColorScheme } = useMantineColorScheme();
  const other = useComputedColorScheme('light') === 'dark' ? 'light' : 'dark';
  const Icon = other === 'dark' ? IconMoon : IconSun;
  return (
    <ActionIcon
      variant="default"
      size="lg"
      aria-label={`Use the ${other} colours`}
      onClick={() => {
        setColorScheme(other);
      }}
    >
      <Icon size={18} stroke={1.6} />
    </ActionIcon>
  );
}
