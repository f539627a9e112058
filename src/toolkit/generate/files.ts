import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolder, readRegularFile } from '../contract/document/local-file.ts';
import { findWayOut } from '../contract/document/project.ts';
import { GenerateError, generateErrorCodes } from './generate-error.ts';

/** A generated file and its state. */
export interface FileState {
  readonly path: string;
  readonly state: 'written' | 'unchanged' | 'removed' | 'missing' | 'stale';
}

/** Of a generated file: GitHub's `types.ts` has 5 MB. */
const maxBytes = 512 * 2 ** 20;

/** Compares the files in a folder with the wanted texts, byte by byte. */
export function compareFiles(folder: string, files: ReadonlyMap<string, string>): Promise<FileState[]> {
  return Promise.all(
    [...files].map(async ([name, text]) => {
      const path = join(folder, name);
      const found = await readRegularFile(path, maxBytes).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw unwritable(path, error);
        return undefined;
      });
      if (!found) return { path, state: 'missing' };
      return {
        path,
        state: found.equals(Buffer.from(text)) ? 'unchanged' : 'stale',
      };
    }),
  );
}

/**
 * Writes files atomically: all under temporary names first, then each is renamed.
 * @param obsolete files that are deleted afterwards
 */
export async function writeFiles(
  folder: string,
  files: ReadonlyMap<string, string>,
  obsolete: readonly string[] = [],
): Promise<FileState[]> {
  const folders = [...new Set([folder, ...[...files.keys(), ...obsolete].map((name) => join(folder, dirname(name)))])];
  for (const each of folders) {
    const way = findWayOut(each);
    if (way === undefined) continue;
    throw unwritable(each, new Error(`a link leads to ${way}, outside of the project. Name that folder with --out`));
  }
  const states = await compareFiles(folder, files);
  const changed = [...files].filter((_, index) => states[index]?.state !== 'unchanged');
  // Nobody can guess the name, and put a link there.
  const run = randomUUID();
  const temporary = (name: string) => join(folder, dirname(name), `.${basename(name)}.${run}.tmp`);
  try {
    for (const each of folders) await makeFolder(each);
    await Promise.all(changed.map(([name, text]) => writeFile(temporary(name), text, { flag: 'wx' })));
    for (const [name] of changed) await rename(temporary(name), join(folder, name));
    await Promise.all(obsolete.map((name) => rm(join(folder, name), { force: true })));
  } catch (error) {
    // Temporary files that can't be removed either must not hide the first error.
    await Promise.allSettled(changed.map(([name]) => rm(temporary(name), { force: true })));
    throw unwritable(folder, error as Error);
  }
  return [
    ...states.map(({ path, state }): FileState => ({ path, state: state === 'unchanged' ? state : 'written' })),
    ...obsolete.map((name): FileState => ({ path: join(folder, name), state: 'removed' })),
  ];
}

function unwritable(path: string, cause: Error): GenerateError {
  return new GenerateError(generateErrorCodes.unwritable, `${path} can't be written: ${cause.message}`, { cause });
}
