import { Alert, Badge, Code, Group, Stack, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { EndpointTestAnswer, EndpointTestCheck } from '../../api/endpoint-test.js';
import { BytesView } from '../../components/bytes-view.js';
import { CheckList } from '../../components/check-list.js';
import { HeadersTable } from '../../components/headers-table.js';
import { JsonView } from '../../components/json-view.js';
import { TextLink } from '../../components/links.js';
import { Panel } from '../../components/panel.js';
import { sentence } from '../../lib/sentence.js';
import { durationText } from '../../lib/time-text.js';

const CHECKS: Record<EndpointTestCheck['name'], string> = {
  'responds-2xx': 'Responds with 2xx',
  'rejects-bad-signature': 'Rejects a bad signature',
  'rejects-old-timestamp': 'Rejects an old timestamp',
};

/** What was sent, what came back, and what the receiver does with bad requests. */
export function TestResult({ answer }: { answer: EndpointTestAnswer }): ReactNode {
  const { request, response, error, checks, deliveryId, event } = answer;
  const passed = checks.filter(({ ok }) => ok).length;
  return (
    <Stack gap="lg">
      <Panel
        title={passed === checks.length ? 'All checks passed' : `${passed} of ${checks.length} checks passed`}
        actions={
          <TextLink to="/deliveries/$deliveryId" params={{ deliveryId }} size="sm">
            The delivery
          </TextLink>
        }
      >
        <CheckList label="Checks" checks={checks} names={CHECKS} />
      </Panel>
      <Panel title="Request" hint={event}>
        <Text size="sm" className="mono">
          POST {request.url}
        </Text>
        <HeadersTable headers={request.headers} label="Request headers" />
        <BytesView text={request.body} label="request body" />
      </Panel>
      <Panel title="Response">
        {response === null ? (
          <Alert color="red" icon={<IconPlugConnectedX size={20} />} title="There was no whole answer">
            {sentence(error ?? 'The receiver did not answer.')}
          </Alert>
        ) : (
          <>
            <Group gap="xs">
              <Badge
                size="lg"
                variant="light"
                color={response.status >= 200 && response.status < 300 ? 'teal' : 'red'}
                data-status={response.status}
              >
                {response.status}
              </Badge>
              <Text size="sm" className="tabular">
                after {durationText(response.durationMs)}
              </Text>
            </Group>
            <HeadersTable headers={response.headers} label="Response headers" />
            {response.body === '' ? (
              <Text size="sm" c="dimmed">
                Without a body
              </Text>
            ) : (
              <JsonView text={response.body} label="response body" />
            )}
            {response.truncated && (
              <Text size="sm" c="dimmed">
                Only the first <Code>64 KiB</Code> were read.
              </Text>
            )}
          </>
        )}
      </Panel>
    </Stack>
  );
}
