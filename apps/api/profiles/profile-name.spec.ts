import { expect, it } from 'vitest';
import { PROFILES } from '#libs/contracts/http';
import { PROFILE_NAMES } from '#libs/signing';
import { profileNameOf } from './profile-name.js';

it('the contract knows the profiles that signing has, and no other', () => {
  expect([...PROFILES].toSorted()).toEqual([...PROFILE_NAMES].toSorted());
  expect(PROFILE_NAMES.map((name) => profileNameOf(name))).toEqual([...PROFILE_NAMES]);
});

it('a profile that this version does not know is an error', () => {
  expect(() => profileNameOf('carrier-pigeon')).toThrow(/carrier-pigeon|Invalid option/);
});
