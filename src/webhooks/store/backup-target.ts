import { type FileHandle, open, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { StoreError, storeErrorCodes } from './store-error.ts';

/**
 * Makes room for a backup: a new file outside of the store's folder, whatever links or mounts lead there. A link at the
 * file's own place isn't followed.
 * @param write gets the file's real path, replaces it, and may fail
 * @throws {StoreError} `STORE_IO` if something is there already, the place is in the store's folder, or can't be written
 */
export async function withBackupTarget(
  folder: string,
  file: string,
  write: (target: string) => Promise<void>,
): Promise<void> {
  const fail = (what: string, cause?: unknown): never => {
    throw new StoreError(storeErrorCodes.io, `${file} ${what}`, { cause });
  };
  const cantBeWritten = (cause: Error) => fail(`can't be written: ${cause.message}`, cause);
  const parent = await realpath(dirname(resolve(file))).catch(cantBeWritten);
  if (await isWithin(parent, folder)) fail("is in the store's own folder: name a file outside of it");
  const target = join(parent, basename(resolve(file)));
  // Reserves the name: unlike a look first, this leaves no time for a link to be put there.
  const reserved: FileHandle = await open(target, 'wx', 0o600).catch((error: NodeJS.ErrnoException) =>
    error.code === 'EEXIST' ? fail('is there already: name another one') : cantBeWritten(error),
  );
  await reserved.close();
  try {
    await write(target);
  } catch (error) {
    await rm(target, { force: true });
    cantBeWritten(error as Error);
  }
}

/** Compares folders themselves, not their names, of which a mount gives them several. */
async function isWithin(path: string, folder: string): Promise<boolean> {
  const own = await stat(folder, { bigint: true });
  for (let current = path; ; current = dirname(current)) {
    const { dev, ino } = await stat(current, { bigint: true });
    if (dev === own.dev && ino === own.ino) return true;
    if (current === dirname(current)) return false;
  }
}
