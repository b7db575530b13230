import { Select, SimpleGrid } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Tenant, TenantChange } from '../../api/tenants.js';
import { JsonField } from '../../components/json-field.js';
import { RetryPolicyField } from '../../components/retry-policy-field.js';
import { changedFields } from '../../lib/changed-fields.js';
import { keysOf } from '../../lib/delivery-words.js';
import { PROFILES } from '../../lib/endpoint-words.js';
import { isProfile, PROFILE_OPTIONS_HINT, PROFILES_WITH_OPTIONS } from '../../lib/profile-options.js';
import { jsonProblem } from '../../lib/raw-json.js';
import { SettingsForm } from './settings-form.js';

/** Form and pace of what is sent, where an endpoint says nothing else. */
export function SendingPanel({ tenant }: { tenant: Tenant }): ReactNode {
  const before = {
    profile: tenant.profile,
    lane: tenant.lane,
    retryPolicy: tenant.retryPolicy,
    options: tenant.profileOptions === null ? '' : JSON.stringify(tenant.profileOptions, null, 2),
  };
  const [fields, setFields] = useState(before);
  const optionsWrong = fields.options.trim() !== '' && jsonProblem(fields.options) !== null;
  return (
    <SettingsForm
      tenantId={tenant.id}
      title="Sending"
      hint="A retry policy counts from the next attempt on, a profile for endpoints made from now on."
      change={changeOf(before, fields, optionsWrong)}
      invalid={optionsWrong}
      onReset={() => {
        setFields(before);
      }}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <Select
          label="Profile"
          description="Body, headers and signature of what is sent."
          allowDeselect={false}
          data={keysOf(PROFILES).map((profile) => ({ value: profile, label: PROFILES[profile] }))}
          value={fields.profile}
          onChange={(profile) => {
            if (profile !== null && isProfile(profile)) setFields({ ...fields, profile, options: '' });
          }}
        />
        <Select
          label="Lane"
          description="Who makes the first attempt."
          allowDeselect={false}
          data={[
            { value: 'durable', label: 'Durable: a workflow stands behind it from the first moment' },
            { value: 'express', label: 'Express: many times faster; a workflow takes over what is not done' },
          ]}
          value={fields.lane}
          onChange={(lane) => {
            if (lane === 'durable' || lane === 'express') setFields({ ...fields, lane });
          }}
        />
      </SimpleGrid>
      {PROFILES_WITH_OPTIONS.includes(fields.profile) && (
        <JsonField
          label="Options of the profile"
          description={PROFILE_OPTIONS_HINT[fields.profile] ?? ''}
          optional
          minRows={2}
          value={fields.options}
          onChange={(options) => {
            setFields({ ...fields, options });
          }}
        />
      )}
      <RetryPolicyField
        value={fields.retryPolicy}
        onChange={(retryPolicy) => {
          if (retryPolicy !== null) setFields({ ...fields, retryPolicy });
        }}
      />
    </SettingsForm>
  );
}

interface Fields extends Pick<Tenant, 'profile' | 'lane' | 'retryPolicy'> {
  options: string;
}

function changeOf(before: Fields, after: Fields, optionsWrong: boolean): TenantChange | null {
  const changed = changedFields(before, after);
  if (changed === null) return null;
  const { options, ...change } = changed;
  if (options === undefined || optionsWrong) return change;
  const parsed: unknown = options.trim() === '' ? null : JSON.parse(options);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API checks it and says which option is wrong
  return { ...change, profileOptions: parsed as Tenant['profileOptions'] };
}
