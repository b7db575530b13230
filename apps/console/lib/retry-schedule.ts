import type { RetryPolicy } from '../api/endpoint.js';

/** A policy that is not named but written out. */
export type WrittenPolicy = Exclude<RetryPolicy, string>;
/** The name of a built-in policy. */
export type RetryPreset = Extract<RetryPolicy, string>;

/** The built-in policies, as `libs/domain` has them; a test compares the two. */
export const PRESETS: Record<RetryPreset, WrittenPolicy> = {
  standard: { schedule: ['5s', '5m', '30m', '2h', '5h', '10h', '14h', '20h', '24h'], jitter: 0.1 },
  shop: { schedule: ['1m', '5m', '15m', '1h', '6h'], retryOn: '5xx-and-network' },
  leads: { schedule: ['2s', '4s', '8s', '16s', '32s'] },
  none: { schedule: [] },
};

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DEFAULT_MAXIMUM_ATTEMPTS = 10;
const DEFAULT_MAXIMUM_FACTOR = 100;
const LONGEST_DELAY_MS = 366 * 86_400_000;

/**
 * Reads a duration such as "500ms", "30s", "5m", "2h" or "1d".
 * @returns milliseconds; null when the text is none
 */
export function parseDurationMs(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  return Math.round(Number(match[1]) * (UNIT_MS[match[2]] ?? 0));
}

/** The delay before each retry of a policy, in milliseconds, without its jitter. */
export function retryDelaysMs(policy: RetryPolicy): number[] {
  const written = typeof policy === 'string' ? PRESETS[policy] : policy;
  if ('schedule' in written) return written.schedule.map((entry) => parseDurationMs(entry) ?? 0);
  const initialMs = parseDurationMs(written.initialInterval) ?? 0;
  const maximumMs =
    written.maximumInterval === undefined
      ? Math.min(initialMs * DEFAULT_MAXIMUM_FACTOR, LONGEST_DELAY_MS)
      : (parseDurationMs(written.maximumInterval) ?? 0);
  const retries = (written.maximumAttempts ?? DEFAULT_MAXIMUM_ATTEMPTS) - 1;
  return Array.from({ length: retries }, (_, retry) =>
    Math.min(initialMs * Math.min((written.backoffCoefficient ?? 2) ** retry, Number.MAX_SAFE_INTEGER), maximumMs),
  );
}

/** What a policy tries again, in words. */
export function retryOnText(policy: RetryPolicy): string {
  const { retryOn = 'non-2xx' } = typeof policy === 'string' ? PRESETS[policy] : policy;
  if (retryOn === 'non-2xx') return 'every answer that is not 2xx, and network errors';
  if (retryOn === '5xx-and-network') return '5xx and network errors; other answers end it (429 is always tried again)';
  const parts = [
    ...(retryOn.ranges ?? []),
    ...(retryOn.statuses ?? []).map(String),
    ...(retryOn.network === true ? ['network errors'] : []),
  ];
  return parts.length === 0 ? 'nothing but 429' : `${parts.join(', ')}; always 429`;
}
