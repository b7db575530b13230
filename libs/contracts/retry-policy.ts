import { z } from 'zod';

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** The longest wait that a policy may name: a Temporal timer and a person's patience both end before. */
const MAXIMUM_DURATION_MS = 366 * 86_400_000;

/**
 * Reads a duration such as `"500ms"`, `"30s"`, `"5m"`, `"2h"` or `"1d"`.
 * @returns milliseconds; null when the text is none
 */
export function parseDurationMs(text: string): number | null {
  const match = DURATION.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  return Math.round(Number(match[1]) * (UNIT_MS[match[2]] ?? 0));
}

/** A duration as text: a number and a unit out of ms, s, m, h, d; at most 366 days. */
export const durationSchema = z
  .string()
  .refine(
    (text) => {
      const ms = parseDurationMs(text);
      return ms !== null && ms <= MAXIMUM_DURATION_MS;
    },
    { message: 'must be a duration such as "30s", "5m", "2h" or "1d", at most 366 days' },
  )
  .meta({ examples: ['5m'] });

/** Names of the built-in retry policies. */
export const RETRY_PRESETS = ['standard', 'shop', 'leads', 'none'] as const;
export type RetryPreset = (typeof RETRY_PRESETS)[number];

/** Which outcomes are tried again. 429, and 503 with `Retry-After`, always are. */
export const retryOnSchema = z.union([
  z.enum(['non-2xx', '5xx-and-network']),
  z.strictObject({
    statuses: z.array(z.int().min(300).max(599)).max(300).optional(),
    ranges: z
      .array(z.enum(['3xx', '4xx', '5xx']))
      .max(3)
      .optional(),
    network: z.boolean().optional(),
  }),
]);
export type RetryOn = z.infer<typeof retryOnSchema>;

const commonShape = {
  jitter: z.number().min(0).max(1).optional().meta({ description: 'Share of each delay that is spread; default 0.' }),
  retryOn: retryOnSchema.optional().meta({ description: 'Which outcomes are tried again; default "non-2xx".' }),
  respectRetryAfter: z.boolean().optional().meta({ description: 'Obey the Retry-After header; default true.' }),
  maximumRetryAfter: durationSchema.optional().meta({ description: 'The longest Retry-After obeyed; default "24h".' }),
};

/** A policy that lists every delay. Its entries are retries: five entries are six attempts. */
const scheduleSchema = z.strictObject({ schedule: z.array(durationSchema).max(100), ...commonShape });

/** A policy in Temporal's vocabulary: delays grow by a coefficient up to a maximum. */
const exponentialSchema = z.strictObject({
  initialInterval: durationSchema,
  backoffCoefficient: z.number().min(1).max(10).optional().meta({ description: 'Default 2.' }),
  maximumInterval: durationSchema.optional().meta({ description: 'Default: 100 times the initial interval.' }),
  maximumAttempts: z.int().min(1).max(1000).optional().meta({ description: 'The first one included; default 10.' }),
  ...commonShape,
});

/** When the next attempt is due and which outcomes are tried again: a preset's name, a schedule, or exponential. */
export const retryPolicySchema = z.union([z.enum(RETRY_PRESETS), scheduleSchema, exponentialSchema]);
export type RetryPolicy = z.infer<typeof retryPolicySchema>;
export type RetryPolicyObject = Exclude<RetryPolicy, string>;
