import { mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { LowdbStore } from '../../../src/webhooks/store/lowdb-store.ts';
import { restoreStore } from '../../../src/webhooks/store/restore.ts';
import type { StoreEvent } from '../../../src/webhooks/store/store-options.ts';
import { inFolder } from '../../files.ts';
import { webhook } from '../records.ts';
import { idsIn, nextIdIn } from './killed-store.ts';
import { oldSnapshot } from './old-format.ts';

const time = '2026-11-26T10:00:00.000Z';

/** Runs a test with a backup of two webhooks. */
function withBackup(run: (root: string, backup: string) => Promise<void>): Promise<void> {
  return inFolder({}, async (root) => {
    await mkdir(join(root, 'source'));
    const store = await LowdbStore.open(join(root, 'source'), {
      clock: { now: () => new Date(time), monotonicMs: () => 0 },
    });
    for (let count = 0; count < 2; count++) await store.create((id) => webhook(id));
    await store.backup(join(root, 'backup.json'));
    // Given after the backup.
    await store.create((id) => webhook(id));
    await store.close();
    await run(root, join(root, 'backup.json'));
  });
}

test.each([
  ['the ids after the backup are given again', undefined, 3],
  ['or skipped', 4, 4],
])('a restored backup says from which time it is: %s', (_name, idsFrom, nextId) =>
  withBackup(async (root, backup) => {
    const folder = join(root, 'restored');
    expect(await restoreStore(folder, backup, idsFrom)).toEqual({ webhooks: 2, users: 0, nextId, backedUpOn: time });
    expect(await idsIn(folder)).toEqual([1, 2]);
    expect(await nextIdIn(folder)).toBe(nextId);
  }),
);

test.each([
  ['before last-commit.json', ['db.json', 'last-commit.json'], false],
  ['before db.json', ['db.json'], false],
  ["of an earlier version's backup", ['db.json'], true],
])('a restore that was interrupted is no empty store, and can be repeated: %s', (_name, missing, isOld) =>
  withBackup(async (root, written) => {
    const backup = isOld ? join(root, 'old.json') : written;
    if (isOld) await writeFile(backup, oldSnapshot(0));
    const folder = join(root, 'restored');
    await restoreStore(folder, backup);
    for (const name of missing) await rm(join(folder, name));
    await expect(idsIn(folder)).rejects.toThrow('a restore was interrupted here');
    await restoreStore(folder, backup);
    expect(await idsIn(folder)).toEqual(isOld ? [1] : [1, 2]);
  }),
);

test('a backup in an empty folder is a store, and its first start says from which time it is', () =>
  withBackup(async (root, backup) => {
    await mkdir(join(root, 'copied'));
    await writeFile(join(root, 'copied/db.json'), await readFile(backup));
    const events: StoreEvent[] = [];
    const onEvent = (event: StoreEvent) => events.push(event);
    expect(await idsIn(join(root, 'copied'), { onEvent })).toEqual([1, 2]);
    const message = expect.stringMatching(`db.json: this store is restored from a backup of ${time}.*--ids-from`);
    expect(events).toEqual([{ level: 'warn', message }]);
    expect(await idsIn(join(root, 'copied'), { onEvent })).toEqual([1, 2]);
    expect(events).toHaveLength(1);
  }));

test('a backup over the snapshot of a store is refused, and the store is as it was', () =>
  withBackup(async (root, backup) => {
    const path = join(root, 'source/db.json');
    const before = await readFile(path);
    await writeFile(path, await readFile(backup));
    await expect(idsIn(join(root, 'source'))).rejects.toMatchObject({
      code: 'STORE_DAMAGED',
      message: expect.stringMatching(
        `is a backup of ${time}, and .*journal-2.jsonl belongs to the store .* store restore`,
      ),
    });
    await writeFile(path, before);
    expect(await idsIn(join(root, 'source'))).toEqual([1, 2, 3]);
  }));

test('a backup whose first start was interrupted is a store', () =>
  withBackup(async (root, backup) => {
    const folder = join(root, 'restored');
    await restoreStore(folder, backup);
    await writeFile(join(folder, 'db.json'), await readFile(backup));
    expect(await idsIn(folder)).toEqual([1, 2]);
  }));

test.each<
  [name: string, code: string, message: string, prepare: (root: string) => Promise<[folder: string, file: string]>]
>([
  ['a folder with a store', 'STORE_FOREIGN', 'holds a store', async (root) => ['source', join(root, 'backup.json')]],
  [
    'a link to a store',
    'STORE_FOREIGN',
    'holds a store',
    async (root) => {
      await symlink(join(root, 'source'), join(root, 'link'));
      return ['link', join(root, 'backup.json')];
    },
  ],
  [
    'a folder with other files',
    'STORE_FOREIGN',
    'is not empty (notes.txt)',
    async (root) => {
      await mkdir(join(root, 'other'));
      await writeFile(join(root, 'other/notes.txt'), 'mine');
      return ['other', join(root, 'backup.json')];
    },
  ],
  [
    'the snapshot of a store',
    'STORE_FOREIGN',
    "is a store's snapshot, which needs its journal",
    async (root) => ['new', join(root, 'source/db.json')],
  ],
  ['a folder as backup', 'STORE_IO', 'is not a file', async (root) => ['new', root]],
  ['no backup', 'STORE_IO', "can't be read: ENOENT", async (root) => ['new', join(root, 'none.json')]],
  [
    'half a backup',
    'STORE_DAMAGED',
    'put it into an empty folder as db.json',
    async (root) => {
      await truncate(join(root, 'backup.json'), 200);
      return ['new', join(root, 'backup.json')];
    },
  ],
])('restore is refused: %s', (_name, code, message, prepare) =>
  withBackup(async (root) => {
    const [folder, file] = await prepare(root);
    const refusal = { code, message: expect.stringContaining(message) };
    await expect(restoreStore(join(root, folder), file)).rejects.toMatchObject(refusal);
    expect(await idsIn(join(root, 'source'))).toEqual([1, 2, 3]);
  }),
);

test('--ids-from is above the ids of the backup, which may be of the format before', () =>
  inFolder({ 'backup.json': oldSnapshot(0, 7) }, async (root) => {
    const restore = (idsFrom: number) => restoreStore(join(root, 'new'), join(root, 'backup.json'), idsFrom);
    await expect(restore(7)).rejects.toThrow('the backup has ids up to 7: --ids-from must be 8 or more');
    expect(await restore(100)).toEqual({ webhooks: 1, users: 0, nextId: 100, backedUpOn: undefined });
    expect(await nextIdIn(join(root, 'new'))).toBe(100);
  }));
