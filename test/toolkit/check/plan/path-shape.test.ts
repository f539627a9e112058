import { expect, test } from '@jest/globals';
import { groupByShape, recordSegmentsIn, shapeOf } from '../../../../src/toolkit/check/plan/path-shape.ts';
import type { Operation } from '../../../../src/toolkit/contract/document/operations.ts';
import type { Resource } from '../../../../src/toolkit/contract/resource/resources.ts';

test.each([
  ['/books/{id}', '/books/{}'],
  ['/books/{isbn}/', '/books/{}'],
  ['/books/{id}/notes', '/books/{}/notes'],
])('the shape of %s is %s', (path, shape) => {
  expect(shapeOf(path)).toBe(shape);
});

test('operations of one shape stay in their order', () => {
  const operations = ['/b/{id}', '/a', '/b/{key}/'].map((path) => ({ path }) as Operation);
  expect([...groupByShape(operations)]).toEqual([
    ['/b/{}', [operations[0], operations[2]]],
    ['/a', [operations[1]]],
  ]);
});

test.each<[path: string, collection: string, segments: string[] | undefined]>([
  ['/books/7', '/books', ['books', '7']],
  ['/api/v1/books/7', '/books', ['books', '7']],
  ['/jobs/7', '/books', undefined],
  ['/books', '/books', undefined],
  ['/owners/1/books/7', '/owners/{id}/books', ['owners', '1', 'books', '7']],
  ['/books', '/{owner}/books', undefined],
])('%s is that of a record of %s: %j', (path, collection, segments) => {
  const resource: Resource = { path: collection, operations: new Map(), idInResponse: undefined, foundBy: 'paths' };
  expect(recordSegmentsIn(path, resource)).toEqual(segments);
});
