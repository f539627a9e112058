import { expect, test } from '@jest/globals';
import type { Operation } from '../../../../src/toolkit/contract/document/operations.ts';
import { isListOf, isReadList } from '../../../../src/toolkit/contract/resource/read-list.ts';

const operation = (method: string, path: string, location?: string) =>
  ({ method, path, parameters: location === undefined ? [] : [{ name: 'it', in: location }] }) as unknown as Operation;

test.each<[method: string, path: string, location: string | undefined, isList: boolean]>([
  ['get', '/trips', 'query', true],
  ['get', '/trips/', 'query', true],
  ['post', '/trips', 'query', false],
  ['get', '/trips/{id}', 'query', false],
  ['get', '/trips/{id}/', 'query', false],
  // There is nothing to ask for.
  ['get', '/trips', 'header', false],
  ['get', '/trips', undefined, false],
])('%s %s with a parameter in %s may be a list: %s', (method, path, location, isList) => {
  expect(isReadList(operation(method, path, location))).toBe(isList);
});

test.each<[path: string, pointer: string, isList: boolean]>([
  ['/trips', '', true],
  ['/trips', '/data', true],
  ['/trips', '/_embedded/items', true],
  ['/trips', '/trips', true],
  ['/trips/', '/trips', true],
  ['/all-trips.json', '/allTrips', true],
  ['/buses/{id}/trips', '/trips', true],
  ['/trips', '/_embedded/trips', true],
  // A trip that is read has them.
  ['/trips/latest', '/stops', false],
  ['/files/trash', '/path_collection/entries', false],
  ['/tax-numbers/check', '/matchedCompanies', false],
])('what %s responds with has its list at "%s": %s', (path, pointer, isList) => {
  expect(isListOf(operation('get', path), pointer)).toBe(isList);
});
