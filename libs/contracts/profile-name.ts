/** Names of all profiles; `libs/signing` says what each of them is. */
export const PROFILE_NAMES = [
  'standard-webhooks',
  'urtentic',
  'quickstart',
  'ultrareach',
  'urban-things',
  'github',
  'stripe',
  'svix',
  'custom',
] as const;

/** A wire format: envelope, headers and signature of the outgoing request. */
export type ProfileName = (typeof PROFILE_NAMES)[number];
