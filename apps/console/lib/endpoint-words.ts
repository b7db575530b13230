import type { Endpoint } from '../api/endpoints.js';

/** Every status of an endpoint: its colour and what it means. */
export const ENDPOINT_STATUSES: Record<Endpoint['status'], { color: string; means: string }> = {
  active: { color: 'teal', means: 'Gets what is due' },
  paused: { color: 'violet', means: 'Everything that is due is held' },
  draining: { color: 'blue', means: 'What a pause held goes out, in order' },
  disabled: { color: 'gray', means: 'Gets no events' },
};

/** Every state of a gate that is not open, in words. */
export const GATE_STATES: Record<Endpoint['gate']['state'], { color: string; words: string }> = {
  open: { color: 'teal', words: 'open' },
  paused: { color: 'violet', words: 'paused' },
  throttled: { color: 'amber', words: 'throttled' },
  broken: { color: 'red', words: 'breaker open' },
  draining: { color: 'blue', words: 'draining' },
};

/** Every profile: whose receivers understand it. */
export const PROFILES: Record<Endpoint['profile'], string> = {
  'standard-webhooks': 'Standard Webhooks: the open specification',
  urtentic: 'Urtentic: identity verification',
  quickstart: 'Quickstart: the data as posted',
  ultrareach: 'UltraReach: lead events',
  'urban-things': 'Urban Things: the tenant shop',
  github: "GitHub's form",
  stripe: "Stripe's form",
  svix: "Svix's form",
  custom: 'Custom: headers and signature of your own',
};
