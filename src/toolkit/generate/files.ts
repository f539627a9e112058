import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GenerateError, generateErrorCodes } from './generate-error.ts';

export interface FileState {
  readonly path: string;
  readonly state: 'written' | 'unchanged' | 'missing' | 'stale';
}

/** Compares, to the byte, what lies in a folder with what should. */
export function compareFiles(folder: string, files: ReadonlyMap<string, string>): Promise<FileState[]> {
  return Promise.all(
    [...files].map(async ([name, text]) => {
      const path = join(folder, name);
      const found = await readFile(path).catch((error: NodeJS.ErrnoException) => {
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

/** Writes files whole: first beside their place, then, when all are written, into it. */
export async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<FileState[]> {
  const states = await compareFiles(folder, files);
  const changed = [...files].filter((_, index) => states[index]?.state !== 'unchanged');
  const beside = (name: string) => join(folder, `.${name}.${process.pid}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    await Promise.all(changed.map(([name, text]) => writeFile(beside(name), text)));
    for (const [name] of changed) await rename(beside(name), join(folder, name));
  } catch (error) {
    // Whatever keeps them from being removed, the error to tell is the first one.
    await Promise.allSettled(changed.map(([name]) => rm(beside(name), { force: true })));
    throw unwritable(folder, error as Error);
  }
  return states.map(({ path, state }) => ({
    path,
    state: state === 'unchanged' ? state : 'written',
  }));
}

function unwritable(path: string, cause: Error): GenerateError {
  return new GenerateError(generateErrorCodes.unwritable, `${path} can't be written: ${cause.message}`, { cause });
}
