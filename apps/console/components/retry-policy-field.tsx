import { Checkbox, Group, NumberInput, Select, SimpleGrid, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RetryPolicy } from '../api/endpoint.js';
import { keysOf } from '../lib/delivery-words.js';
import { parseDurationMs, PRESETS, type RetryPreset, type WrittenPolicy } from '../lib/retry-schedule.js';
import { RetrySchedule } from './retry-schedule.js';

/** What {@link RetryPolicyField} edits. */
interface RetryPolicyFieldProps {
  /** Null: the tenant's. */
  value: RetryPolicy | null;
  onChange: (policy: RetryPolicy | null) => void;
  /** The tenant's policy may be chosen too; default false. */
  inheritable?: boolean;
  error?: string | undefined;
}

type RetryOn = NonNullable<WrittenPolicy['retryOn']>;

const PRESET_LABELS: Record<RetryPreset, string> = {
  standard: 'Standard: ten attempts within three days',
  shop: 'Shop: 1 m, 5 m, 15 m, 1 h, 6 h',
  leads: 'Leads: 2 s, 4 s, 8 s, 16 s, 32 s',
  none: 'None: one attempt',
};
const RANGES = ['3xx', '4xx', '5xx'] as const;
const OWN_RETRY_ON: RetryOn = { ranges: ['5xx'], network: true };

/** Chooses a preset or puts an own policy together, and shows what it does. */
export function RetryPolicyField({ value, onChange, inheritable = false, error }: RetryPolicyFieldProps): ReactNode {
  const kind = kindOf(value);
  return (
    <Stack gap="sm">
      <Select
        label="Retry policy"
        allowDeselect={false}
        maw={420}
        data={[
          ...(inheritable ? [{ value: 'tenant', label: "The tenant's policy" }] : []),
          ...keysOf(PRESET_LABELS).map((preset) => ({ value: preset, label: PRESET_LABELS[preset] })),
          { value: 'schedule', label: 'A schedule of your own' },
          { value: 'exponential', label: 'Exponential' },
        ]}
        value={kind}
        error={error}
        onChange={(chosen) => {
          if (chosen !== null && chosen !== kind) onChange(policyOfKind(chosen, value));
        }}
      />
      {typeof value === 'object' && value !== null && <OwnPolicy value={value} onChange={onChange} />}
      {value === null ? (
        <Text size="xs" c="dimmed">
          What the tenant has set applies, also when it changes later.
        </Text>
      ) : (
        <RetrySchedule policy={value} />
      )}
    </Stack>
  );
}

function kindOf(policy: RetryPolicy | null): string {
  if (policy === null) return 'tenant';
  if (typeof policy === 'string') return policy;
  return 'schedule' in policy ? 'schedule' : 'exponential';
}

/** The policy of another kind; one of one's own begins with what the present one does. */
function policyOfKind(kind: string, present: RetryPolicy | null): RetryPolicy | null {
  if (kind === 'tenant') return null;
  if (isPreset(kind)) return kind;
  const written = typeof present === 'string' ? PRESETS[present] : (present ?? PRESETS.standard);
  const { jitter, retryOn, respectRetryAfter, maximumRetryAfter } = written;
  const common = {
    ...(jitter === undefined ? {} : { jitter }),
    ...(retryOn === undefined ? {} : { retryOn }),
    ...(respectRetryAfter === undefined ? {} : { respectRetryAfter }),
    ...(maximumRetryAfter === undefined ? {} : { maximumRetryAfter }),
  };
  if (kind === 'exponential') {
    return { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '1h', maximumAttempts: 10, ...common };
  }
  const schedule = 'schedule' in written && written.schedule.length > 0 ? written.schedule : ['1m', '5m', '1h'];
  return { schedule, ...common };
}

function isPreset(word: string): word is RetryPreset {
  return word in PRESETS;
}

function durationError(text: string | undefined): string | undefined {
  return text === undefined || parseDurationMs(text) !== null ? undefined : 'A number and ms, s, m, h or d, such as 5m';
}

function OwnPolicy({ value, onChange }: { value: WrittenPolicy; onChange: (policy: RetryPolicy) => void }): ReactNode {
  const { retryOn = 'non-2xx', jitter = 0, respectRetryAfter = true, maximumRetryAfter = '24h' } = value;
  return (
    <Stack gap="sm">
      {'schedule' in value ? (
        <TagsInput
          label="Waits before each retry"
          description="Such as 30s, 5m, 2h or 1d; Enter or a comma after each. Five waits are six attempts."
          value={value.schedule}
          allowDuplicates
          splitChars={[',', ' ']}
          onChange={(schedule) => {
            onChange({ ...value, schedule });
          }}
          error={durationError(value.schedule.find((delay) => parseDurationMs(delay) === null))}
        />
      ) : (
        <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="sm">
          <TextInput
            label="First wait"
            value={value.initialInterval}
            error={durationError(value.initialInterval)}
            onChange={({ currentTarget }) => {
              onChange({ ...value, initialInterval: currentTarget.value.trim() });
            }}
          />
          <NumberInput
            label="Grows by the factor"
            min={1}
            max={10}
            decimalScale={2}
            value={value.backoffCoefficient ?? 2}
            onChange={(backoffCoefficient) => {
              if (typeof backoffCoefficient === 'number') onChange({ ...value, backoffCoefficient });
            }}
          />
          <TextInput
            label="Longest wait"
            value={value.maximumInterval ?? ''}
            error={durationError(value.maximumInterval)}
            onChange={({ currentTarget }) => {
              const { maximumInterval: _, ...rest } = value;
              const text = currentTarget.value.trim();
              onChange(text === '' ? rest : { ...rest, maximumInterval: text });
            }}
          />
          <NumberInput
            label="Attempts in all"
            min={1}
            max={1000}
            allowDecimal={false}
            value={value.maximumAttempts ?? 10}
            onChange={(maximumAttempts) => {
              if (typeof maximumAttempts === 'number') onChange({ ...value, maximumAttempts });
            }}
          />
        </SimpleGrid>
      )}
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        <Select
          label="Tried again"
          allowDeselect={false}
          data={[
            { value: 'non-2xx', label: 'Everything but 2xx' },
            { value: '5xx-and-network', label: '5xx and network errors' },
            { value: 'own', label: 'Your own choice' },
          ]}
          value={typeof retryOn === 'string' ? retryOn : 'own'}
          onChange={(chosen) => {
            onChange({
              ...value,
              retryOn: chosen === 'non-2xx' || chosen === '5xx-and-network' ? chosen : OWN_RETRY_ON,
            });
          }}
        />
        <NumberInput
          label="Spread of each wait"
          suffix=" %"
          min={0}
          max={100}
          allowDecimal={false}
          value={Math.round(jitter * 100)}
          onChange={(percent) => {
            if (typeof percent === 'number') onChange({ ...value, jitter: percent / 100 });
          }}
        />
        <TextInput
          label="Longest Retry-After obeyed"
          value={maximumRetryAfter}
          disabled={!respectRetryAfter}
          error={durationError(maximumRetryAfter)}
          onChange={({ currentTarget }) => {
            onChange({ ...value, maximumRetryAfter: currentTarget.value.trim() });
          }}
        />
      </SimpleGrid>
      {typeof retryOn !== 'string' && (
        <OwnRetryOn
          value={retryOn}
          onChange={(next) => {
            onChange({ ...value, retryOn: next });
          }}
        />
      )}
      <Checkbox
        label="Obey Retry-After of the receiver"
        checked={respectRetryAfter}
        onChange={({ currentTarget }) => {
          onChange({ ...value, respectRetryAfter: currentTarget.checked });
        }}
      />
    </Stack>
  );
}

function OwnRetryOn({
  value,
  onChange,
}: {
  value: Exclude<RetryOn, string>;
  onChange: (retryOn: RetryOn) => void;
}): ReactNode {
  const { ranges = [], statuses = [], network = false } = value;
  return (
    <Group gap="md" align="flex-end">
      {RANGES.map((range) => (
        <Checkbox
          key={range}
          label={range}
          checked={ranges.includes(range)}
          onChange={({ currentTarget: { checked } }) => {
            onChange({ ...value, ranges: RANGES.filter((one) => (one === range ? checked : ranges.includes(one))) });
          }}
        />
      ))}
      <Checkbox
        label="Network errors"
        checked={network}
        onChange={({ currentTarget }) => {
          onChange({ ...value, network: currentTarget.checked });
        }}
      />
      <TagsInput
        label="Single statuses"
        placeholder="404"
        w={{ base: '100%', sm: 260 }}
        value={statuses.map(String)}
        splitChars={[',', ' ']}
        onChange={(texts) => {
          onChange({ ...value, statuses: texts.map(Number).filter((status) => status >= 300 && status <= 599) });
        }}
      />
    </Group>
  );
}
