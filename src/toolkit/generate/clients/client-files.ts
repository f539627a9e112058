import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readRegularFile } from '../../contract/document/local-file.ts';
import { compareFiles, type FileState, writeFiles } from '../files.ts';
import { GenerateError, generateErrorCodes } from '../generate-error.ts';

/** Lists what was generated in a folder, so that nothing else there is overwritten or deleted. */
export const markerName = '.concordat-client.json';

const maxMarkerBytes = 16 * 2 ** 20;

interface Marker {
  readonly language: string;
  readonly files: readonly string[];
}

/**
 * Writes a client into a folder, or compares it with what is there. What was generated there before and isn't any more is
 * deleted; nothing else is.
 * @throws {GenerateError} `unwritable`
 */
export async function placeClient(
  folder: string,
  language: string,
  files: ReadonlyMap<string, string>,
  { check }: { readonly check: boolean },
): Promise<FileState[]> {
  const marker: Marker = { language, files: [...files.keys()].sort() };
  const all = new Map([...files, [markerName, `${JSON.stringify(marker, null, 2)}\n`]]);
  const before = await readMarker(folder);
  const obsolete = await existing(
    folder,
    (before?.files ?? []).filter((name) => !files.has(name) && isInside(name)),
  );
  if (!check) return writeFiles(folder, all, obsolete);
  const states = await compareFiles(folder, all);
  return [...states, ...obsolete.map((name): FileState => ({ path: join(folder, name), state: 'stale' }))];
}

async function readMarker(folder: string): Promise<Marker | undefined> {
  try {
    const marker = JSON.parse((await readRegularFile(join(folder, markerName), maxMarkerBytes)).toString()) as Marker;
    const isOurs = typeof marker.language === 'string' && marker.files.every((name) => typeof name === 'string');
    return isOurs ? marker : undefined;
  } catch {
    // There is none, or it isn't ours: then all files are foreign.
    return undefined;
  }
}

/** A marker may have been edited, and must not delete what is elsewhere. */
function isInside(name: string): boolean {
  return !/^([/\\]|[a-z]:)/i.test(name) && !name.split(/[/\\]/).includes('..');
}

/** @throws {GenerateError} `occupied` if a folder has a client in another language, or files that weren't generated */
export async function checkOccupied(
  folder: string,
  language: string,
  files: ReadonlyMap<string, string>,
): Promise<void> {
  const before = await readMarker(folder);
  if (before !== undefined && before.language !== language)
    throw new GenerateError(
      generateErrorCodes.occupied,
      `${folder} has a client in ${before.language}. Name another folder with --out, or replace it with --force`,
    );
  const foreign =
    before === undefined
      ? (await listFolder(folder)).filter((name) => name !== '.git')
      : await existing(
          folder,
          [...files.keys()].sort().filter((name) => !before.files.includes(name)),
        );
  if (foreign.length === 0) return;
  const more = foreign.length > 3 ? ` and ${foreign.length - 3} more` : '';
  throw new GenerateError(
    generateErrorCodes.occupied,
    `${folder} has files that "concordat client" didn't make: ${foreign.slice(0, 3).join(', ')}${more}. ` +
      'Name another folder with --out, or overwrite with --force; other files are left alone in any case',
  );
}

async function listFolder(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new GenerateError(generateErrorCodes.unwritable, `${folder} can't be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}

async function existing(folder: string, names: readonly string[]): Promise<string[]> {
  const states = await compareFiles(folder, new Map(names.map((name) => [name, ''])));
  return names.filter((_, index) => states[index]?.state !== 'missing');
}
