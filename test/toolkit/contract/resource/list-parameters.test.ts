import { expect, test } from '@jest/globals';
import { filterFor } from '../../../../src/toolkit/contract/resource/list-parameters.ts';

test.each([
  ['order', true],
  // A list's own order, and the order that a query asks for.
  ['sort', false],
  ['sortBy', false],
  ['sorted', true],
])('whether %s filters records with a property of its name: %j', (name, filters) => {
  expect(filterFor(name, 'x', [name], new Set()) !== undefined).toBe(filters);
});
