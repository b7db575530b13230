import { z } from 'zod';
import { LANES } from '../delivery/index.js';
import { PROFILE_NAMES } from '../profile-name.js';
import { retryPolicySchema } from '../retry-policy.js';
import { jsonObjectSchema } from './common.js';

/** A wire format: body, headers and signature of what is sent. */
export const profileSchema = z.enum(PROFILE_NAMES).meta({
  id: 'Profile',
  description: 'The wire format: body, headers and signature of what is sent.',
});

/** What a profile leaves open; `libs/signing` knows which options each profile has. */
export const profileOptionsSchema = jsonObjectSchema(16_384).meta({
  description: 'Options of the profile; most have none. See docs/receivers.md.',
});

/** When the next attempt is due and which outcomes are tried again. */
export const retryPolicyFieldSchema = retryPolicySchema.meta({
  id: 'RetryPolicy',
  description:
    'When the next attempt is due and which outcomes are tried again: a preset, a list of delays, or exponential.',
});

/** Who makes the first attempt. */
export const laneSchema = z.enum(LANES).meta({
  id: 'Lane',
  description:
    'Who makes the first attempt: `durable`, a Temporal workflow that stands behind the delivery from its first moment; `express`, the relay itself, many times faster, and only what is not finished by it becomes a workflow. Ordered endpoints always use the durable lane. See docs/lanes.md.',
});
