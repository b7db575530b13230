import { NumberInput, SimpleGrid } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Tenant } from '../../api/tenants.js';
import { changedFields } from '../../lib/changed-fields.js';
import { SettingsForm } from './settings-form.js';

/** What the tenant may use of the installation. */
export function LimitsPanel({ tenant: { id, limits: before } }: { tenant: Tenant }): ReactNode {
  const [limits, setLimits] = useState(before);
  return (
    <SettingsForm
      tenantId={id}
      title="Limits"
      hint="What is beyond them is refused with 429; what exists stays."
      change={changedFields(before, limits) === null ? null : { limits }}
      onReset={() => {
        setLimits(before);
      }}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <NumberInput
          label="Events a second"
          description="Repeats count, too."
          placeholder="No limit"
          min={1}
          max={1_000_000}
          allowDecimal={false}
          value={limits.eventsPerSecond ?? ''}
          onChange={(value) => {
            setLimits({ ...limits, eventsPerSecond: numberOrNull(value) });
          }}
        />
        <NumberInput
          label="Endpoints"
          description="The one of the alerts does not count."
          placeholder="No limit"
          min={1}
          max={1_000_000}
          allowDecimal={false}
          value={limits.endpoints ?? ''}
          onChange={(value) => {
            setLimits({ ...limits, endpoints: numberOrNull(value) });
          }}
        />
      </SimpleGrid>
    </SettingsForm>
  );
}

function numberOrNull(value: number | string): number | null {
  return value === '' ? null : Number(value);
}
