import { expect, test } from '@jest/globals';
import { listedResource } from '../../../../src/toolkit/check/plan/read-lists.ts';
import type { Operation } from '../../../../src/toolkit/contract/document/operations.ts';

const operation = (method: string, path: string) => ({ method, path, parameters: [] }) as unknown as Operation;

test.each<[list: string, method: string, path: string, id: string | undefined]>([
  ['/trips', 'get', '/trips/{tripId}', 'tripId'],
  ['/trips/', 'get', '/trips/{tripId}/', 'tripId'],
  ['/trips', 'delete', '/trips/{tripId}', undefined],
  ['/trips', 'get', '/trips/{tripId}/stops', undefined],
  ['/trips', 'get', '/trips/{tripId}.csv', undefined],
  ['/trips', 'get', '/tripsters/{tripId}', undefined],
])('what %s lists is read with %s %s: by %s', (path, method, other, id) => {
  const list = operation('get', path);
  const { operations } = listedResource(list, [list, operation(method, other)]);
  expect(operations.get('list')?.operation).toBe(list);
  expect(operations.get('read')?.id).toEqual(id && { in: 'path', name: id });
});
