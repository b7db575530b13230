import { expect, it } from 'vitest';
import { PROFILE_NAMES } from '#libs/contracts';
import { profileNameOf } from './profile-name.js';

it('reads every profile', () => {
  expect(PROFILE_NAMES.map((name) => profileNameOf(name))).toEqual([...PROFILE_NAMES]);
});

it('a profile that this version does not know is an error', () => {
  expect(() => profileNameOf('carrier-pigeon')).toThrow(/carrier-pigeon|Invalid option/);
});
