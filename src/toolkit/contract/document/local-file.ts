import { constants, type Stats, statSync } from 'node:fs';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Names of an open pipe. Only who runs a command gives them: `<(…)` in a shell, or the command's input. */
const openPipe = /^\/(dev\/(stdin|fd\/\d+)|proc\/self\/fd\/\d+)$/;

/**
 * The bytes of a regular file. Others are refused before they are opened: a FIFO is waited for, a device may have no end.
 * @throws {Error} `ENOENT` and so on; without a code if this is not a regular file, or one with more than `maxBytes`
 */
export async function readRegularFile(path: string, maxBytes: number): Promise<Buffer> {
  if (openPipe.test(path)) return readFile(path);
  checkRegular(await stat(path), maxBytes);
  // It may have been replaced by a FIFO in the meantime. Windows has neither FIFOs nor this flag.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    checkRegular(await file.stat(), maxBytes);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function checkRegular(found: Stats, maxBytes: number): void {
  if (found.isDirectory()) throw new Error('this is a folder. Name the file in it');
  if (!found.isFile()) throw new Error('this is not a regular file, but a pipe, a socket or a device. Name a file');
  if (found.size > maxBytes) throw new Error(tooLarge(maxBytes));
}

export function tooLarge(maxBytes: number): string {
  return `this is larger than ${Math.floor(maxBytes / 2 ** 20)} MiB, which is the limit for one file`;
}

/**
 * Makes a folder, and those above it. Node's own recursive `mkdir` never ends on file systems such as `/proc`, which say that
 * the parent of a new folder isn't there though it is.
 */
export async function makeFolder(path: string): Promise<void> {
  if (isFolder(path)) return;
  const parent = dirname(resolve(path));
  if (parent !== resolve(path)) await makeFolder(parent);
  await mkdir(path).catch((error: unknown) => {
    // Another process may have made it in the meantime.
    if (!isFolder(path)) throw error;
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
