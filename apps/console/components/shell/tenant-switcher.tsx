import { Select } from '@mantine/core';
import { IconBuilding } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouteContext } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { tenantsQuery } from '../../api/tenants.js';

/** Chooses the tenant that an admin looks at. */
export function TenantSwitcher(): ReactNode {
  const { data: tenants = [] } = useQuery(tenantsQuery);
  const tenantId = useRouteContext({ from: '/shell', select: (context) => context.tenantId });
  const navigate = useNavigate();
  return (
    <Select
      aria-label="Tenant"
      placeholder="Choose a tenant"
      searchable
      allowDeselect={false}
      nothingFoundMessage="No such tenant"
      leftSection={<IconBuilding size={16} stroke={1.6} />}
      data={tenants.map(({ id, name }) => ({ value: id, label: name }))}
      value={tenantId}
      w="100%"
      maw={260}
      onChange={(tenant) => {
        // What is listed belongs to the other tenant: start again with its overview.
        if (tenant !== null) void navigate({ to: '/', search: { tenant } });
      }}
    />
  );
}
