import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { LowdbStore } from '../../../src/webhooks/store/lowdb-store.ts';
import { checkStore, repairStore } from '../../../src/webhooks/store/repair.ts';
import { inFolder } from '../../files.ts';
import { user, webhook } from '../records.ts';
import { idsIn } from './killed-store.ts';
import { describeStore } from './store-cases.ts';

describeStore((run) => inFolder({}, (folder) => run(() => LowdbStore.open(folder))));

test('a backup does not overwrite a file, and temporary files of a killed process are removed', () =>
  inFolder({ 'copy.json': 'mine' }, async (folder) => {
    const data = join(folder, 'data');
    await mkdir(data);
    await writeFile(join(data, 'db.json.3f0c5f4e.tmp'), '[');
    const store = await LowdbStore.open(data);
    expect(await readdir(data)).not.toContain('db.json.3f0c5f4e.tmp');
    await expect(store.backup(join(folder, 'copy.json'))).rejects.toThrow('is there already');
    await expect(store.backup(join(data, 'journal-9.jsonl'))).rejects.toThrow("is in the store's own folder");
    await expect(store.backup(join(folder, 'missing/copy.json'))).rejects.toMatchObject({
      code: 'STORE_IO',
      message: expect.stringContaining("can't be written: ENOENT"),
    });
    await store.close();
  }));

test('a snapshot is written when the journal is larger, during changes', () =>
  inFolder({}, async (folder) => {
    const store = await LowdbStore.open(folder, { snapshotAfter: 2000 });
    const ids = Array.from({ length: 300 }, (_, index) => index + 1);
    await Promise.all(ids.map(() => store.create((id) => webhook(id))));
    for (const id of ids)
      await store.change('webhooks', id, (current) =>
        id % 3 === 0 ? undefined : current && { ...current, Name: 'new' },
      );
    await store.close();
    const { journal } = { journal: (await readdir(folder)).filter((name) => name.startsWith('journal-')) };
    expect(journal).toHaveLength(1);
    expect(Number(/\d+/.exec(journal[0] as string)?.[0])).toBeGreaterThan(5);
    expect(await idsIn(folder)).toEqual(ids.filter((id) => id % 3 !== 0));
  }));

test('a backup that is made during changes is a store', () =>
  inFolder({}, async (folder) => {
    const source = join(folder, 'source');
    const target = join(folder, 'target');
    await mkdir(source);
    await mkdir(target);
    const store = await LowdbStore.open(source);
    await Promise.all(Array.from({ length: 5000 }, () => store.create((id) => webhook(id))));
    const copying = store.backup(join(target, 'db.json'));
    const during = Promise.all([
      ...Array.from({ length: 50 }, () => store.create((id) => webhook(id))),
      ...Array.from({ length: 50 }, (_, index) => store.change('webhooks', index + 1, () => undefined)),
    ]);
    await Promise.all([copying, during]);
    await store.change('users', 'ann@example.com', () => user('ann@example.com'));
    const copy = await LowdbStore.open(target);
    const { entries } = await copy.list('webhooks');
    const ids = entries.map(({ Id }) => Id);
    expect(ids.filter((id) => id > 50 && id <= 5000)).toHaveLength(4950);
    expect((await copy.create((id) => webhook(id))).Id).toBeGreaterThan(Math.max(...ids));
    await copy.close();
    await store.close();
    await expect(LowdbStore.open(target).then((again) => again.close())).resolves.toBeUndefined();
  }));

test('a second process, or a second opening, is refused', () =>
  inFolder({}, async (folder) => {
    const store = await LowdbStore.open(folder);
    const refusal = { code: 'STORE_LOCKED', message: expect.stringContaining('is in use by another process') };
    await expect(LowdbStore.open(folder)).rejects.toMatchObject(refusal);
    await expect(checkStore(folder)).rejects.toMatchObject(refusal);
    await store.close();
    expect(await idsIn(folder)).toEqual([]);
  }));

test('a folder with other files is not changed, and an emptied one is not a new store', () =>
  inFolder({ 'other/notes.txt': 'mine', 'emptied/signing-key': 'x' }, async (folder) => {
    await expect(LowdbStore.open(join(folder, 'other'))).rejects.toMatchObject({ code: 'STORE_FOREIGN' });
    await expect(LowdbStore.open(join(folder, 'emptied'))).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
    for (const name of ['other', 'nowhere'])
      await expect(repairStore(join(folder, name), new Date(0))).rejects.toMatchObject({ code: 'STORE_FOREIGN' });
  }));
