import { Button, FileButton, Group, PasswordInput, SegmentedControl, Select, Stack, Textarea } from '@mantine/core';
import { IconFileUpload, IconShieldCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { deliveriesQuery } from '../../api/deliveries.js';
import type { Endpoint } from '../../api/endpoints.js';
import type { SignatureQuestion } from '../../api/signatures.js';
import { JsonField } from '../../components/json-field.js';
import { Panel } from '../../components/panel.js';
import { ProblemAlert } from '../../components/problem-alert.js';
import { TimeField } from '../../components/time-field.js';
import { keysOf } from '../../lib/delivery-words.js';
import { headerText, parseHeaders } from '../../lib/header-text.js';
import { PROFILES } from '../../lib/endpoint-words.js';
import { PROFILES_WITH_OPTIONS, type Profile } from '../../lib/profile-options.js';
import { jsonProblem } from '../../lib/raw-json.js';
import { shortUrl } from '../../lib/short-url.js';
import classes from './validation-form.module.css';

/** A request that stands in the form at first. */
export interface FilledRequest {
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** What {@link ValidationForm} edits. */
interface ValidationFormProps {
  endpoints: readonly Endpoint[];
  /** What is verified with: an endpoint, or a profile and a secret. */
  endpointId: string | undefined;
  profile: Profile | undefined;
  filled: FilledRequest;
  onChoose: (change: {
    endpointId?: string | undefined;
    profile?: string | undefined;
    deliveryId?: string | undefined;
  }) => void;
  onValidate: (question: SignatureQuestion) => void;
  /** What was entered has changed: the last answer is no longer about it. */
  onEdit: () => void;
  pending: boolean;
  error: unknown;
}

/** Takes a request as it was received, and what it is verified with. */
export function ValidationForm(props: ValidationFormProps): ReactNode {
  const { endpoints, endpointId, profile, filled, onChoose, onValidate, onEdit, pending, error } = props;
  const [headers, setHeaders] = useState(() => headerText(filled.headers));
  const [body, setBody] = useState(filled.body);
  const [secret, setSecret] = useState('');
  const [options, setOptions] = useState('');
  const [now, setNow] = useState<string | undefined>();
  const parsed = parseHeaders(headers);
  const optionsWrong = options.trim() !== '' && jsonProblem(options) !== null;
  const ready =
    Object.keys(parsed.headers).length > 0 &&
    parsed.problem === null &&
    (profile === undefined ? endpointId !== undefined : secret !== '' && !optionsWrong);
  const send = (): void => {
    const request = { headers: parsed.headers, body, ...(now === undefined ? {} : { now }) };
    if (profile !== undefined) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API checks it and says which option is wrong
      const given = (options.trim() === '' ? undefined : JSON.parse(options)) as Record<string, unknown> | undefined;
      onValidate({ profile, secret, ...(given === undefined ? {} : { profileOptions: given }), ...request });
    } else if (endpointId !== undefined) {
      onValidate({ endpointId, ...request });
    }
  };
  return (
    <Panel title="The request as it was received">
      <form
        aria-label="Validation"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
        onChange={onEdit}
      >
        <Stack gap="md">
          <SegmentedControl
            aria-label="Verified with"
            value={profile === undefined ? 'endpoint' : 'profile'}
            disabled={endpoints.length === 0}
            onChange={(value) => {
              onChoose(
                value === 'profile'
                  ? { profile: endpoints.find(({ id }) => id === endpointId)?.profile ?? 'standard-webhooks' }
                  : { profile: undefined },
              );
            }}
            data={[
              { value: 'endpoint', label: 'An endpoint' },
              { value: 'profile', label: 'Profile and secret' },
            ]}
          />
          {profile === undefined ? (
            <Group gap="xs" align="flex-end">
              <Select
                className={classes.grow}
                label="Endpoint"
                description="Its profile and its valid secrets are used."
                placeholder="Choose an endpoint"
                searchable
                allowDeselect={false}
                data={endpoints.map(({ id, url }) => ({ value: id, label: shortUrl(url) }))}
                value={endpointId ?? null}
                onChange={(id) => {
                  onChoose({ endpointId: id ?? undefined, deliveryId: undefined });
                }}
              />
              {endpointId !== undefined && <LatestDelivery endpointId={endpointId} onChoose={onChoose} />}
            </Group>
          ) : (
            <>
              <Select
                label="Profile"
                allowDeselect={false}
                data={keysOf(PROFILES).map((one) => ({ value: one, label: PROFILES[one] }))}
                value={profile}
                onChange={(next) => {
                  setOptions('');
                  if (next !== null) onChoose({ profile: next });
                }}
              />
              <PasswordInput
                label="Secret"
                autoComplete="off"
                value={secret}
                onChange={({ currentTarget: { value } }) => {
                  setSecret(value);
                }}
              />
              {PROFILES_WITH_OPTIONS.includes(profile) && (
                <JsonField label="Options of the profile" optional minRows={1} value={options} onChange={setOptions} />
              )}
            </>
          )}
          <Textarea
            label="Headers"
            description="One a line, or a JSON object; other headers do no harm."
            placeholder={'webhook-id: evt_…\nwebhook-timestamp: 1772366400\nwebhook-signature: v1,…'}
            autosize
            minRows={4}
            maxRows={14}
            spellCheck={false}
            classNames={{ input: classes.code }}
            value={headers}
            error={parsed.problem}
            onChange={({ currentTarget: { value } }) => {
              setHeaders(value);
            }}
          />
          <div>
            <Textarea
              label="Body"
              description="The raw body, before any parsing. A browser pastes line ends as LF: a file keeps every byte."
              autosize
              minRows={4}
              maxRows={16}
              spellCheck={false}
              classNames={{ input: classes.code }}
              value={body}
              onChange={({ currentTarget: { value } }) => {
                setBody(value);
              }}
            />
            <FileButton
              onChange={(file) => {
                if (file === null) return;
                onEdit();
                void file.text().then(setBody);
              }}
            >
              {(button) => (
                <Button {...button} mt={6} size="xs" variant="default" leftSection={<IconFileUpload size={14} />}>
                  Body from a file
                </Button>
              )}
            </FileButton>
          </div>
          <TimeField
            label="Clock of the receiver"
            description="For the age of the timestamp; left empty: now."
            value={now}
            onChange={setNow}
          />
          {error !== null && error !== undefined && <ProblemAlert error={error} />}
          <Button type="submit" leftSection={<IconShieldCheck size={16} />} loading={pending} disabled={!ready}>
            Validate
          </Button>
        </Stack>
      </form>
    </Panel>
  );
}

/** Fills in the request that the endpoint was sent last. */
function LatestDelivery({
  endpointId,
  onChoose,
}: Pick<ValidationFormProps, 'onChoose'> & { endpointId: string }): ReactNode {
  const { data } = useInfiniteQuery(deliveriesQuery({ endpointId }, '1'));
  const latest = data?.pages[0]?.data[0];
  if (latest === undefined) return null;
  return (
    <Button
      variant="default"
      onClick={() => {
        onChoose({ endpointId, deliveryId: latest.id });
      }}
    >
      Fill in its latest delivery
    </Button>
  );
}
