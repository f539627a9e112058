import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Journal } from '../../../src/webhooks/store/journal.ts';
import { createLastCommit } from '../../../src/webhooks/store/last-commit.ts';
import { LowdbStore } from '../../../src/webhooks/store/lowdb-store.ts';
import { checkStore, repairStore } from '../../../src/webhooks/store/repair.ts';
import type { StoreEvent } from '../../../src/webhooks/store/store-options.ts';
import { inFolder } from '../../files.ts';
import { event } from './killed-deliveries.ts';
import { idsIn, journalName, nextIdIn, openedAs, withKilledStore } from './killed-store.ts';
import { oldJournal, oldSnapshot, turnIntoFormat2, writeOldStore } from './old-format.ts';

test('a store of the format before is opened without loss, and is rewritten once', () =>
  inFolder({}, async (folder) => {
    await writeOldStore(folder);
    expect(await checkStore(folder)).toMatchObject({ webhooks: 4, damage: [] });
    const events: StoreEvent[] = [];
    const onEvent = (event: StoreEvent) => events.push(event);
    expect(await idsIn(folder, { onEvent })).toEqual([1, 2, 3, 4]);
    expect(events).toEqual([{ level: 'warn', message: expect.stringContaining('files of an earlier version') }]);
    expect((await readdir(folder)).sort()).toEqual(['db.json', 'journal-4.jsonl', 'last-commit.json', 'lock']);
    expect(await idsIn(folder, { onEvent })).toEqual([1, 2, 3, 4]);
    expect(events).toHaveLength(1);
    expect(await nextIdIn(folder)).toBe(5);
  }));

test('an upgrade that was interrupted after each of its steps goes on', () =>
  inFolder({}, async (folder) => {
    const header = { store: 'a', journal: 4, commit: 3 };
    const path = join(folder, 'journal-4.jsonl');
    for (const steps of [
      [() => Journal.create(path, header).then((journal) => journal.close())],
      [
        () => Journal.create(path, header).then((journal) => journal.close()),
        () => createLastCommit(folder, { store: 'a', commit: 3, lastId: 4 }),
      ],
    ]) {
      for (const name of await readdir(folder)) await rm(join(folder, name));
      await writeOldStore(folder);
      for (const step of steps) await step();
      expect(await idsIn(folder)).toEqual([1, 2, 3, 4]);
      expect(await nextIdIn(folder)).toBe(5);
    }
  }));

test.each<[name: string, damage: (folder: string) => Promise<void>]>([
  ['a journal in the middle without its end', (folder) => truncate(join(folder, 'journal-2.jsonl'), 100)],
  ['a journal without its first commit', (folder) => writeFile(join(folder, 'journal-3.jsonl'), oldJournal(3, []))],
  ['a missing journal', (folder) => rm(join(folder, 'journal-2.jsonl'))],
])('damage of the format before is found as it was: %s', (name, damage) =>
  inFolder({}, async (folder) => {
    await writeOldStore(folder);
    await damage(folder);
    // No number says what the last journal held.
    expect(await openedAs(folder)).toEqual(name.includes('first commit') ? [1, 2, 3] : 'STORE_DAMAGED');
  }),
);

test('a repair of the format before skips ids if none of its files says the last one', () =>
  inFolder({}, async (folder) => {
    await writeOldStore(folder);
    const path = join(folder, 'db.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace('lastId', 'lastiD'));
    expect(await repairStore(folder, new Date(0))).toMatchObject({ webhooks: 4, nextId: 1_000_005 });
    expect(await nextIdIn(folder)).toBe(1_000_005);
  }));

test('a backup of the format before is a store, and no version opens files of a later one', () =>
  inFolder({ 'db.json': oldSnapshot(0, 7) }, async (folder) => {
    expect(await nextIdIn(folder)).toBe(8);
    for (const [name, from, to] of [
      ['db.json', /^\[\n.*/, (payload: string) => `[\n${payload},`],
      ['journal-2.jsonl', /^.*/, (payload: string) => payload],
    ] as const) {
      const good = await readFile(join(folder, name), 'utf8');
      const later = oldJournal(3, []).replace('"format":1', '"format":4').trim();
      const text = later.slice(later.indexOf(',') + 1, -1);
      const { crc32 } = await import('node:zlib');
      await writeFile(join(folder, name), good.replace(from, to(`[${crc32(text)},${text}]`)));
      await expect(idsIn(folder)).rejects.toMatchObject({
        code: 'STORE_FOREIGN',
        message: expect.stringMatching(`${name} has format 4, and this version reads up to 3: use a later version`),
      });
      await writeFile(join(folder, name), good);
    }
  }));

test('a store of format 2 is opened without loss, and is rewritten before it has deliveries', () =>
  withKilledStore(async ({ folder, reset }) => {
    for (const isInterrupted of [false, true]) {
      await reset();
      const { store: id } = JSON.parse((await readFile(join(folder, 'last-commit.json'), 'utf8')).slice(0, 512))[1];
      await turnIntoFormat2(folder, journalName);
      expect(await checkStore(folder)).toMatchObject({ webhooks: 4, damage: [] });
      if (isInterrupted) {
        const begun = await Journal.create(join(folder, 'journal-3.jsonl'), { store: id, journal: 3, commit: 6 });
        await begun.close();
      }
      const events: StoreEvent[] = [];
      const onEvent = (found: StoreEvent) => events.push(found);
      const store = await LowdbStore.open(folder, { onEvent });
      expect(events).toEqual([{ level: 'warn', message: expect.stringContaining('files of an earlier version') }]);
      await store.deliveries.accept([{ ...event(1), acceptedOn: new Date().toISOString() }]);
      expect((await store.deliveries.pending()).count).toBe(4);
      for (const name of await readdir(folder)) {
        if (/^(db|journal|last)/.test(name))
          expect(await readFile(join(folder, name), 'utf8')).not.toContain('"format":2');
      }
      await store.close();
      expect(await idsIn(folder, { onEvent })).toEqual([1, 2, 3, 4]);
      expect(events).toHaveLength(1);
    }
  }));
