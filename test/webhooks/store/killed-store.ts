import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { LowdbStore } from '../../../src/webhooks/store/lowdb-store.ts';
import type { StoreOptions } from '../../../src/webhooks/store/store-options.ts';
import { inFolder } from '../../files.ts';
import { webhook } from '../records.ts';

export const journalName = 'journal-2.jsonl';
export const fileNames = ['db.json', journalName, 'last-commit.json'] as const;

export interface KilledStore {
  /** Holds the store; the files are those of `fileNames`. */
  readonly folder: string;
  /** The files at the time of the snapshot: no commit is in the journal. */
  readonly older: string;
  /** Puts the files back. */
  reset(): Promise<void>;
}

/**
 * Runs a test on a store as a process that was killed leaves it: the records 1 to `inSnapshot` in its snapshot, and the next
 * three in its journal, of which the last one is deleted. That are the commits up to `inSnapshot` + 4.
 */
export function withKilledStore(run: (killed: KilledStore) => Promise<void>, inSnapshot = 2): Promise<void> {
  return inFolder({}, async (root) => {
    const [folder, older, good] = ['data', 'older', 'good'].map((name) => join(root, name)) as [string, string, string];
    await mkdir(folder);
    const first = await LowdbStore.open(folder);
    for (let count = 0; count < inSnapshot; count++) await first.create((id) => webhook(id));
    await first.close();
    await copyFiles(folder, older);
    const second = await LowdbStore.open(folder);
    for (let count = 0; count < 3; count++) await second.create((id) => webhook(id));
    await second.change('webhooks', inSnapshot + 3, () => undefined);
    await copyFiles(folder, good);
    await second.close();
    const reset = () => copyFiles(good, folder);
    await reset();
    await run({ folder, older, reset });
  });
}

/** Replaces the files of a folder by those of another one. */
export async function copyFiles(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(to)) await rm(join(to, name), { recursive: true });
  await cp(from, to, { recursive: true, filter: (path) => !path.endsWith('lock') });
}

/** Opens a store and closes it again. @returns the ids of its webhooks */
export async function idsIn(folder: string, options?: StoreOptions): Promise<number[]> {
  const store = await LowdbStore.open(folder, options);
  const { entries } = await store.list('webhooks');
  await store.close();
  return entries.map(({ Id }) => Id);
}

/** Opens a store and creates a webhook. @returns its id */
export async function nextIdIn(folder: string): Promise<number> {
  const store = await LowdbStore.open(folder);
  const { Id } = await store.create((id) => webhook(id));
  await store.close();
  return Id;
}

/** @returns the ids in the store, or the code of the error that opening it threw */
export function openedAs(folder: string): Promise<number[] | string> {
  return idsIn(folder).catch((error: { code?: string }) => error.code ?? 'no code');
}

/** Flips a bit of each byte of a file in turn, and expects that the store isn't opened. */
export async function expectFlippedBytesFound(folder: string, name: string): Promise<void> {
  const path = join(folder, name);
  const good = await readFile(path);
  for (let index = 0; index < good.length; index++) {
    const bad = Buffer.from(good);
    bad[index] = (bad[index] as number) ^ 0x10;
    await writeFile(path, bad);
    expect([index, await openedAs(folder)]).toEqual([index, 'STORE_DAMAGED']);
  }
}
