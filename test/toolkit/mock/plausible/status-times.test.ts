import { expect, test } from '@jest/globals';
import { hasHappened, isOfEnd } from '../../../../src/toolkit/mock/plausible/times.ts';

const statuses = ['pending', 'dispensed', 'collected', 'rejected'];

test.each<[words: string, status: string, wanted: boolean | undefined]>([
  ['dispensed at', 'pending', false],
  ['dispensed at', 'dispensed', true],
  ['dispensed at', 'collected', true],
  ['dispensed at', 'rejected', false],
  ['rejected at', 'collected', false],
  ['updated at', 'pending', undefined],
])('whether %s is in the past of what is %s: %s', (words, status, wanted) => {
  expect(hasHappened(words, status, statuses)).toBe(wanted);
});

test('who did what a status says is known once it was done', () => {
  const words = ['dispensed by', 'collected by id', 'made by', 'dispensed quantity'];
  expect(words.map((one) => isOfEnd(one, statuses))).toEqual([true, true, false, false]);
});
