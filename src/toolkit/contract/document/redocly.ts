/** The parts of Redocly's core in use: resolving files and finding the line of a pointer. Loading it takes time, so it is imported when needed. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BaseResolver, Document, Source } from '@redocly/openapi-core';
import { ContractError, contractErrorCodes, type Position } from './contract-error.ts';
import { copyOf } from './copy.ts';
import { decodePercent } from './json-pointer.ts';
import { ReferenceChains } from './reference-chains.ts';
import { mayReferenceNames, referencesToNames } from './schema-identifiers.ts';
import { displayPath, isUrl, type SourceFile } from './source.ts';
import type { SourceReader } from './source-reader.ts';

type Redocly = typeof import('@redocly/openapi-core');

/** A value of a contract, and where it was read: `pointer` leads into `file`. */
export interface SourceValue {
  readonly file: SourceFile;
  readonly pointer: string;
  readonly value: unknown;
}

/** A location as in Redocly's problems. */
export interface RedoclyLocation {
  readonly source: Source;
  readonly pointer?: string | undefined;
  readonly reportOnKey?: boolean | undefined;
}

/**
 * For configurations that no file of the user has. Redocly loads `@theme/plugin.js` from the folder of a configuration,
 * and from the working directory without one, where it may be a stranger's.
 */
export const withoutPlugins = join(import.meta.dirname, 'redocly.yaml');

export function loadRedocly(): Promise<Redocly> {
  return import('@redocly/openapi-core');
}

export type Resolver = BaseResolver & {
  readonly files: ReadonlyMap<string, SourceFile>;
  /** The first error in reading a file; undefined if all were read. */
  readonly loadError: Error | undefined;
};

/**
 * Redocly's resolver. It reads files with a `SourceReader`, and caches them.
 * @param root the file that names the others, and its value, which they may reference in turn
 * @param onParsed called with the value of every other file, before Redocly changes it
 */
export async function createResolver(
  root: SourceFile,
  document: Document,
  reader: SourceReader,
  onParsed: (uri: string, value: unknown) => void = () => {},
): Promise<Resolver> {
  const redocly = await loadRedocly();
  const files = new Map([[root.uri, root]]);
  class ContractResolver extends redocly.BaseResolver {
    readonly files = files;
    loadError: Error | undefined;
    readonly #namedBy = new Map<string, string>();
    readonly chains = new ReferenceChains((base, path) => this.resolveExternalRef(base, path));

    /** A `$ref` is a URI reference, so a space in a file's name is `%20`; a file that is called so literally is found too. */
    override resolveExternalRef(base: string | null, ref: string): string {
      const written = super.resolveExternalRef(base, ref);
      if (isUrl(written)) return written;
      const decoded = super.resolveExternalRef(base, decodePercent(ref));
      return decoded !== written && existsSync(written) && !existsSync(decoded) ? written : decoded;
    }

    /** What may be read depends on the file that names it. */
    override resolveDocument<T>(base: string | null, ref: string, isRoot?: boolean) {
      const uri = this.resolveExternalRef(base, ref);
      if (!this.#namedBy.has(uri)) this.#namedBy.set(uri, base ?? root.uri);
      return super.resolveDocument<T>(base, ref, isRoot);
    }

    readonly #read = new Map<string, Promise<SourceFile>>([[root.uri, Promise.resolve(root)]]);

    #readFile(uri: string, namedBy: string): Promise<SourceFile> {
      const known = this.#read.get(uri) ?? reader.read(uri, namedBy);
      this.#read.set(uri, known);
      return known;
    }

    /** Redocly knows pointers only: names in other files are replaced by them, which needs these files. */
    async replaceNames(uri: string, value: unknown): Promise<void> {
      for (const { node, path, name } of referencesToNames(value)) {
        // What can't be read is told where the reference is followed: it may be part of an example.
        const file = await this.#readFile(this.resolveExternalRef(uri, path), uri).catch(() => undefined);
        const pointer = file?.anchors?.get(name);
        if (pointer !== undefined) node['$ref'] = path + pointer;
      }
    }

    override async loadExternalRef(uri: string): Promise<Source> {
      try {
        const [path = '', name] = uri.split('#');
        if (name !== undefined && (await this.#read.get(path)?.catch(() => undefined)))
          throw new ContractError(
            contractErrorCodes.reference,
            `no schema in ${displayPath(path)} has the $anchor ${name}`,
          );
        const file = await this.#readFile(uri, this.#namedBy.get(uri) ?? root.uri);
        if (mayReferenceNames(file.text)) await this.replaceNames(uri, file.value);
        this.chains.add(uri, file.value);
        files.set(uri, file);
        return sourceOf(redocly, file);
      } catch (error) {
        this.loadError ??= error as Error;
        throw error;
      }
    }

    override parseDocument(source: Source): Document {
      const parsed = copyOf(files.get(source.absoluteRef)?.value);
      onParsed(source.absoluteRef, parsed);
      return { source, parsed: parsed as object };
    }
  }
  const resolver = new ContractResolver();
  if (mayReferenceNames(root.text))
    for (const value of [root.value, document.parsed]) await resolver.replaceNames(root.uri, value);
  resolver.chains.add(root.uri, root.value);
  resolver.cache.set(root.uri, Promise.resolve(document));
  return resolver;
}

const sources = new WeakMap<SourceFile, Source>();

/** Redocly's view of a file. One for each file, since it parses the text again to find lines. */
export function sourceOf(redocly: Redocly, file: SourceFile): Source {
  let source = sources.get(file);
  if (!source) {
    // Redocly notes an error with half a kilobyte for each tab, and uses none of them.
    source = new redocly.Source(file.uri, file.text.replaceAll('\t', ' '));
    sources.set(file, source);
  }
  return source;
}

/** The location of a value: of its key where the value is an object or a list, since a reader looks for the key. */
export function sourceLocation(redocly: Redocly, { file, pointer, value }: SourceValue) {
  const reportOnKey = typeof value === 'object' && value !== null && pointer !== '#';
  return { source: sourceOf(redocly, file), pointer, reportOnKey };
}

export async function positionOf({ source, pointer = '#', reportOnKey = false }: RedoclyLocation): Promise<Position> {
  const { getLineColLocation } = await loadRedocly();
  const { start } = getLineColLocation({
    source,
    // Redocly decodes percent signs in pointers, and doesn't encode them.
    pointer: pointer === '#' ? '#/' : pointer.replaceAll('%', '%25'),
    reportOnKey,
  });
  return {
    file: displayPath(source.absoluteRef),
    line: start.line,
    column: start.col,
  };
}
