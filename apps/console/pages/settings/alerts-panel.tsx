import { Checkbox, SimpleGrid, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Tenant } from '../../api/tenants.js';
import { TextLink } from '../../components/links.js';
import { changedFields } from '../../lib/changed-fields.js';
import { keysOf } from '../../lib/delivery-words.js';
import { ALERTS } from './alert-words.js';
import { SettingsForm } from './settings-form.js';

/** Who is told when something goes wrong. */
export function AlertsPanel({ tenant }: { tenant: Tenant }): ReactNode {
  const before = {
    emails: tenant.alerts?.emails ?? [],
    webhookUrl: tenant.alerts?.webhookUrl ?? '',
    events: tenant.alerts?.events ?? keysOf(ALERTS),
  };
  const [fields, setFields] = useState(before);
  const { emails, webhookUrl, events } = fields;
  const nobody = emails.length === 0 && webhookUrl === '';
  return (
    <SettingsForm
      tenantId={tenant.id}
      title="Alerts"
      hint={nobody ? 'Nobody is told.' : 'Mails need EVERHOOK_SMTP_URL on the server.'}
      change={
        changedFields(before, fields) === null
          ? null
          : { alerts: nobody ? null : { emails, webhookUrl: webhookUrl === '' ? null : webhookUrl, events } }
      }
      onReset={() => {
        setFields(before);
      }}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <TagsInput
          label="Mail to"
          placeholder={emails.length === 0 ? 'ops@shop.example' : undefined}
          maxTags={20}
          splitChars={[',', ' ']}
          value={emails}
          onChange={(next) => {
            setFields({ ...fields, emails: next });
          }}
        />
        <TextInput
          label="Post to"
          placeholder="https://shop.example/alerts"
          type="url"
          value={webhookUrl}
          onChange={({ currentTarget: { value } }) => {
            setFields({ ...fields, webhookUrl: value.trim() });
          }}
        />
      </SimpleGrid>
      {tenant.alerts?.endpointId !== null && tenant.alerts?.endpointId !== undefined && (
        <Text size="sm" c="dimmed">
          Alerts are signed webhooks:{' '}
          <TextLink to="/endpoints/$endpointId" params={{ endpointId: tenant.alerts.endpointId }}>
            their endpoint and its secret
          </TextLink>
          .
        </Text>
      )}
      <Checkbox.Group
        label="Told of"
        value={events}
        onChange={(chosen) => {
          setFields({ ...fields, events: keysOf(ALERTS).filter((type) => chosen.includes(type)) });
        }}
      >
        <Stack gap={6} mt={6}>
          {keysOf(ALERTS).map((type) => (
            <Checkbox key={type} value={type} label={ALERTS[type]} />
          ))}
        </Stack>
      </Checkbox.Group>
    </SettingsForm>
  );
}
