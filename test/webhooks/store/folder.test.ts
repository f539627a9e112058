import { chmod, chown, link, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import pino from 'pino';
import { readConfig } from '../../../src/webhooks/config.ts';
import { openStore } from '../../../src/webhooks/open-store.ts';
import { checkMode } from '../../../src/webhooks/store/folder-permissions.ts';
import { LowdbStore } from '../../../src/webhooks/store/lowdb-store.ts';
import { checkStore, repairStore } from '../../../src/webhooks/store/repair.ts';
import { restoreStore } from '../../../src/webhooks/store/restore.ts';
import type { StoreEvent } from '../../../src/webhooks/store/store-options.ts';
import { inFolder } from '../../files.ts';
import { idsIn, withKilledStore } from './killed-store.ts';

test.each<[name: string, change: (folder: string) => Promise<void>, message: string | undefined]>([
  ['0700', (folder) => chmod(folder, 0o700), undefined],
  ['0755', (folder) => chmod(folder, 0o755), undefined],
  ['0750 with the set-group-id bit', (folder) => chmod(folder, 0o2750), undefined],
  ['0770', (folder) => chmod(folder, 0o770), 'can be written by its group (mode 0770)'],
  ['0777', (folder) => chmod(folder, 0o777), 'can be written by its group and everybody (mode 0777)'],
  ['0702', (folder) => chmod(folder, 0o702), 'can be written by everybody (mode 0702)'],
  ['1777', (folder) => chmod(folder, 0o1777), '(mode 1777)'],
  [
    'a journal that others can write',
    (folder) => chmod(join(folder, 'journal-2.jsonl'), 0o666),
    'journal-2.jsonl can be written by its group and everybody',
  ],
  [
    'the same in a folder that others cannot enter',
    async (folder) => {
      await chmod(folder, 0o700);
      await chmod(join(folder, 'journal-2.jsonl'), 0o666);
    },
    undefined,
  ],
])('a folder that others can write is refused with what to do: %s', (_name, change, message) =>
  withKilledStore(async ({ folder }) => {
    await chmod(folder, 0o755);
    await change(folder);
    const before = await readdir(folder);
    const opened = await idsIn(folder).catch((error: Error) => error);
    if (message === undefined) {
      expect(opened).toEqual([1, 2, 3, 4]);
      return;
    }
    expect(opened).toMatchObject({ code: 'STORE_EXPOSED', message: expect.stringContaining(message) });
    expect((opened as Error).message).toContain('`chmod go-w ');
    for (const run of [checkStore, (place: string) => repairStore(place, new Date(0))])
      await expect(run(folder)).rejects.toMatchObject({ code: 'STORE_EXPOSED' });
    expect(await readdir(folder)).toEqual(before);
  }),
);

const asRoot = process.geteuid?.() === 0 ? test : test.skip;

asRoot.each<[name: string, file: string]>([
  ['the folder', '.'],
  ['a file in it', 'db.json'],
])('what belongs to another user is refused: %s', (_name, file) =>
  withKilledStore(async ({ folder }) => {
    await chmod(folder, 0o755);
    await chown(join(folder, file), 65534, 65534);
    const message = expect.stringMatching(/belongs to the user 65534.*chown/);
    await expect(idsIn(folder)).rejects.toMatchObject({ code: 'STORE_EXPOSED', message });
  }),
);

test('a link to a folder is the folder, and new folders are for their owner alone', () =>
  inFolder({}, async (root) => {
    await mkdir(join(root, 'real'), { mode: 0o700 });
    await symlink(join(root, 'real'), join(root, 'link'));
    expect(await idsIn(join(root, 'link'))).toEqual([]);
    const { store } = await openStore(readConfig({ DATA_DIR: join(root, 'new/deep') }), pino({ level: 'silent' }));
    await store.close();
    expect(() => checkMode(join(root, 'new/deep'))).not.toThrow();
  }));

test('a folder on the way that everybody can write is only a warning', () =>
  inFolder({}, async (root) => {
    await mkdir(join(root, 'open/data'), { recursive: true });
    await chmod(join(root, 'open'), 0o777);
    const events: StoreEvent[] = [];
    await idsIn(join(root, 'open/data'), { onEvent: (event) => events.push(event) });
    expect(events).toEqual([{ level: 'warn', message: expect.stringMatching('open can be written by everybody') }]);
    await chmod(join(root, 'open'), 0o1777);
    await idsIn(join(root, 'open/data'), { onEvent: (event) => events.push(event) });
    expect(events).toHaveLength(1);
  }));

test.each([
  ['signing-key', 0o600, undefined],
  ['signing-key', 0o400, undefined],
  ['signing-key', 0o640, 'STORE_EXPOSED'],
  ['signing-key', 0o604, 'STORE_EXPOSED'],
  ['secrets-key', 0o600, undefined],
  ['secrets-key', 0o640, 'STORE_EXPOSED'],
  ['secrets-key', 0o604, 'STORE_EXPOSED'],
])('a %s of mode %o', (name, mode, code) =>
  withKilledStore(async ({ folder }) => {
    await writeFile(join(folder, name), `${'A'.repeat(43)}=`);
    await chmod(join(folder, name), mode);
    const opened = await openStore(readConfig({ DATA_DIR: folder }), pino({ level: 'silent' })).then(
      ({ store }) => store.close(),
      (error: { code: string; message: string }) => `${error.code} ${error.message}`,
    );
    expect(opened).toEqual(code && expect.stringMatching(`${code} .*chmod 600 .*${name}`));
  }),
);

test('a backup never gets into the folder of the store, whatever leads there, and follows no link', () =>
  inFolder({ 'mine.json': 'mine' }, async (root) => {
    const data = join(root, 'data');
    await mkdir(join(data, '.deep'), { recursive: true });
    await symlink(data, join(root, 'link'));
    await symlink(join(data, '.deep'), join(root, 'deeper'));
    await symlink(join(data, 'journal-9.jsonl'), join(root, 'dangling'));
    await link(join(root, 'mine.json'), join(root, 'hard'));
    await mkdir(join(root, 'other'));
    const store = await LowdbStore.open(data);
    const before = await readdir(data, { recursive: true });
    for (const [file, message] of [
      ['data/copy.json', "in the store's own folder"],
      ['data/.deep/copy.json', "in the store's own folder"],
      ['link/copy.json', "in the store's own folder"],
      ['deeper/copy.json', "in the store's own folder"],
      ['other/../data/copy.json', "in the store's own folder"],
      ['dangling', 'is there already'],
      ['link', 'is there already'],
      ['hard', 'is there already'],
      ['none/copy.json', "can't be written: ENOENT"],
      ['mine.json/copy.json', "can't be written: "],
    ] as const) {
      const refusal = { code: 'STORE_IO', message: expect.stringContaining(message) };
      await expect(store.backup(join(root, file))).rejects.toMatchObject(refusal);
    }
    expect(await readdir(data, { recursive: true })).toEqual(before);
    expect(await readFile(join(root, 'mine.json'), 'utf8')).toBe('mine');
    // Below the store's parent, and through a link to elsewhere, it is fine.
    await symlink(join(root, 'other'), join(root, 'elsewhere'));
    await store.backup(join(root, 'elsewhere/copy.json'));
    expect(await readdir(join(root, 'other'))).toEqual(['copy.json']);
    await store.close();
    await expect(restoreStore(join(root, 'new'), join(root, 'other/copy.json'))).resolves.toMatchObject({ nextId: 1 });
  }));
