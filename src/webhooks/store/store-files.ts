import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lastCommitName } from './last-commit.ts';
import { StoreError, storeErrorCodes } from './store-error.ts';

export const snapshotName = 'db.json';
export const lockName = 'lock';
export const signingKeyName = 'signing-key';
export const secretsKeyName = 'secrets-key';

export function journalPath(folder: string, number: number): string {
  return join(folder, `journal-${number}.jsonl`);
}

export function journalNumber(name: string): number | undefined {
  const number = /^journal-(\d+)\.jsonl$/.exec(name)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Whether a file holds a key that a service made for its data, and that comes with a backup. */
export function isKeyFile(name: string): boolean {
  return name === signingKeyName || name === secretsKeyName;
}

/** Whether a name is that of a temporary file of a process that was killed. */
export function isLeftOver(name: string): boolean {
  return /^(db\.json|last-commit\.json|secrets-key|journal-\d+\.jsonl)\.[0-9a-z-]+\.tmp$/.test(name);
}

export interface StoreFiles {
  readonly hasSnapshot: boolean;
  readonly hasLastCommit: boolean;
  /** The numbers of the journals, ascending. */
  readonly journals: readonly number[];
  /** Files that belong neither to a store nor to an empty folder. */
  readonly others: readonly string[];
}

/** @throws {StoreError} `STORE_IO` if a folder or a pipe has the name of a file: a pipe would be waited for */
export async function listFiles(folder: string): Promise<StoreFiles> {
  const names = await readdir(folder);
  const ofStore = (name: string) =>
    name === snapshotName || name === lastCommitName || name === lockName || journalNumber(name) !== undefined;
  for (const path of names.filter(ofStore).map((name) => join(folder, name))) {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== false) continue;
    throw new StoreError(storeErrorCodes.io, `${path} is not a regular file: move it elsewhere. Nothing was changed`);
  }
  const harmless = (name: string) => name === 'lost+found' || name.startsWith('.') || /\.(tmp|sock)$/.test(name);
  return {
    hasSnapshot: names.includes(snapshotName),
    hasLastCommit: names.includes(lastCommitName),
    journals: names.flatMap((name) => journalNumber(name) ?? []).sort((a, b) => a - b),
    others: names.filter((name) => !ofStore(name) && !harmless(name)),
  };
}

/** Whether a folder holds a store, damaged or not. */
export async function hasStore(folder: string): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const { hasSnapshot, hasLastCommit, journals } = await listFiles(folder);
  return hasSnapshot || hasLastCommit || journals.length > 0;
}
