import { expect, test } from '@jest/globals';
import { unchanged } from '../../../../src/toolkit/check/plan/fields.ts';
import { isObject } from '../../../../src/toolkit/contract/document/is-object.ts';

test.each<[value: unknown, isSo: boolean]>([
  [{}, true],
  [[], false],
  [null, false],
  ['x', false],
])('whether %j has fields: %s', (value, isSo) => {
  expect(isObject(value)).toBe(isSo);
});

test('what was sent again is unchanged, unless it may have been added up', () => {
  const fields = { sku: 'a', color: 'red', options: { size: [1] }, quantity: 1, note: 'x' };
  const others = { sku: 'a', color: 'blue', options: { size: [1] }, quantity: 1 };
  expect(unchanged(fields, others)).toEqual({ sku: 'a', options: { size: [1] } });
});
