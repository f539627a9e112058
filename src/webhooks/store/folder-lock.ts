import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { checkFolder } from './folder-permissions.ts';
import { noStore, StoreError, storeErrorCodes } from './store-error.ts';
import { lockName } from './store-files.ts';

/**
 * Locks a folder against other processes. The lock is the operating system's, taken through SQLite, since Node has no call
 * for it: it ends with the process, even after a crash, and leaves nothing to clean up.
 * @throws {StoreError} if another process has it, others can write it, or there is no such folder
 */
export function lockFolder(folder: string): { release(): void } {
  if (!existsSync(folder)) throw noStore(folder);
  checkFolder(folder);
  const database = new DatabaseSync(join(folder, lockName));
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if ((cause as { errcode?: number }).errcode !== 5) throw cause;
    const message = `${folder} is in use by another process: stop that one, or name another folder with DATA_DIR`;
    throw new StoreError(storeErrorCodes.locked, message, { cause });
  }
  return { release: () => database.close() };
}
