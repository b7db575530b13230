import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { usePermissions } from '../../api/permissions.js';
import { useTenantId } from '../../api/tenant-id.js';
import { tenantQuery } from '../../api/tenants.js';
import { CopyableId } from '../../components/copyable-id.js';
import { Loaded } from '../../components/loaded.js';
import { NoPermission } from '../../components/no-permission.js';
import { Page } from '../../components/page.js';
import { AlertsPanel } from './alerts-panel.js';
import { IdentityPanel } from './identity-panel.js';
import { LimitsPanel } from './limits-panel.js';
import { SendingPanel } from './sending-panel.js';
import { SwitchPanel } from './switch-panel.js';
import { TenantFacts } from './tenant-facts.js';

/** What holds for all endpoints of the tenant: admins change it; an owner sees it, and may stop and start the tenant. */
export function SettingsPage(): ReactNode {
  const { administer, write } = usePermissions();
  const id = useTenantId();
  const query = useQuery({ ...tenantQuery(id), enabled: write });
  if (!write) return <NoPermission title="Settings" />;
  return (
    <Page title="Settings" description={<CopyableId value={id} what="the tenant's id" />}>
      <Loaded query={query} what="tenant">
        {(tenant) => (
          <>
            <SwitchPanel tenant={tenant} />
            {administer ? (
              <>
                {/* A form begins anew when somebody else has changed what it edits. */}
                <IdentityPanel key={`identity ${tenant.updatedAt}`} tenant={tenant} />
                <SendingPanel key={`sending ${tenant.updatedAt}`} tenant={tenant} />
                <LimitsPanel key={`limits ${tenant.updatedAt}`} tenant={tenant} />
                <AlertsPanel key={`alerts ${tenant.updatedAt}`} tenant={tenant} />
              </>
            ) : (
              <TenantFacts tenant={tenant} />
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}
