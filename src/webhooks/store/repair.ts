import { copyFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { apply, type Data, emptyData } from './data.ts';
import { lockFolder } from './folder-lock.ts';
import { readJournal } from './journal.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';
import { damaged, noStore, type StoreError } from './store-error.ts';
import { journalPath, listFiles, snapshotName } from './store-files.ts';

export interface StoreReport {
  readonly webhooks: number;
  readonly users: number;
  readonly tokens: number;
  /** One line for each damaged part: file, offset, and what is wrong. */
  readonly damage: readonly string[];
}

/**
 * Reads a store without changing it, and reports damage.
 * @throws {StoreError} if another process has it open
 */
export async function checkStore(folder: string): Promise<StoreReport> {
  const lock = lockFolder(folder);
  try {
    const { data, damage } = await readAll(folder);
    return { ...countsOf(data), damage };
  } finally {
    lock.release();
  }
}

/**
 * Writes a new snapshot of all that can be read, and keeps the damaged files beside it as `damaged-…`. A store without damage
 * isn't changed.
 * @param now for the names of the kept files
 * @returns what the store holds now, and what was damaged
 */
export async function repairStore(
  folder: string,
  now: Date,
): Promise<StoreReport & { readonly kept: readonly string[] }> {
  const lock = lockFolder(folder);
  try {
    const { data, damage, files } = await readAll(folder);
    const kept: string[] = [];
    if (damage.length > 0) {
      for (const file of files) {
        const copy = join(folder, `damaged-${now.toISOString().replaceAll(':', '')}-${basename(file)}`);
        await copyFile(file, copy);
        kept.push(copy);
      }
      // With journal 0 the snapshot is a copy, which needs no journal. It is in place before the journals are removed.
      await rename(await writeBeside(folder, data), join(folder, snapshotName));
      for (const file of files) if (basename(file) !== snapshotName) await rm(file);
    }
    return { ...countsOf(data), damage, kept };
  } finally {
    lock.release();
  }
}

async function writeBeside(folder: string, data: Data): Promise<string> {
  const file = join(folder, `${snapshotName}.repaired.tmp`);
  await writeSnapshot(file, { ...data, journal: 0 });
  return file;
}

async function readAll(folder: string): Promise<{ data: Data; damage: string[]; files: string[] }> {
  const { hasSnapshot, journals } = await listFiles(folder);
  if (!hasSnapshot && journals.length === 0) throw noStore(folder);
  const snapshot = join(folder, snapshotName);
  const damage: string[] = [];
  const onDamage = (error: StoreError) => damage.push(error.message.split('. Nothing was changed')[0] as string);
  let data = emptyData();
  if (hasSnapshot) data = await readSnapshot(snapshot, onDamage);
  else onDamage(damaged(snapshot, 0, 'this file is missing'));
  const numbers = journals.filter((number) => number >= data.journal);
  const first = Math.max(1, data.journal);
  for (let number = first; number < (numbers[0] ?? first + Number(data.journal > 0)); number++) {
    onDamage(damaged(journalPath(folder, number), 0, 'this file is missing'));
  }
  for (const number of numbers) {
    const file = journalPath(folder, number);
    const { tornBytes, goodLength } = await readJournal(file, (operation) => apply(data, operation), onDamage);
    if (tornBytes > 0 && number !== numbers.at(-1))
      onDamage(damaged(file, goodLength, 'the end of this file is missing'));
  }
  const files = [...(hasSnapshot ? [snapshot] : []), ...journals.map((number) => journalPath(folder, number))];
  return { data, damage, files };
}

function countsOf({ webhooks, users, tokens }: Data): Pick<StoreReport, 'webhooks' | 'users' | 'tokens'> {
  return { webhooks: webhooks.size, users: users.size, tokens: tokens.size };
}
