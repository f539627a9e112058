import { randomUUID } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { lockFolder } from './folder-lock.ts';
import { beginFiles, isInterruptedRestore } from './open-files.ts';
import { readSnapshot } from './snapshot-reader.ts';
import { StoreError, storeErrorCodes } from './store-error.ts';
import { hasStore, isKeyFile, listFiles } from './store-files.ts';

export interface RestoredStore {
  readonly webhooks: number;
  readonly users: number;
  /** The id of the next webhook. */
  readonly nextId: number;
  /** When the backup was begun, in UTC; unknown of backups of earlier versions. */
  readonly backedUpOn: string | undefined;
}

/**
 * Makes a store from a backup, in a folder without one; the files with keys may be there.
 * @param idsFrom the id of the next webhook, if ids have been given after the backup
 * @throws {StoreError} if the folder holds something, the backup is damaged or isn't one, or has ids from `idsFrom`
 */
export async function restoreStore(folder: string, backup: string, idsFrom?: number): Promise<RestoredStore> {
  const fail = (code: 'STORE_FOREIGN' | 'STORE_IO', message: string): never => {
    throw new StoreError(code, `${message}. Nothing was changed`);
  };
  const file = await stat(backup).catch((cause: Error) => {
    throw new StoreError(storeErrorCodes.io, `${backup} can't be read: ${cause.message}`, { cause });
  });
  if (!file.isFile()) fail('STORE_IO', `${backup} is not a file`);
  const { data } = await readSnapshot(backup, (error) => {
    const what = error.message.split('. Nothing was changed')[0];
    throw new StoreError(
      storeErrorCodes.damaged,
      `${what}. Nothing was changed. To restore what can be read of it, put it into an empty folder as db.json, and use ` +
        '`concordat-webhooks store repair` there',
    );
  });
  if (data.journal !== 0) {
    fail('STORE_FOREIGN', `${backup} is a store's snapshot, which needs its journal: \`store backup\` makes a backup`);
  }
  if (idsFrom !== undefined && idsFrom <= data.lastId) {
    fail('STORE_FOREIGN', `the backup has ids up to ${data.lastId}: --ids-from must be ${data.lastId + 1} or more`);
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = lockFolder(folder);
  try {
    const files = await listFiles(folder);
    const other = files.others.find((name) => !isKeyFile(name));
    const holdsStore = (await hasStore(folder)) && !(await isInterruptedRestore(folder, files));
    const found = holdsStore ? 'holds a store' : other && `is not empty (${other})`;
    if (found) fail('STORE_FOREIGN', `${resolve(folder)} ${found}: name an empty folder with DATA_DIR`);
    const lastId = idsFrom === undefined ? data.lastId : idsFrom - 1;
    // An earlier version's backup has no number of commits. None would look like a first start, if this is interrupted.
    const commit = Math.max(1, data.commit);
    const { journal } = await beginFiles(folder, { ...data, store: randomUUID(), journal: 1, commit, lastId });
    await journal.close();
    const { webhooks, users, backedUpOn } = data;
    return { webhooks: webhooks.size, users: users.size, nextId: lastId + 1, backedUpOn };
  } finally {
    lock.release();
  }
}
