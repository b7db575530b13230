import type { Schema } from '../api/client.js';
import { PROFILES } from './endpoint-words.js';

/** A wire format. */
export type Profile = Schema<'Profile'>;

/** The profiles that leave something open. */
export const PROFILES_WITH_OPTIONS: readonly Profile[] = ['standard-webhooks', 'urtentic', 'custom'];

/** What can be said of the options; docs/receivers.md has all of it. */
export const PROFILE_OPTIONS_HINT: Partial<Record<Profile, string>> = {
  'standard-webhooks': 'Left empty: HMAC signatures. {"signatureVersion": "v1a"} signs with ed25519.',
  urtentic: 'Left empty: the bare signature. {"signaturePrefix": true} puts "sha256=" in front of it.',
  custom: 'Body, headers and signature as templates, such as {"signatureHeader": "x-acme-signature"}.',
};

/** @returns whether a word names a profile */
export function isProfile(word: string): word is Profile {
  return word in PROFILES;
}
