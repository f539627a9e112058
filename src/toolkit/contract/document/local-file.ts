import { constants, type Stats } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';

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
