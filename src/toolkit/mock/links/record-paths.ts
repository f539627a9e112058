import type { OpenApiDocument } from '../../contract/document/openapi.ts';
import { variableNames } from '../../contract/document/path-template.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import { singular, wordsOf } from '../plausible/words.ts';

/** The paths of a contract at which something is read, as links need them. */
export interface ReadablePaths {
  /** By the name of a record: `/books/{id}` for `book`. */
  readonly ofRecords: ReadonlyMap<string, string>;
  /** Of all that is read, by the path without its variables' names. */
  readonly all: ReadonlySet<string>;
}

const known = new WeakMap<OpenApiDocument, ReadablePaths>();

export function readablePaths(document: OpenApiDocument): ReadablePaths {
  const found = known.get(document) ?? findPaths(document);
  known.set(document, found);
  return found;
}

function findPaths({ paths = {} }: OpenApiDocument): ReadablePaths {
  const all = Object.keys(paths).filter((path) => paths[path]?.get !== undefined);
  const ofRecords = new Map<string, string>();
  // The path with fewer variables is the record's own.
  for (const path of all.toSorted((a, b) => variableNames(a).length - variableNames(b).length)) {
    const [, segment] = /\/([^/{}]+)\/\{[^{}/]+\}$/.exec(path) ?? [];
    const name = segment === undefined ? '' : recordName(segment);
    if (name !== '' && !ofRecords.has(name)) ofRecords.set(name, path);
  }
  return { ofRecords, all: new Set(all) };
}

/** `book` for `books`, `Books` and `book`. */
export function recordName(name: string): string {
  return normalizeName(singular(wordsOf(name)));
}
