import { Accordion, Badge, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Attempt, DeliveryDetail } from '../../api/deliveries.js';
import { CopyableId } from '../../components/copyable-id.js';
import { EmptyState } from '../../components/empty-state.js';
import { Facts } from '../../components/facts.js';
import { HeadersTable } from '../../components/headers-table.js';
import { JsonView } from '../../components/json-view.js';
import { Panel } from '../../components/panel.js';
import { Time } from '../../components/time.js';
import { Told } from '../../components/told.js';
import { ERROR_KINDS } from '../../lib/delivery-words.js';
import { sentence } from '../../lib/sentence.js';
import { durationText } from '../../lib/time-text.js';

const OUTCOMES: Record<Attempt['outcome'], { color: string; words: string }> = {
  succeeded: { color: 'teal', words: 'succeeded' },
  retry: { color: 'orange', words: 'tried again' },
  failed: { color: 'red', words: 'failed for good' },
};

const TRIGGERS: Record<Attempt['trigger'], string> = {
  schedule: 'by the schedule',
  redeliver: 'redelivered by hand',
  test: 'a test',
  resume: 'the endpoint was resumed',
  release: 'released by hand',
  replay: 'a replay',
};

/** Every attempt, the last one first and open: what was sent and what came back. */
export function AttemptsPanel({ delivery }: { delivery: DeliveryDetail }): ReactNode {
  const { attempts, request } = delivery;
  const newestFirst = attempts.toReversed();
  return (
    <Panel title="Attempts" hint={attempts.length === 0 ? undefined : String(attempts.length)}>
      {newestFirst.length === 0 ? (
        <>
          <EmptyState icon={IconSend} title="No attempt yet">
            <Told text={delivery.explanation} />. Below is the request as it would be sent now.
          </EmptyState>
          <Request request={request} />
        </>
      ) : (
        <Accordion variant="separated" multiple={false} defaultValue={newestFirst[0]?.id ?? null}>
          {newestFirst.map((attempt) => (
            <Accordion.Item key={attempt.id} value={attempt.id}>
              <Accordion.Control>
                <AttemptLine attempt={attempt} />
              </Accordion.Control>
              <Accordion.Panel>
                <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
                  <Response attempt={attempt} />
                  <Request request={request} attempt={attempt} last={newestFirst[0]} />
                </SimpleGrid>
              </Accordion.Panel>
            </Accordion.Item>
          ))}
        </Accordion>
      )}
    </Panel>
  );
}

function AttemptLine({ attempt }: { attempt: Attempt }): ReactNode {
  const { number, outcome, statusCode, errorKind, startedAt, durationMs, trigger } = attempt;
  const { color, words } = OUTCOMES[outcome];
  return (
    <Group gap="sm">
      <Text fw={600} size="sm">
        Attempt {number}
      </Text>
      <Badge color={color} variant="light" tt="none">
        {statusCode ?? errorKind ?? words}
      </Badge>
      <Text size="sm" c="dimmed">
        {words} · {durationText(durationMs)} · {TRIGGERS[trigger]} · <Time value={startedAt} precise />
      </Text>
    </Group>
  );
}

function Response({ attempt }: { attempt: Attempt }): ReactNode {
  const { statusCode, errorKind, error, responseHeaders, responseBody, responseTruncated, remoteAddress, id } = attempt;
  return (
    <Stack gap="sm">
      <Title order={3}>Response</Title>
      <Facts
        cols={2}
        facts={[
          { name: 'Status', value: statusCode ?? 'no answer' },
          { name: 'Took', value: durationText(attempt.durationMs) },
          ...(errorKind === undefined ? [] : [{ name: ERROR_KINDS[errorKind], value: sentence(error ?? errorKind) }]),
          ...(remoteAddress === undefined
            ? []
            : [{ name: 'Address', value: <span className="mono">{remoteAddress}</span> }]),
          { name: 'Attempt id', value: <CopyableId value={id} what="the attempt's id" /> },
        ]}
      />
      {responseHeaders !== undefined && <HeadersTable headers={responseHeaders} label="Response headers" />}
      {responseBody !== undefined && responseBody !== '' && <JsonView text={responseBody} label="response body" />}
      {responseTruncated && (
        <Text size="xs" c="dimmed">
          Only the beginning of the answer was read.
        </Text>
      )}
    </Stack>
  );
}

/** What {@link Request} shows. */
interface RequestProps {
  request: DeliveryDetail['request'];
  /** The attempt it stands beside; undefined before the first. */
  attempt?: Attempt;
  /** The newest attempt: the headers shown are its. */
  last?: Attempt | undefined;
}

function Request({ request, attempt, last }: RequestProps): ReactNode {
  return (
    <Stack gap="sm">
      <Title order={3}>Request</Title>
      <Text size="sm" component="div">
        <strong>POST</strong> <CopyableId value={request.url} what="the URL" />
      </Text>
      <HeadersTable headers={request.headers} label="Request headers" />
      {attempt !== undefined && attempt.id !== last?.id && (
        <Text size="xs" c="dimmed">
          The headers are those of the newest attempt; timestamp and signature are made fresh for each. Body and ids are
          the same on all of them.
        </Text>
      )}
      {request.error !== undefined && (
        <Text size="sm" c="red">
          {sentence(request.error)}
        </Text>
      )}
      {request.body !== null && <JsonView text={request.body} label="request body" />}
    </Stack>
  );
}
