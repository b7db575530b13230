import type { Schema } from '../api/client.js';

/** Why an endpoint needs somebody's attention. */
export type Trouble = Schema<'TroubledEndpoint'>['troubles'][number];

/** Every trouble: its colour and its name. */
export const TROUBLES: Record<Trouble, { color: string; words: string }> = {
  disabled: { color: 'gray', words: 'disabled' },
  paused: { color: 'violet', words: 'paused' },
  broken: { color: 'red', words: 'breaker open' },
  throttled: { color: 'amber', words: 'throttled' },
  failing: { color: 'red', words: 'failing' },
  'low-success-rate': { color: 'orange', words: 'low success rate' },
};
