import { Button, FileButton, Group, List, Modal, Radio, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useImportEventTypes, type Catalogue } from '../../api/event-types.js';
import { JsonField } from '../../components/json-field.js';
import { TextLink } from '../../components/links.js';
import { ProblemAlert } from '../../components/problem-alert.js';
import { countText } from '../../lib/count-text.js';
import { keysOf } from '../../lib/delivery-words.js';
import { jsonProblem } from '../../lib/raw-json.js';

const CATALOGUES: Record<Catalogue, { label: string; has: string }> = {
  'urban-things': { label: 'Tenant shop', has: 'user.*, order.*, product.* and category.*' },
  ultrareach: { label: 'Lead events', has: 'lead.qualified, property.matched, message.received, analysis.completed' },
  urtentic: { label: 'Identity verification', has: 'verification_completed, verification_abandoned, step_completed' },
  quickstart: { label: 'Tenant quickstart', has: 'a few to begin with' },
};

/** Imports event types from a catalogue that comes with Everhook, or from an OpenAPI document. */
export function ImportDialog({ onClose }: { onClose: () => void }): ReactNode {
  const [from, setFrom] = useState<'catalogue' | 'openapi'>('catalogue');
  const [catalogue, setCatalogue] = useState<Catalogue>('urban-things');
  const [openapi, setOpenapi] = useState('');
  const load = useImportEventTypes();
  if (load.data !== undefined) {
    const { created, updated } = load.data;
    return (
      <Modal opened onClose={onClose} title="Imported" centered>
        <Stack gap="md">
          <Text size="sm">
            {countText(created.length, 'event type is', 'event types are')} new, {updated.length.toLocaleString()} had
            been there and {updated.length === 1 ? 'has' : 'have'} been changed.
          </Text>
          <List size="sm">
            {[...created, ...updated].map((name) => (
              <List.Item key={name}>
                <TextLink to="/event-types/$name" params={{ name }} className="mono">
                  {name}
                </TextLink>
              </List.Item>
            ))}
          </List>
          <Group justify="flex-end">
            <Button onClick={onClose}>Close</Button>
          </Group>
        </Stack>
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title="Import event types" centered size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          load.mutate(from === 'catalogue' ? { catalogue } : { openapi });
        }}
      >
        <Stack gap="md">
          <SegmentedControl
            aria-label="Import from"
            value={from}
            onChange={(value) => {
              load.reset();
              setFrom(value === 'openapi' ? 'openapi' : 'catalogue');
            }}
            data={[
              { value: 'catalogue', label: 'A catalogue' },
              { value: 'openapi', label: 'An OpenAPI document' },
            ]}
          />
          {from === 'catalogue' ? (
            <Radio.Group
              label="Catalogue"
              value={catalogue}
              onChange={(value) => {
                const chosen = keysOf(CATALOGUES).find((one) => one === value);
                if (chosen !== undefined) setCatalogue(chosen);
              }}
            >
              <Stack gap={10} mt={6}>
                {keysOf(CATALOGUES).map((one) => (
                  <Radio key={one} value={one} label={CATALOGUES[one].label} description={CATALOGUES[one].has} />
                ))}
              </Stack>
            </Radio.Group>
          ) : (
            <>
              <Group gap="xs">
                <FileButton
                  accept="application/json,.json"
                  onChange={(file) => {
                    if (file !== null) void file.text().then(setOpenapi);
                  }}
                >
                  {(props) => (
                    <Button {...props} variant="default" leftSection={<IconFileUpload size={16} />}>
                      Choose a file
                    </Button>
                  )}
                </FileButton>
                <Text size="sm" c="dimmed">
                  or paste it below
                </Text>
              </Group>
              <JsonField
                label="OpenAPI document"
                description="JSON. Its webhooks (3.1) or x-webhooks (3.0) become event types."
                optional
                value={openapi}
                onChange={setOpenapi}
              />
            </>
          )}
          <Text size="sm" c="dimmed">
            All or none. What is there already gets the new description, schema and example.
          </Text>
          {load.error !== null && <ProblemAlert error={load.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Back
            </Button>
            <Button
              type="submit"
              loading={load.isPending}
              disabled={from === 'openapi' && jsonProblem(openapi) !== null}
            >
              Import
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
