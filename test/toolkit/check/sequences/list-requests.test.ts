import { expect, test } from '@jest/globals';
import { pageAfter } from '../../../../src/toolkit/check/sequences/list-requests.ts';

test.each<[parameters: Record<string, object>, query: object | undefined]>([
  [{}, undefined],
  [{ page: {} }, { page: 3 }],
  // It may be counted from 0 or from 1.
  [{ page: { minimum: 0 } }, undefined],
  [{ page: { minimum: 0, default: 0 } }, { page: 2 }],
  [{ page: { minimum: 1 } }, { page: 3 }],
  [{ page: { minimum: 0, default: 1 } }, { page: 3 }],
  [{ offset: {} }, { offset: 7 }],
  [{ offset: { minimum: 1 } }, { offset: 8 }],
  [{ offset: {}, page: {} }, { page: 3 }],
  // It asks whether there are pages.
  [{ page: { type: 'boolean' } }, undefined],
])('with %j, %j follows two pages with seven records', (parameters, query) => {
  const list = Object.entries(parameters).map(([name, schema]) => ({ name, in: 'query', schema }));
  const excerpt = { document: { openapi: '3.1.0' }, operation: { parameters: list } };
  expect(pageAfter({ excerpt } as never, 2, 7)).toEqual(query);
});
