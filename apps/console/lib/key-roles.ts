import type { KeyRole } from '../api/keys.js';

/** Every role of a key: its colour, and what it may do. */
export const KEY_ROLES: Record<KeyRole, { color: string; means: string }> = {
  owner: { color: 'violet', means: 'Reads and changes everything of the tenant' },
  publisher: { color: 'blue', means: 'Posts events, and nothing else' },
  viewer: { color: 'gray', means: 'Reads; sees no secrets and no keys' },
};
