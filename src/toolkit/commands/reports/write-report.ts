import { appendFile, mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Makes sure that a report can be written, before the work that it is about. The file stays as it is.
 * @throws {Error} if its folder can't be made, or not be written to
 */
export async function prepareFile(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const { target, isReplaceable } = await resolveTarget(file);
  if (!isReplaceable) return;
  await writeFile(besides(target), '');
  await rm(besides(target));
}

/** Writes a file whole or not at all: readers see the old one until the new one is complete. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const { target, isReplaceable } = await resolveTarget(file);
  // A device or a pipe, such as /dev/stdout, takes text and can't be replaced.
  if (!isReplaceable) return appendFile(target, text);
  try {
    await writeFile(besides(target), text);
    await rename(besides(target), target);
  } catch (error) {
    await rm(besides(target), { force: true });
    throw error;
  }
}

function besides(target: string): string {
  return join(dirname(target), `.${basename(target)}.${process.pid}`);
}

/** A link is followed, so that it stays. */
async function resolveTarget(file: string): Promise<{ target: string; isReplaceable: boolean }> {
  const known = await stat(file).catch(() => undefined);
  if (known?.isDirectory()) throw new Error('it is a folder');
  if (!known) return { target: file, isReplaceable: true };
  return { target: known.isFile() ? await realpath(file) : file, isReplaceable: known.isFile() };
}
