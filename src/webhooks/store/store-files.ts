import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Low } from 'lowdb';
import { apply, type Data } from './data.ts';
import { lockName } from './folder-lock.ts';
import { Journal, type ReadJournal, readJournal, reopenJournal } from './journal.ts';
import { damaged, StoreError, storeErrorCodes } from './store-error.ts';

export const snapshotName = 'db.json';

export function journalPath(folder: string, number: number): string {
  return join(folder, `journal-${number}.jsonl`);
}

export function journalNumber(name: string): number | undefined {
  const number = /^journal-(\d+)\.jsonl$/.exec(name)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** A temporary file of a process that was killed. */
function isLeftOver(name: string): boolean {
  return /^(db\.json|journal-\d+\.jsonl)\.[0-9a-z-]+\.tmp$/.test(name);
}

export interface StoreFiles {
  readonly hasSnapshot: boolean;
  /** The numbers of the journals, ascending. */
  readonly journals: readonly number[];
  /** Files that belong neither to a store nor to an empty folder. */
  readonly others: readonly string[];
}

export async function listFiles(folder: string): Promise<StoreFiles> {
  const names = await readdir(folder);
  const harmless = (name: string) =>
    name === lockName || name === 'lost+found' || name.startsWith('.') || /\.(tmp|sock)$/.test(name);
  return {
    hasSnapshot: names.includes(snapshotName),
    journals: names.flatMap((name) => journalNumber(name) ?? []).sort((a, b) => a - b),
    others: names.filter((name) => name !== snapshotName && journalNumber(name) === undefined && !harmless(name)),
  };
}

/** Whether a folder holds a store, damaged or not. */
export async function hasStore(folder: string): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const { hasSnapshot, journals } = await listFiles(folder);
  return hasSnapshot || journals.length > 0;
}

/**
 * Reads the snapshot, then the journals, into `db.data`, or creates both in a folder that never held a store.
 * @param warn is called if the last commit is incomplete
 * @returns the journal to append to
 */
export async function openFiles(folder: string, db: Low<Data>, warn: (message: string) => void): Promise<Journal> {
  const files = await listFiles(folder);
  for (const name of await readdir(folder)) if (isLeftOver(name)) await rm(join(folder, name));
  if (!files.hasSnapshot) return createFiles(folder, db, files);
  await db.read();
  const isCopy = db.data.journal === 0;
  const numbers = files.journals.filter((number) => number >= db.data.journal);
  const first = isCopy ? 1 : db.data.journal;
  const last = Math.max(first, ...numbers);
  let read: ReadJournal | undefined;
  for (let number = first; number <= last && !(isCopy && numbers.length === 0); number++) {
    const file = journalPath(folder, number);
    if (!numbers.includes(number)) throw damaged(file, 0, 'this file is missing');
    read = await readJournal(file, (operation) => apply(db.data, operation));
    if (read.tornBytes > 0 && number < last) throw damaged(file, read.goodLength, 'the end of this file is missing');
  }
  db.data.journal = last;
  if (read && read.tornBytes > 0) {
    const where = `${journalPath(folder, last)}, byte ${read.goodLength}`;
    warn(`${where}: the last commit is incomplete and was never acknowledged; its ${read.tornBytes} bytes are removed`);
  }
  if (read) return reopenJournal(journalPath(folder, last), read);
  const journal = await Journal.create(journalPath(folder, last), last);
  await db.write();
  return journal;
}

/** The journal is created first: alone and empty, it says that the first start was interrupted. */
async function createFiles(folder: string, db: Low<Data>, { journals, others }: StoreFiles): Promise<Journal> {
  const snapshot = join(folder, snapshotName);
  const hasBegun = journals.length > 0 && !(await isUntouched(folder, journals));
  if (hasBegun || others.includes('signing-key')) throw damaged(snapshot, 0, 'this file is missing');
  if (others.length > 0) {
    const message = `${folder} holds no store, and is not empty (${others[0]}): name a folder of its own with DATA_DIR`;
    throw new StoreError(storeErrorCodes.foreign, message);
  }
  const journal = await Journal.create(journalPath(folder, 1), 1);
  await db.write();
  return journal;
}

async function isUntouched(folder: string, journals: readonly number[]): Promise<boolean> {
  if (journals.length !== 1 || journals[0] !== 1) return false;
  const { commits, tornBytes } = await readJournal(journalPath(folder, 1), () => {});
  return commits === 0 && tornBytes === 0;
}
