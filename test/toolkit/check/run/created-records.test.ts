import { expect, test } from '@jest/globals';
import type { TestRecord } from '../../../../src/toolkit/check/plan/test-record.ts';
import { CreatedRecords } from '../../../../src/toolkit/check/run/created-records.ts';
import type { Resource } from '../../../../src/toolkit/contract/resource/resources.ts';

const [shelves, books] = ['/shelves', '/books'].map((path) => ({ path })) as [Resource, Resource];
const recordOf = (resource = shelves, id: unknown = 1, variables: unknown[] = []) =>
  ({ resource, id, variables }) as unknown as TestRecord;

test.each<[what: string, other: TestRecord, isSame: boolean]>([
  ['the same id', recordOf(), true],
  ['the same id, as a text', recordOf(shelves, '1'), true],
  ['another id', recordOf(shelves, 2), false],
  ['the same id in another place', recordOf(shelves, 1, ['north']), false],
  ['the same id of another resource', recordOf(books), false],
])('a record with %s', (_what, other, isSame) => {
  const created = new CreatedRecords();
  const record = recordOf();
  for (const one of [record, other]) created.add(one);
  expect(created.twinOf(record)).toBe(isSame ? other : undefined);
  expect(created.mayBeGone(record)).toBe(false);
  created.noteDeleting(other);
  expect(created.mayBeGone(record)).toBe(isSame);
  expect(created.delete(record)).toEqual(isSame ? [record, other] : [record]);
  expect(created.newestFirst()).toEqual(isSame ? [] : [other]);
  expect(created.delete(record)).toEqual([]);
});

test('a record that only one create has made is there until it is deleted', () => {
  const created = new CreatedRecords();
  const record = recordOf();
  created.add(record);
  created.noteDeleting(record);
  expect(created.mayBeGone(record)).toBe(false);
});

test('the newest record of a resource is the one that was added last', () => {
  const created = new CreatedRecords();
  const [first, second, book] = [recordOf(), recordOf(shelves, 2), recordOf(books)];
  for (const one of [first, second, book]) created.add(one);
  expect(created.newestOf(shelves)).toBe(second);
  expect(created.newestFirst()).toEqual([book, second, first]);
});
