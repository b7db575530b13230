import { AppShell, Box, Burger, Group, ScrollArea, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useRouteContext, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { usePermissions } from '../../api/permissions.js';
import { SessionContext, sessionQuery, useSession } from '../../api/session.js';
import { tenantsQuery } from '../../api/tenants.js';
import { NavigationLink } from '../links.js';
import { AccountMenu } from './account-menu.js';
import { Brand } from './brand.js';
import { ColorSchemeButton } from './color-scheme-button.js';
import { NAV_GROUPS } from './nav-items.js';
import classes from './shell.module.css';
import { TenantChooser } from './tenant-chooser.js';
import { TenantSwitcher } from './tenant-switcher.js';

/** The frame of every page: navigation, tenant, colours, account. */
export function Shell(): ReactNode {
  const { data: session } = useQuery(sessionQuery);
  // Between the end of a session and the sign-in page there is nothing to show.
  return session === null || session === undefined ? null : (
    <SessionContext value={session}>
      <Frame />
    </SessionContext>
  );
}

function Frame(): ReactNode {
  const [menuOpened, menu] = useDisclosure();
  const { tenantName, tenantId } = useSession();
  const permissions = usePermissions();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 232, breakpoint: 'md', collapsed: { mobile: !menuOpened } }}
      padding={{ base: 'md', md: 'xl' }}
      classNames={{ header: classes.surface, navbar: classes.surface }}
    >
      <a className={classes.skip} href="#main">
        Skip to the content
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" gap="sm" wrap="nowrap" justify="space-between">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={menuOpened}
              onClick={menu.toggle}
              hiddenFrom="md"
              size="sm"
              aria-label={menuOpened ? 'Close the navigation' : 'Open the navigation'}
            />
            <Box visibleFrom="xs">
              <Brand />
            </Box>
          </Group>
          <Group gap="xs" wrap="nowrap" justify="flex-end" className={classes.grow}>
            {permissions.administer ? (
              <TenantSwitcher />
            ) : (
              <Text size="sm" fw={600} truncate>
                {tenantName ?? tenantId}
              </Text>
            )}
            <ColorSchemeButton />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar component="nav" aria-label="Pages" p="sm">
        <ScrollArea className={classes.grow}>
          <Stack gap="lg">
            {NAV_GROUPS.map(({ label, items }) => {
              const shown = items.filter(({ needs }) => permissions[needs]);
              return shown.length === 0 ? null : (
                <Stack key={label} gap={2}>
                  <Text size="xs" fw={700} c="dimmed" tt="uppercase" px="sm" pb={4} className={classes.groupLabel}>
                    {label}
                  </Text>
                  {shown.map(({ label: text, to, icon: Icon }) => (
                    <NavigationLink
                      key={to}
                      to={to}
                      label={text}
                      active={to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`)}
                      leftSection={<Icon size={18} stroke={1.6} />}
                      onClick={menu.close}
                      classNames={{ root: classes.link }}
                    />
                  ))}
                </Stack>
              );
            })}
          </Stack>
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
        <Box maw={1440} mx="auto">
          <TenantPages />
        </Box>
      </AppShell.Main>
    </AppShell>
  );
}

/** The page, once it is clear whose data it shows. */
function TenantPages(): ReactNode {
  const { administer } = usePermissions();
  const tenant = useRouteContext({ from: '/shell', select: ({ tenantId }) => tenantId });
  const { data: tenants } = useQuery({ ...tenantsQuery, enabled: administer });
  if (!administer) return <Outlet />;
  const unknown = tenants !== undefined && !tenants.some(({ id }) => id === tenant);
  return tenant === null || unknown ? <TenantChooser /> : <Outlet key={tenant} />;
}
