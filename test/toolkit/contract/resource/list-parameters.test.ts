import { expect, test } from '@jest/globals';
import { filterFor, meaningOfSeveral } from '../../../../src/toolkit/contract/resource/list-parameters.ts';

test.each([
  ['order', true],
  // A list's own order, and the order that a query asks for.
  ['sort', false],
  ['sortBy', false],
  ['sorted', true],
])('whether %s filters records with a property of its name: %j', (name, filters) => {
  expect(filterFor(name, 'x', [name], new Set()) !== undefined).toBe(filters);
});

test.each([
  ['Only recipes that have all of these tags', 'all'],
  ['Offers with all of the labels.', 'all'],
  ['Any of these keywords', 'any'],
  ['Those that contain at least one of the words', 'any'],
  ['Tags to filter by', undefined],
  ['Filters all of the recipes by their tags', undefined],
  ['With any of them, or with all of them', undefined],
])('what several values mean: %j', (said, meaning) => {
  expect(meaningOfSeveral(said)).toBe(meaning);
});
