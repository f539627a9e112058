import { copyFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { checkStore, repairStore } from '../../../src/webhooks/store/repair.ts';
import { idsIn, journalName, nextIdIn, withKilledStore } from './killed-store.ts';

test('a repair rebuilds the store from what can be read, and keeps the damaged files', () =>
  withKilledStore(async ({ folder }) => {
    const path = join(folder, 'journal-2.jsonl');
    const lines = (await readFile(path, 'utf8')).split('\n');
    const damaged = lines.with(2, lines[2]?.replace('Webhook 4', 'Webhook 5') ?? '').join('\n');
    await writeFile(path, damaged);
    const { kept, damage } = await repairStore(folder, new Date(0));
    expect(damage).toHaveLength(1);
    expect(await readFile(kept.find((file) => file.endsWith('journal-2.jsonl')) as string, 'utf8')).toBe(damaged);
    expect(await idsIn(folder)).toEqual([1, 2, 3]);
    expect(await checkStore(folder)).toMatchObject({ webhooks: 3, damage: [] });
  }));

test('a repair also reads what follows the damage', () =>
  withKilledStore(async ({ folder }) => {
    const path = join(folder, 'journal-2.jsonl');
    await writeFile(path, (await readFile(path, 'utf8')).replace('Webhook 3', 'Webhook x'));
    const { damage, webhooks } = await repairStore(folder, new Date(0));
    expect(damage).toEqual([expect.stringContaining("this line's checksum doesn't match")]);
    expect(webhooks).toBe(3);
    expect(await idsIn(folder)).toEqual([1, 2, 4]);
  }));

async function change(folder: string, name: string, how: (text: string) => string): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, how(await readFile(path, 'utf8')));
}

const withoutLines = (count: number) => (text: string) =>
  `${text
    .split('\n')
    .slice(0, -1 - count)
    .join('\n')}\n`;

test.each<[name: string, damage: (folder: string) => Promise<void>, ids: number[], next: number]>([
  ['the last commit is cut off', (folder) => change(folder, journalName, withoutLines(1)), [1, 2, 3, 4, 5], 6],
  ['all commits are cut off', (folder) => change(folder, journalName, withoutLines(4)), [1, 2], 6],
  ['the journal is empty', (folder) => truncate(join(folder, journalName), 0), [1, 2], 6],
  ['the journal is missing', (folder) => rm(join(folder, journalName)), [1, 2], 6],
  ['the snapshot is missing', (folder) => rm(join(folder, 'db.json')), [3, 4], 6],
  ['the snapshot is empty', (folder) => truncate(join(folder, 'db.json')), [3, 4], 6],
  ['last-commit.json is missing', (folder) => rm(join(folder, 'last-commit.json')), [1, 2, 3, 4], 1_000_006],
  ['the header is damaged', (folder) => change(folder, 'db.json', (text) => text.replace('"f', '"F')), [1, 2, 3, 4], 6],
  [
    'all but last-commit.json is missing',
    async (folder) => {
      for (const name of ['db.json', journalName]) await rm(join(folder, name));
    },
    [],
    6,
  ],
  [
    'the end of the journal and last-commit.json are missing',
    async (folder) => {
      await change(folder, journalName, (text) => text.slice(0, -100));
      await rm(join(folder, 'last-commit.json'));
    },
    [1, 2, 3, 4],
    1_000_005,
  ],
])('a repair never gives an id again: %s', (_name, damage, ids, next) =>
  withKilledStore(async ({ folder }) => {
    await damage(folder);
    await expect(idsIn(folder)).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
    const { nextId, kept } = await repairStore(folder, new Date(0));
    expect([nextId, kept.length > 0]).toEqual([next, true]);
    expect(await checkStore(folder)).toMatchObject({ webhooks: ids.length, damage: [] });
    expect(await idsIn(folder)).toEqual(ids);
    expect(await nextIdIn(folder)).toBe(next);
    expect(await idsIn(folder)).toEqual([...ids, next]);
  }),
);

test('the last id stands in the snapshot twice, and more are skipped if nothing says what the journal held', () =>
  withKilledStore(async ({ folder }) => {
    expect(await idsIn(folder)).toEqual([1, 2, 3, 4]);
    await change(folder, 'db.json', (text) => text.replace('"f', '"F'));
    expect(await checkStore(folder)).toMatchObject({ nextId: 6 });
    await rm(join(folder, 'last-commit.json'));
    await repairStore(folder, new Date(0));
    expect(await nextIdIn(folder)).toBe(1_000_006);
  }));

test('swapped commits are applied in the order of their numbers', () =>
  withKilledStore(async ({ folder }) => {
    await change(folder, journalName, (text) => {
      const lines = text.split('\n');
      return lines
        .with(3, lines[4] as string)
        .with(4, lines[3] as string)
        .join('\n');
    });
    await repairStore(folder, new Date(0));
    expect(await idsIn(folder)).toEqual([1, 2, 3, 4]);
  }));

test('a journal of another store is not applied', () =>
  withKilledStore((other) =>
    withKilledStore(async ({ folder }) => {
      await copyFile(join(other.folder, journalName), join(folder, journalName));
      const { damage } = await repairStore(folder, new Date(0));
      expect(damage[0]).toContain('this journal belongs to another store');
      expect(await idsIn(folder)).toEqual([1, 2]);
      expect(await nextIdIn(folder)).toBe(6);
    }),
  ));
