import { Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconBuilding, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { tenantsQuery } from '../../api/tenants.js';
import { EmptyState } from '../empty-state.js';
import { Loaded } from '../loaded.js';
import { TextLink } from '../links.js';

/** What an admin sees before a tenant is chosen. */
export function TenantChooser(): ReactNode {
  const tenants = useQuery(tenantsQuery);
  return (
    <Stack>
      <Title order={1}>Choose a tenant</Title>
      <Text c="dimmed">
        Everything in the console belongs to one tenant. You can change it at any time, at the top.
      </Text>
      <Loaded query={tenants}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState icon={IconBuilding} title="There is no tenant yet">
              Make one by <span className="mono">POST /api/v1/tenants</span>, as the README shows.
            </EmptyState>
          ) : (
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
              {all.map(({ id, name }) => (
                <Paper key={id} withBorder p="md">
                  <Group justify="space-between" wrap="nowrap">
                    <div>
                      <TextLink to="/" search={{ tenant: id }} fw={600}>
                        {name}
                      </TextLink>
                      <Text size="xs" c="dimmed" className="mono">
                        {id}
                      </Text>
                    </div>
                    <IconChevronRight size={18} aria-hidden />
                  </Group>
                </Paper>
              ))}
            </SimpleGrid>
          )
        }
      </Loaded>
    </Stack>
  );
}
