import { Alert, Stack, Text } from '@mantine/core';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { SignatureValidation } from '../../api/signatures.js';
import { BytesView } from '../../components/bytes-view.js';
import { CheckList } from '../../components/check-list.js';
import { CopyableId } from '../../components/copyable-id.js';
import { Panel } from '../../components/panel.js';
import { sentence } from '../../lib/sentence.js';

const CHECKS: Record<SignatureValidation['checks'][number]['name'], string> = {
  headers: 'Headers',
  secret: 'Secret',
  prefix: 'Prefix',
  signature: 'Signature',
  timestamp: 'Timestamp',
};

/** Valid or not, why not, and what should have been signed. */
export function ValidationResult({ answer }: { answer: SignatureValidation }): ReactNode {
  const { valid, reason, checks, expected } = answer;
  return (
    <Stack gap="lg">
      <Panel title="Result">
        <Alert
          color={valid ? 'teal' : 'red'}
          icon={valid ? <IconShieldCheck size={22} /> : <IconShieldX size={22} />}
          title={valid ? 'The request is genuine' : 'The request is not valid'}
          data-valid={valid}
        >
          {valid ? 'The signature fits the headers, the body and the secret.' : sentence(reason ?? 'See below.')}
        </Alert>
        <CheckList label="Checks" checks={checks} names={CHECKS} />
      </Panel>
      <Panel title="What should have been signed">
        <BytesView text={expected.signedContent} label="signed content" />
        {expected.header !== '' && (
          <div>
            <Text size="sm" c="dimmed" mb={2}>
              The signature header should be
            </Text>
            <Text size="sm" component="div">
              <CopyableId value={expected.header} what="the expected signature" />
            </Text>
          </div>
        )}
      </Panel>
    </Stack>
  );
}
