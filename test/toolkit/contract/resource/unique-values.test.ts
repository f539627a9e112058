import { expect, test } from '@jest/globals';
import { isTaken } from '../../../../src/toolkit/contract/resource/unique-values.ts';

const values = {
  ofProperties: new Map<string, string>(),
  ofRecord: 'It already exists.',
  isHeld: false,
  names: ['name', 'owner'],
};

test.each<[what: string, owner: unknown, stored: unknown, wanted: boolean]>([
  ['the same value', 'Ann', 'Ann', true],
  ['another value', 'Ann', 'Bob', false],
  ['an object with more in it', { city: 'Rome' }, { city: 'Rome', zip: null }, true],
  ['an object with another value', { city: 'Rome' }, { city: 'Bonn' }, false],
  ['the same record', { id: 1, name: 'Ann' }, { id: 1, name: 'Ann Lee' }, true],
  ['another record of the same name', { id: 1, name: 'Ann' }, { id: 2, name: 'Ann' }, false],
  ['a list of the same records', [{ id: 1 }], [{ id: 1, name: 'Ann' }], true],
  ['a longer list', [{ id: 1 }], [{ id: 1 }, { id: 2 }], false],
  ['nothing, as it is never shown', 'secret', undefined, true],
])('a record with %s is a duplicate or not', (_what, owner, stored, wanted) => {
  const record = { name: 'x', owner: stored };
  expect(isTaken(values, { name: 'x', owner }, record)).toBe(wanted);
  expect(isTaken(values, { name: 'y', owner }, record)).toBe(false);
});
