import { randomUUID } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { format } from './atomic-file.ts';
import { type Data, emptyData } from './data.ts';
import { lockFolder } from './folder-lock.ts';
import { lastCommitName } from './last-commit.ts';
import { beginFiles } from './open-files.ts';
import { readJournals } from './read-journals.ts';
import { type ReadSnapshot, readSnapshot } from './snapshot-reader.ts';
import { damaged, noStore, type StoreError } from './store-error.ts';
import { journalPath, listFiles, snapshotName } from './store-files.ts';

export interface StoreReport {
  readonly webhooks: number;
  readonly users: number;
  readonly tokens: number;
  /** The id of the next webhook. */
  readonly nextId: number;
  /** One line for each damaged part: file, offset, and what is wrong. */
  readonly damage: readonly string[];
}

/** How many ids a repair skips if no file says which one was the last. */
const skippedIds = 1_000_000;

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
 * isn't changed. No id is given again: if the last one can't be read, many are skipped.
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
      const { journal } = await beginFiles(folder, data);
      await journal.close();
    }
    return { ...countsOf(data), damage, kept };
  } finally {
    lock.release();
  }
}

/** The data is that of a new beginning: its journal and commit follow all that were there. */
async function readAll(folder: string): Promise<{ data: Data; damage: string[]; files: string[] }> {
  const found = await listFiles(folder);
  if (!found.hasSnapshot && !found.hasLastCommit && found.journals.length === 0) throw noStore(folder);
  const path = join(folder, snapshotName);
  const damage: string[] = [];
  const onDamage = (error: StoreError) => damage.push(error.message.split('. Nothing was changed')[0] as string);
  let snapshot: ReadSnapshot = { data: emptyData(), hasHeader: false, format };
  if (found.hasSnapshot) snapshot = await readSnapshot(path, onDamage);
  else onDamage(damaged(path, 0, 'this file is missing'));
  const damageBefore = damage.length;
  const { store, journal, commit, acknowledged } = await readJournals(folder, snapshot, found, onDamage);
  const isLastIdKnown = acknowledged !== undefined || (snapshot.hasHeader && damage.length === damageBefore);
  const data = {
    ...snapshot.data,
    store: store || randomUUID(),
    journal: journal + 1,
    commit: Math.max(commit, acknowledged?.store === store ? acknowledged.commit : 0),
    lastId: Math.max(snapshot.data.lastId, acknowledged?.lastId ?? 0) + (isLastIdKnown ? 0 : skippedIds),
  };
  const files = [
    ...(found.hasSnapshot ? [path] : []),
    ...(found.hasLastCommit ? [join(folder, lastCommitName)] : []),
    ...found.journals.map((number) => journalPath(folder, number)),
  ];
  return { data, damage, files };
}

function countsOf({ webhooks, users, tokens, lastId }: Data): Omit<StoreReport, 'damage'> {
  return { webhooks: webhooks.size, users: users.size, tokens: tokens.size, nextId: lastId + 1 };
}
