import { expect, test } from '@jest/globals';
import { groupByShape } from '../../../../src/toolkit/check/plan/path-shape.ts';
import { resourceOfPut } from '../../../../src/toolkit/check/plan/put-resources.ts';
import type { Operation } from '../../../../src/toolkit/contract/document/operations.ts';

test.each<[put: string, others: string[], found: Record<string, string> | undefined]>([
  ['/a/{id}', ['post /a', 'get /a/', 'get /a/{key}/'], { replace: '/a/{id}', read: '/a/{key}/', list: '/a/' }],
  ['/a/{id}/', ['get /a/{id}', 'head /a/{id}', 'post /a'], { replace: '/a/{id}/', read: '/a/{id}' }],
  ['/a/{id}', ['delete /a/{id}', 'get /b/{id}', 'get /a/{id}/x'], undefined],
  ['/a/{id}/x', ['get /a/{id}/x'], undefined],
])('what PUT %s makes is found, beside %j, as %j', (path, others, found) => {
  const put = { method: 'put', path } as Operation;
  const operations = others.map((other) => {
    const [method, place] = other.split(' ');
    return { method, path: place } as unknown as Operation;
  });
  const resource = resourceOfPut(groupByShape([put, ...operations]), put);
  const paths = resource && [...resource.operations].map(([action, { operation }]) => [action, operation.path]);
  expect(paths && Object.fromEntries(paths)).toEqual(found);
});
