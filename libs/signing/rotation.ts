import type { ProfileName } from '#libs/contracts';
import type { ProfileOptions } from './profile-options.js';
import { resolveProfile } from './resolve-profile.js';

/** One of an endpoint's secrets. */
export interface DatedSecret {
  value: string;
  createdAt: Date;
  /** When it stops being valid; null while no rotation has replaced it. */
  expiresAt: Date | null;
}

/**
 * The secrets to sign with now. During the overlap of a rotation a profile with room for several signatures signs with
 * all valid secrets, newest first; a profile with one signature keeps signing with the oldest valid one, because
 * receivers know that one for certain.
 *
 * A secret is valid until it expires. `createdAt` only gives the order: it is written by the database, whose clock may be
 * ahead of this machine's.
 *
 * @returns the texts; empty when every secret has expired
 * @throws RenderError when the options are not valid for the profile
 */
export function signingSecrets(
  profile: ProfileName,
  secrets: readonly DatedSecret[],
  now: Date,
  options?: ProfileOptions,
): string[] {
  const newestFirst = secrets
    .filter(({ expiresAt }) => expiresAt === null || expiresAt.getTime() > now.getTime())
    .toSorted((one, other) => other.createdAt.getTime() - one.createdAt.getTime())
    .map(({ value }) => value);
  return resolveProfile(profile, options).multiSignature ? newestFirst : newestFirst.slice(-1);
}
