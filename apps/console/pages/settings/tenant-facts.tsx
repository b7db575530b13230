import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Tenant } from '../../api/tenants.js';
import { Facts } from '../../components/facts.js';
import { Panel } from '../../components/panel.js';
import { RetrySchedule } from '../../components/retry-schedule.js';
import { PROFILES } from '../../lib/endpoint-words.js';
import { ALERTS } from './alert-words.js';

/** The settings for those who may not change them. */
export function TenantFacts({ tenant }: { tenant: Tenant }): ReactNode {
  const { allowedEvents, limits, alerts, retryPolicy } = tenant;
  return (
    <Panel title="What holds for all endpoints" hint="An admin can change it.">
      <Facts
        facts={[
          { name: 'Name', value: tenant.name },
          { name: 'External id', value: String(tenant.externalId) },
          { name: 'Profile', value: PROFILES[tenant.profile] },
          { name: 'Lane', value: tenant.lane },
          { name: 'Events that may be posted', value: allowedEvents === null ? 'all' : allowedEvents.join(', ') },
          { name: 'Events a second', value: limitText(limits.eventsPerSecond) },
          { name: 'Endpoints', value: limitText(limits.endpoints) },
          {
            name: 'Alerts',
            value: alerts === null ? 'nobody is told' : alerts.events.map((type) => ALERTS[type]).join('; '),
          },
          ...(alerts === null || alerts.emails.length === 0
            ? []
            : [{ name: 'Mailed to', value: alerts.emails.join(', ') }]),
          ...(alerts === null || alerts.webhookUrl === null
            ? []
            : [{ name: 'Sent to', value: <span className="mono">{alerts.webhookUrl}</span> }]),
        ]}
      />
      <Stack gap={6}>
        <Text size="xs" c="dimmed">
          Retry policy{typeof retryPolicy === 'string' && ` (${retryPolicy})`}
        </Text>
        <RetrySchedule policy={retryPolicy} />
      </Stack>
    </Panel>
  );
}

function limitText(limit: number | null): string {
  return limit === null ? 'no limit' : `at most ${limit.toLocaleString()}`;
}
