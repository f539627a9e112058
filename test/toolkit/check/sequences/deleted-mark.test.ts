import { expect, test } from '@jest/globals';
import { isMarked } from '../../../../src/toolkit/check/sequences/deleted-mark.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A run in which another record has these fields before and after it is deleted. */
function runOf(before?: Fields, after?: Fields, status = 204) {
  const reads = [before, after].map((fields) => fields && { fields });
  return {
    session: { records: { fresh: async () => before && {} } },
    read: async () => reads.shift(),
    act: async () => ({ received: { status } }),
  } as never;
}

test.each<[fields: Fields, isSo: boolean]>([
  [{ deletedAt: '2026-01-01' }, true],
  [{ is_deleted: true }, true],
  [{ archived_on: '2026-01-01' }, true],
  [{ removed: 1 }, true],
  [{ deletedAt: null, archived: false }, false],
  [{ deletedBy: 'x', undeleted: true }, false],
])('whether %j has a mark: %s', async (fields, isSo) => {
  expect(await isMarked(runOf(), fields)).toBe(isSo);
});

test.each<[before: Fields, after: Fields, isSo: boolean]>([
  [{ status: 'active' }, { status: 'cancelled' }, true],
  [{ active: true }, { active: false }, true],
  [{ closedAt: null }, { closedAt: '2026-01-01' }, true],
  [{}, { closedAt: '2026-01-01' }, true],
  [{ status: 'active' }, { status: 'active' }, false],
  // These say nothing.
  [{ updatedAt: '2026-01-01' }, { updatedAt: '2026-01-02' }, false],
  [{ version: 1 }, { version: 2 }, false],
  [{ active: true }, { active: 'no' }, false],
])('whether a record that is %j, and %j after its DELETE, is in another state: %s', async (before, after, isSo) => {
  expect(await isMarked(runOf(before, after), {})).toBe(isSo);
});

test.each<[name: string, run: never]>([
  ['is not deleted', runOf({ active: true }, { active: false }, 409)],
  ['can not be read again', runOf({ active: true })],
])('a record that %s says nothing', async (_name, run) => {
  expect(await isMarked(run, {})).toBe(false);
});
