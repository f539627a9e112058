import { copyFile, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { LowdbStore, type StoreEvent, type StoreOptions } from '../../../src/webhooks/store/lowdb-store.ts';
import { checkStore, repairStore } from '../../../src/webhooks/store/repair.ts';
import { inFolder } from '../../files.ts';
import { user, webhook } from '../records.ts';
import { describeStore } from './store-cases.ts';

describeStore((run) => inFolder({}, (folder) => run(() => LowdbStore.open(folder))));

/** A store with two webhooks in its snapshot and two in its journal, as a process that was killed leaves it. */
async function killedStore(folder: string): Promise<void> {
  const first = await LowdbStore.open(folder);
  for (let count = 0; count < 2; count++) await first.create((id) => webhook(id));
  await first.close();
  const second = await LowdbStore.open(folder);
  for (let count = 0; count < 2; count++) await second.create((id) => webhook(id));
  const names = (await readdir(folder)).filter((name) => name !== 'lock');
  await mkdir(join(folder, '.copy'));
  for (const name of names) await copyFile(join(folder, name), join(folder, '.copy', name));
  await second.close();
  for (const name of (await readdir(folder)).filter((other) => other !== '.copy')) await rm(join(folder, name));
  for (const name of names) await copyFile(join(folder, '.copy', name), join(folder, name));
}

async function idsIn(folder: string, options?: StoreOptions): Promise<number[]> {
  const store = await LowdbStore.open(folder, options);
  const { entries } = await store.list('webhooks');
  await store.close();
  return entries.map(({ Id }) => Id);
}

test('a killed process has lost nothing', () =>
  inFolder({}, async (folder) => {
    await killedStore(folder);
    expect((await readdir(folder)).sort()).toEqual(['.copy', 'db.json', 'journal-2.jsonl']);
    expect(await idsIn(folder)).toEqual([1, 2, 3, 4]);
  }));

test('the journal cut off at each byte of its last two commits', () =>
  inFolder({}, async (folder) => {
    await killedStore(folder);
    const journal = await readFile(join(folder, 'journal-2.jsonl'));
    const starts = [...journal.toString().matchAll(/\n/g)].map(({ index }) => index + 1).slice(0, -1);
    const [third = 0, fourth = 0] = starts;
    for (let length = journal.length; length >= third; length--) {
      await rm(join(folder, 'lock'), { force: true });
      for (const name of await readdir(folder)) if (name !== '.copy') await rm(join(folder, name));
      for (const name of await readdir(join(folder, '.copy'))) {
        await copyFile(join(folder, '.copy', name), join(folder, name));
      }
      await truncate(join(folder, 'journal-2.jsonl'), length);
      const events: StoreEvent[] = [];
      const ids = await idsIn(folder, { onEvent: (event) => events.push(event) });
      // The line's end is all that may be missing of a commit that counts.
      const wanted = length >= journal.length - 1 ? 4 : length >= fourth - 1 ? 3 : 2;
      expect([length, ids.length]).toEqual([length, wanted]);
      const isWhole = length >= journal.length - 1 || length === fourth - 1 || length === fourth || length === third;
      expect([length, events.map(({ message }) => message)]).toEqual([
        length,
        isWhole ? [] : [expect.stringContaining('the last commit is incomplete')],
      ]);
    }
  }));

test.each<[name: string, file: string, damage: (file: string) => Promise<void>]>([
  ['an empty snapshot', 'db.json', (file) => writeFile(file, '')],
  ['a missing snapshot', 'db.json', (file) => rm(file)],
  ['an empty journal', 'journal-2.jsonl', (file) => writeFile(file, '')],
  ['a missing journal', 'journal-2.jsonl', (file) => rm(file)],
  ['a snapshot without its end', 'db.json', async (file) => truncate(file, (await readFile(file)).length - 4)],
])('%s stops the start, with the position, and can be repaired', (_name, file, damage) =>
  inFolder({}, async (folder) => {
    await killedStore(folder);
    await damage(join(folder, file));
    const message = expect.stringMatching(`${file}, byte \\d+: .* store repair`);
    await expect(LowdbStore.open(folder)).rejects.toMatchObject({ code: 'STORE_DAMAGED', message });
    expect((await checkStore(folder)).damage[0]).toContain(file);
    const { webhooks } = await repairStore(folder, new Date(0));
    expect(await idsIn(folder)).toHaveLength(webhooks);
  }),
);

test.each(['db.json', 'journal-2.jsonl'])('each flipped byte of %s is found', (file) =>
  inFolder({}, async (folder) => {
    await killedStore(folder);
    const path = join(folder, file);
    const good = await readFile(path);
    for (let index = 0; index < good.length; index++) {
      const bad = Buffer.from(good);
      bad[index] = (bad[index] as number) ^ 0x10;
      await writeFile(path, bad);
      const opened = await LowdbStore.open(folder).catch((error: { code?: string }) => error.code);
      if (typeof opened !== 'string') await opened?.close();
      expect([index, opened]).toEqual([index, 'STORE_DAMAGED']);
    }
  }),
);

test('a repair rebuilds the store from what can be read, and keeps the damaged files', () =>
  inFolder({}, async (folder) => {
    await killedStore(folder);
    const path = join(folder, 'journal-2.jsonl');
    const lines = (await readFile(path, 'utf8')).split('\n');
    const damaged = [lines[0], lines[1], lines[2]?.replace('Webhook 4', 'Webhook 5'), ''].join('\n');
    await writeFile(path, damaged);
    const { kept, damage } = await repairStore(folder, new Date(0));
    expect(damage).toHaveLength(1);
    expect(await readFile(kept.find((file) => file.endsWith('journal-2.jsonl')) as string, 'utf8')).toBe(damaged);
    expect(await idsIn(folder)).toEqual([1, 2, 3]);
    expect(await checkStore(folder)).toMatchObject({ webhooks: 3, damage: [] });
  }));

test('a repair also reads what follows the damage', () =>
  inFolder({}, async (folder) => {
    await killedStore(folder);
    const path = join(folder, 'journal-2.jsonl');
    await writeFile(path, (await readFile(path, 'utf8')).replace('Webhook 3', 'Webhook x'));
    const { damage, webhooks } = await repairStore(folder, new Date(0));
    expect(damage).toEqual([expect.stringContaining("this line's checksum doesn't match")]);
    expect(webhooks).toBe(3);
    expect(await idsIn(folder)).toEqual([1, 2, 4]);
  }));

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
