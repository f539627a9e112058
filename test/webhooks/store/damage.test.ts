import { copyFile, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Journal } from '../../../src/webhooks/store/journal.ts';
import { createLastCommit } from '../../../src/webhooks/store/last-commit.ts';
import { checkStore } from '../../../src/webhooks/store/repair.ts';
import type { StoreEvent } from '../../../src/webhooks/store/store-options.ts';
import { webhook } from '../records.ts';
import { expectFlippedBytesFound, fileNames, idsIn, journalName, openedAs, withKilledStore } from './killed-store.ts';

/** Sets what a start knows of the acknowledged commits, as a power cut may leave it. */
async function acknowledge(folder: string, commit: number): Promise<{ store: string }> {
  const text = await readFile(join(folder, 'last-commit.json'), 'utf8');
  const { store } = JSON.parse(text.slice(0, 512))[1] as { store: string };
  await createLastCommit(folder, { store, commit, lastId: commit });
  return { store };
}

function endsOf(bytes: Buffer): number[] {
  return [...bytes.toString().matchAll(/\n/g)].map(({ index }) => index);
}

test('a killed process has lost nothing', () =>
  withKilledStore(async ({ folder }) => expect(await idsIn(folder)).toEqual([1, 2, 3, 4])));

test.each(['db.json', 'last-commit.json', journalName])('a folder in place of %s is named', (name) =>
  withKilledStore(async ({ folder }) => {
    await rm(join(folder, name));
    await mkdir(join(folder, name));
    await expect(idsIn(folder)).rejects.toThrow(`${join(folder, name)} is not a regular file: move it elsewhere`);
    await expect(checkStore(folder)).rejects.toThrow('is not a regular file');
  }),
);

test('the journal cut off at each byte: what was acknowledged is missed, commit by commit', () =>
  withKilledStore(async ({ folder }) => {
    const path = join(folder, journalName);
    const journal = await readFile(path);
    const ends = endsOf(journal);
    for (let length = journal.length - 2; length >= 0; length--) {
      // Inside of earlier commits, every place is like the one before.
      if (length > (ends[0] as number) + 2 && length < (ends.at(-3) as number) && !ends.includes(length)) continue;
      await writeFile(path, journal.subarray(0, length));
      const commits = 1 + ends.filter((end) => end <= length).length;
      const missing = commits === 5 ? 'commit 6 is missing' : `commits ${commits + 1} to 6 are missing`;
      const wanted = length < (ends[0] as number) ? `${journalName}, byte 0` : missing;
      const message = await idsIn(folder).catch((error: Error) => error.message);
      expect([length, message]).toEqual([length, expect.stringContaining(wanted)]);
    }
    // The line's end is all that may be missing of a commit.
    await writeFile(path, journal.subarray(0, -1));
    expect(await idsIn(folder)).toEqual([1, 2, 3, 4]);
  }));

test.each([
  ['a length that was not written', 0],
  ['zeros, as some file systems have them', 7],
])('after a power cut, an incomplete commit that was not noted is removed: %s', (_name, zeros) =>
  withKilledStore(async ({ folder, reset }) => {
    const path = join(folder, journalName);
    const journal = await readFile(path);
    const ends = endsOf(journal);
    const [fifth = 0, sixth = 0] = ends.slice(-2);
    const wanted = [
      [1, 2],
      [1, 2, 3],
      [1, 2, 3, 4],
      [1, 2, 3, 4, 5],
      [1, 2, 3, 4],
    ];
    const lengths = ends.flatMap((end) => [end - 1, end, end + 1]).filter((length) => length > (ends[0] as number));
    for (let length = fifth + 2; length < sixth - 1; length++) lengths.push(length);
    for (const length of lengths) {
      await reset();
      await acknowledge(folder, 2);
      await writeFile(path, Buffer.concat([journal.subarray(0, length), Buffer.alloc(zeros)]));
      const events: StoreEvent[] = [];
      const ids = await idsIn(folder, { onEvent: (event) => events.push(event) });
      const lines = ends.filter((end) => (zeros === 0 ? end <= length : end < length)).length;
      expect([length, ids]).toEqual([length, wanted[lines - 1]]);
      const isWhole = zeros === 0 && ends.some((end) => length === end || length === end + 1);
      const removed = [expect.stringMatching(/byte \d+: the last commit is incomplete/)];
      expect([length, events.map(({ message }) => message)]).toEqual([length, isWhole ? [] : removed]);
    }
  }),
);

test('a commit of which the system wrote the end and not the beginning is removed', () =>
  withKilledStore(async ({ folder }) => {
    const path = join(folder, journalName);
    const journal = await readFile(path);
    await acknowledge(folder, 5);
    await writeFile(path, journal.fill(0, (endsOf(journal).at(-2) as number) + 1, journal.length - 4));
    expect(await idsIn(folder)).toEqual([1, 2, 3, 4, 5]);
  }));

test.each(['db.json', journalName])('each flipped byte of %s is found', (name) =>
  withKilledStore(({ folder }) => expectFlippedBytesFound(folder, name)),
);

test('each flipped byte of last-commit.json changes nothing, since the other slot counts', () =>
  withKilledStore(async ({ folder }) => {
    const path = join(folder, 'last-commit.json');
    const good = await readFile(path);
    for (let index = 0; index < good.length; index++) {
      const bad = Buffer.from(good);
      bad[index] = (bad[index] as number) ^ 0x10;
      await writeFile(path, bad);
      expect([index, await checkStore(folder)]).toMatchObject([index, { webhooks: 4, nextId: 6, damage: [] }]);
    }
  }));

test('the slots of last-commit.json are written in turn', () =>
  withKilledStore(async ({ folder }) => {
    const text = await readFile(join(folder, 'last-commit.json'), 'utf8');
    expect([...text.matchAll(/"commit":(\d+)/g)].map(([, commit]) => commit)).toEqual(['6', '5']);
  }));

test('an empty journal under the name of the next one is found', () =>
  withKilledStore(async ({ older }) => {
    await copyFile(join(older, journalName), join(older, 'journal-3.jsonl'));
    expect(await openedAs(older)).toBe('STORE_DAMAGED');
  }));

test('both slots of last-commit.json damaged stop the start', () =>
  withKilledStore(async ({ folder }) => {
    const path = join(folder, 'last-commit.json');
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll('store', 'stoRe'));
    await expect(idsIn(folder)).rejects.toThrow('neither of its two checksums matches');
  }));

type Change = (lines: readonly string[], index: number) => string[];
const changes: readonly (readonly [name: string, change: Change])[] = [
  ['twice', (lines, index) => lines.toSpliced(index, 0, lines[index] as string)],
  ['gone', (lines, index) => lines.toSpliced(index, 1)],
  ['in place of the next', (lines, index) => lines.toSpliced(index + 1, 1, lines[index] as string)],
  ['after the next', (lines, index) => lines.toSpliced(index, 2, lines[index + 1] as string, lines[index] as string)],
];

test.each(['db.json', journalName].flatMap((name) => changes.map(([how, change]) => [name, how, change] as const)))(
  '%s: each line %s is found',
  (name, _how, change) =>
    withKilledStore(async ({ folder, reset }) => {
      const path = join(folder, name);
      const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
      for (let index = 0; index < lines.length; index++) {
        const bad = change(lines, index).slice(0, lines.length + 1);
        if (bad.join('\n') === lines.join('\n') || bad.includes(undefined as never)) continue;
        await reset();
        await writeFile(path, `${bad.join('\n')}\n`);
        expect([index, await openedAs(folder)]).toEqual([index, 'STORE_DAMAGED']);
      }
    }, 50),
);

const subsets = Array.from({ length: 7 }, (_, bits) => fileNames.filter((_name, index) => ((bits + 1) >> index) & 1));

// The snapshot is the same at both times, so that the last row is the whole store of an earlier time, which no file contradicts.
test.each([
  [[journalName], 'STORE_DAMAGED'],
  [['db.json', journalName], 'STORE_DAMAGED'],
  [['last-commit.json'], [1, 2, 3, 4]],
  [
    [journalName, 'last-commit.json'],
    [1, 2],
  ],
])('%j of an earlier time', (names, wanted) =>
  withKilledStore(async ({ folder, older }) => {
    for (const name of names) await copyFile(join(older, name), join(folder, name));
    expect(await openedAs(folder)).toEqual(wanted);
  }),
);

test.each(subsets.filter(({ length }) => length < fileNames.length).map((names) => [names]))(
  '%j of another store are found',
  (names) =>
    withKilledStore(async (other) => {
      await withKilledStore(async ({ folder }) => {
        for (const name of names) await copyFile(join(other.folder, name), join(folder, name));
        expect(await openedAs(folder)).toBe('STORE_DAMAGED');
      });
    }),
);

test('a line of another store, of the right number, is found', () =>
  withKilledStore(async (other) => {
    await withKilledStore(async ({ folder }) => {
      const [foreign, own] = await Promise.all(
        [other.folder, folder].map(async (place) => (await readFile(join(place, journalName), 'utf8')).split('\n')),
      );
      await writeFile(join(folder, journalName), own?.with(2, foreign?.[2] as string).join('\n') ?? '');
      expect(await openedAs(folder)).toBe('STORE_DAMAGED');
    });
  }));

test.each(fileNames.flatMap((name) => [[name, 'empty'] as const, [name, 'missing'] as const]))(
  '%s, %s, stops the start, with the position',
  (name, how) =>
    withKilledStore(async ({ folder }) => {
      await (how === 'empty' ? truncate(join(folder, name)) : rm(join(folder, name)));
      const message = expect.stringMatching(`${name}, byte 0: .* store repair`);
      await expect(idsIn(folder)).rejects.toMatchObject({ code: 'STORE_DAMAGED', message });
    }),
);

test('two journals, as a crash leaves them before the snapshot is written', () =>
  withKilledStore(async ({ folder, reset }) => {
    const second = async () => {
      await reset();
      const { store } = await acknowledge(folder, 7);
      const journal = await Journal.create(join(folder, 'journal-3.jsonl'), { store, journal: 3, commit: 6 });
      await journal.append([['put', 'webhooks', webhook(6)]]);
      await journal.close();
    };
    await second();
    expect(await idsIn(folder)).toEqual([1, 2, 3, 4, 6]);
    const path = join(folder, journalName);
    for (const damage of [
      () => rm(path),
      () => rm(join(folder, 'journal-3.jsonl')),
      () => rename(join(folder, 'journal-3.jsonl'), path),
      () => copyFile(path, join(folder, 'journal-4.jsonl')),
      async () => writeFile(path, (await readFile(path, 'utf8')).split('\n').slice(0, -2).join('\n')),
      async () => truncate(path, (await readFile(path)).length - 9),
    ]) {
      await second();
      await damage();
      expect(await openedAs(folder)).toBe('STORE_DAMAGED');
    }
  }));
