import { expect, test } from '@jest/globals';
import { similarNames, suggest } from '../../../../src/toolkit/contract/document/similar-names.ts';

const names = ['createPet', 'listPets', 'getPet', 'getPetById', 'signIn', 'email'];

test.each<[name: string, wanted: string[]]>([
  ['getPets', ['getPet', 'listPets', 'getPetById']],
  ['SIGNIN', ['signIn']],
  ['petById', ['getPetById']],
  ['craetePet', ['createPet']],
  ['sign', ['signIn']],
  ['emial', ['email']],
  ['EMIAL', ['email']],
  ['signUp', ['signIn']],
  ['pet', ['getPet', 'createPet', 'listPets']],
  // Letters in common are not enough.
  ['greatPlan', []],
  ['signOut', []],
  ['lintPlan', []],
  ['si', []],
  ['xyz', []],
  ['', []],
])('%j may have meant %j', (name, wanted) => {
  expect(similarNames(name, names)).toEqual(wanted);
});

test('a message ends with similar names, if there are any', () => {
  expect(suggest('signin', names)).toBe('. Did you mean signIn?');
  expect(suggest('xyz', names)).toBe('');
});
