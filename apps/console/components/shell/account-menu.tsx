import { ActionIcon, Menu, Stack, Text } from '@mantine/core';
import { IconApi, IconLogout, IconUser } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession, useSignOut } from '../../api/session.js';

/** Who is signed in, and the way out. */
export function AccountMenu(): ReactNode {
  const { role, keyName, keyId, version } = useSession();
  const signOut = useSignOut();
  const navigate = useNavigate();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label="Account">
          <IconUser size={18} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Stack gap={2} px="sm" py={6}>
          <Text size="sm" fw={600}>
            {keyName ?? (role === 'admin' ? 'Administrator' : keyId)}
          </Text>
          <Text size="xs" c="dimmed">
            Signed in as {role} · Everhook {version}
          </Text>
        </Stack>
        <Menu.Divider />
        <Menu.Item component="a" href="/docs" target="_blank" leftSection={<IconApi size={16} />}>
          API reference
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} />}
          onClick={() => {
            signOut.mutate(undefined, { onSettled: () => void navigate({ to: '/sign-in' }) });
          }}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
