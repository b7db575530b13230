import { SimpleGrid, Switch, TagsInput, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Tenant } from '../../api/tenants.js';
import { changedFields } from '../../lib/changed-fields.js';
import { SettingsForm } from './settings-form.js';

/** What the tenant is called, here and in payloads, and which events may be posted for it. */
export function IdentityPanel({ tenant }: { tenant: Tenant }): ReactNode {
  const before = { name: tenant.name, externalId: tenant.externalId, allowedEvents: tenant.allowedEvents };
  const [fields, setFields] = useState(before);
  const isNumber = typeof fields.externalId === 'number';
  const canBeNumber = /^(0|[1-9]\d{0,15})$/.test(String(fields.externalId)) && Number.isSafeInteger(+fields.externalId);
  return (
    <SettingsForm
      tenantId={tenant.id}
      title="Identity"
      hint="Counts for events from now on."
      change={changedFields(before, fields)}
      invalid={fields.name.trim() === '' || String(fields.externalId) === ''}
      onReset={() => {
        setFields(before);
      }}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <TextInput
          label="Name"
          description="Shown in this console."
          required
          withAsterisk={false}
          maxLength={200}
          value={fields.name}
          onChange={({ currentTarget: { value } }) => {
            setFields({ ...fields, name: value });
          }}
        />
        <div>
          <TextInput
            label="External id"
            description="What payloads carry as tenant_id."
            required
            withAsterisk={false}
            maxLength={256}
            value={String(fields.externalId)}
            onChange={({ currentTarget: { value } }) => {
              setFields({ ...fields, externalId: value });
            }}
          />
          {(isNumber || canBeNumber) && (
            <Switch
              mt="xs"
              size="xs"
              label="Sent as a number"
              checked={isNumber}
              onChange={({ currentTarget: { checked } }) => {
                setFields({ ...fields, externalId: checked ? Number(fields.externalId) : String(fields.externalId) });
              }}
            />
          )}
        </div>
      </SimpleGrid>
      <TagsInput
        label="Events that may be posted"
        description="Names or patterns such as order.*; left empty, all may."
        placeholder={fields.allowedEvents === null ? 'All events' : undefined}
        splitChars={[',', ' ']}
        value={fields.allowedEvents ?? []}
        onChange={(events) => {
          setFields({ ...fields, allowedEvents: events.length === 0 ? null : events });
        }}
      />
    </SettingsForm>
  );
}
