import { appendFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../contract/document/local-file.ts';

/**
 * Makes sure that a report can be written, before the work that it is about. The file stays as it is.
 * @throws {Error} if its folder can't be made, or not be written to
 */
export async function prepareFile(file: string): Promise<void> {
  await makeFolder(dirname(file));
  const { target, isReplaceable } = await resolveTarget(file);
  if (!isReplaceable) return;
  const temporary = besides(target);
  await writeFile(temporary, '', { flag: 'wx' });
  await rm(temporary);
}

/** Writes a file whole or not at all: readers see the old one until the new one is complete. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const { target, isReplaceable } = await resolveTarget(file);
  // A device or a pipe, such as /dev/stdout, takes text and can't be replaced.
  if (!isReplaceable) return appendFile(target, text);
  const temporary = besides(target);
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Nobody can guess the name, and put a link there. */
function besides(target: string): string {
  return join(dirname(target), `.${crypto.randomUUID()}.tmp`);
}

/** A link is followed, so that it stays. */
async function resolveTarget(file: string): Promise<{ target: string; isReplaceable: boolean }> {
  const known = await stat(file).catch(() => undefined);
  if (known?.isDirectory()) throw new Error('it is a folder');
  if (!known) return { target: file, isReplaceable: true };
  return { target: known.isFile() ? await realpath(file) : file, isReplaceable: known.isFile() };
}
