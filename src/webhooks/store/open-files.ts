import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from './atomic-file.ts';
import { allOperations, type Data, emptyData } from './data.ts';
import { Journal } from './journal.ts';
import { readJournal, reopenJournal } from './journal-reader.ts';
import { createLastCommit, lastCommitName } from './last-commit.ts';
import { readJournals } from './read-journals.ts';
import { writeSnapshot } from './snapshot.ts';
import { readSnapshot } from './snapshot-reader.ts';
import { damaged, StoreError, storeErrorCodes } from './store-error.ts';
import {
  isKeyFile,
  isLeftOver,
  journalNumber,
  journalPath,
  listFiles,
  type StoreFiles,
  snapshotName,
} from './store-files.ts';

/**
 * Reads the files of a store, or creates them in a folder that never held one.
 * @param warn is called with what operators should know: an incomplete commit, a backup's age
 * @returns the data, and the journal to append to
 */
export async function openFiles(
  folder: string,
  warn: (message: string) => void,
): Promise<{ data: Data; journal: Journal }> {
  const files = await listFiles(folder);
  for (const name of await readdir(folder)) if (isLeftOver(name)) await rm(join(folder, name));
  const file = join(folder, snapshotName);
  if (!files.hasSnapshot) {
    await checkNeverUsed(folder, files);
    return beginFiles(folder, { ...emptyData(), store: randomUUID() });
  }
  const snapshot = await readSnapshot(file);
  const { data } = snapshot;
  if (data.journal === 0) {
    await checkBackupAlone(folder, data, files);
    warn(`${file}: ${describeBackup(data)}`);
    return beginFiles(folder, { ...data, store: randomUUID(), journal: 1 });
  }
  const isOld = snapshot.format < format;
  const { store, journal, last, commit, acknowledged } = await readJournals(folder, snapshot, files);
  if (last && last.tornBytes > 0) {
    const where = `${journalPath(folder, journal)}, byte ${last.goodLength}`;
    warn(`${where}: the last commit is incomplete and was never acknowledged; its ${last.tornBytes} bytes are removed`);
  }
  if (isOld || !last) {
    warn(
      `${folder} has the files of an earlier version; they are rewritten, and that version can't open them any more`,
    );
    return beginFiles(folder, { ...data, store: store || randomUUID(), journal: journal + 1, commit });
  }
  if (acknowledged?.commit !== commit) await createLastCommit(folder, { store, commit, lastId: data.lastId });
  return { data: { ...data, journal }, journal: await reopenJournal(journalPath(folder, journal), last) };
}

/** Writes the files of a store that begins with this data, and removes earlier journals. */
export async function beginFiles(folder: string, data: Data): Promise<{ data: Data; journal: Journal }> {
  const { store, journal: number, commit, lastId } = data;
  // The snapshot comes last: it says that the others have to be there.
  const journal = await Journal.create(journalPath(folder, number), { store, journal: number, commit });
  await createLastCommit(folder, { store, commit, lastId });
  const begun = { ...data, backedUpOn: undefined };
  // Ids of old events stay until the clock of the store says that they are old.
  await writeSnapshot(join(folder, snapshotName), begun, allOperations(begun, 0));
  await removeJournals(folder, number);
  return { data: begun, journal };
}

/** Removes the journals before this one. */
export async function removeJournals(folder: string, number: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const other = journalNumber(name);
    if (other !== undefined && other < number) await rm(join(folder, name));
  }
}

/** A journal alone and empty says that the first start was interrupted, or a restore if there were commits before it. */
async function checkNeverUsed(folder: string, files: StoreFiles): Promise<void> {
  const { journals, hasLastCommit, others } = files;
  if (await isInterruptedRestore(folder, files)) {
    const message =
      `${folder}: a restore was interrupted here. Nothing was changed. Restore the backup again, with ` +
      '`concordat-webhooks store restore`';
    throw new StoreError(storeErrorCodes.damaged, message);
  }
  const hasBegun = (journals.length > 0 || hasLastCommit) && (await commitsBefore(folder, journals)) === undefined;
  if (hasBegun || others.some(isKeyFile)) throw damaged(join(folder, snapshotName), 0, 'this file is missing');
  if (others.length === 0) return;
  const message = `${folder} holds no store, and is not empty (${others[0]}): name a folder of its own with DATA_DIR`;
  throw new StoreError(storeErrorCodes.foreign, message);
}

/** A backup is the whole of a store: journals beside it are of another one, unless its first start was interrupted. */
async function checkBackupAlone(folder: string, data: Data, { journals, hasLastCommit }: StoreFiles): Promise<void> {
  const interrupted = (await commitsBefore(folder, journals)) !== undefined;
  if (interrupted || (journals.length === 0 && !hasLastCommit)) return;
  const other = journals.length > 0 ? journalPath(folder, journals[0] as number) : join(folder, lastCommitName);
  const message =
    `${join(folder, snapshotName)} is a backup${ofTime(data)}, and ${other} belongs to the store that was here. ` +
    'Nothing was changed. Put the backup into an empty folder, or use `concordat-webhooks store restore`';
  throw new StoreError(storeErrorCodes.damaged, message);
}

/** Whether a restore has written the journal, and not yet the snapshot, which comes last. */
export async function isInterruptedRestore(folder: string, { hasSnapshot, journals }: StoreFiles): Promise<boolean> {
  return !hasSnapshot && ((await commitsBefore(folder, journals)) ?? 0) > 0;
}

/** How many commits a store begins with, by its first journal; undefined if there are other journals, or commits in it. */
async function commitsBefore(folder: string, journals: readonly number[]): Promise<number | undefined> {
  if (journals.length !== 1 || journals[0] !== 1) return undefined;
  const expected = { journal: 1, store: undefined, commit: undefined };
  const { isEmpty, tornBytes, commit } = await readJournal(journalPath(folder, 1), expected, () => {});
  return isEmpty && tornBytes === 0 ? commit : undefined;
}

function ofTime({ backedUpOn }: Data): string {
  return backedUpOn === undefined ? '' : ` of ${backedUpOn}`;
}

/** Says from which time a backup is, and what that means. */
export function describeBackup(data: Data): string {
  const since = data.backedUpOn === undefined ? 'later' : 'after that';
  return (
    `this store is restored from a backup${ofTime(data)}. Changes made ${since} are not in it, and ids above ` +
    `${data.lastId} that were given ${since} will be given again, unless \`store restore --ids-from\` skips them`
  );
}
