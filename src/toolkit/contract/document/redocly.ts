/** What this room takes from Redocly's core: bundling files into one document, and lines of pointers. Loaded when needed. */

import type { BaseResolver, Document, Source } from '@redocly/openapi-core';
import { ContractError, contractErrorCodes, type Position } from './contract-error.ts';
import { copyOf } from './copy.ts';
import { displayPath, isUrl, readSource, type SourceFile } from './source.ts';

type Redocly = typeof import('@redocly/openapi-core');

/** A value of a contract, and where it was read from. */
export interface PartOfFile {
  readonly file: SourceFile;
  readonly pointer: string;
  readonly value: unknown;
}

/** A location as Redocly's problems have it. */
export interface RedoclyLocation {
  readonly source: Source;
  readonly pointer?: string | undefined;
  readonly reportOnKey?: boolean | undefined;
}

export function loadRedocly(): Promise<Redocly> {
  return import('@redocly/openapi-core');
}

export type Resolver = BaseResolver & {
  readonly files: ReadonlyMap<string, SourceFile>;
  /** Why a file could not be read, or not be asked for. */
  readonly refused: Error | undefined;
};

/**
 * Redocly's resolver, reading files as `readSource` does and keeping what it read.
 * @param document the root, which other files may reference in turn
 * @param onParsed told of every other file's value, before Redocly works on it
 */
export async function createResolver(
  root: SourceFile,
  document: Document,
  allowRemote: boolean,
  onParsed: (uri: string, value: unknown) => void = () => {},
): Promise<Resolver> {
  const redocly = await loadRedocly();
  const files = new Map([[root.uri, root]]);
  class ContractResolver extends redocly.BaseResolver {
    readonly files = files;
    refused: Error | undefined;

    override async loadExternalRef(uri: string): Promise<Source> {
      try {
        if (isUrl(uri) && !allowRemote) {
          throw new ContractError(
            contractErrorCodes.remote,
            `${uri} lies on another machine, and is only read with --allow-remote (allowRemote: true)`,
          );
        }
        const file = await readSource(uri);
        files.set(uri, file);
        return sourceOf(redocly, file);
      } catch (error) {
        this.refused ??= error as Error;
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
  resolver.cache.set(root.uri, Promise.resolve(document));
  return resolver;
}

const sources = new WeakMap<SourceFile, Source>();

/** Redocly's view of a file: one for each, as it parses the text again to know its lines. */
export function sourceOf(redocly: Redocly, file: SourceFile): Source {
  let source = sources.get(file);
  if (!source) {
    source = new redocly.Source(file.uri, file.text);
    sources.set(file, source);
  }
  return source;
}

/** The place of a value; of its key where the value is an object or a list, as that is what a reader looks for. */
export function sourceLocation(redocly: Redocly, { file, pointer, value }: PartOfFile) {
  const reportOnKey = typeof value === 'object' && value !== null && pointer !== '#';
  return { source: sourceOf(redocly, file), pointer, reportOnKey };
}

export async function positionOf({ source, pointer = '#', reportOnKey = false }: RedoclyLocation): Promise<Position> {
  const { getLineColLocation } = await loadRedocly();
  const { start } = getLineColLocation({
    source,
    // Redocly undoes a percent-encoding that its own pointers don't have.
    pointer: pointer === '#' ? '#/' : pointer.replaceAll('%', '%25'),
    reportOnKey,
  });
  return {
    file: displayPath(source.absoluteRef),
    line: start.line,
    column: start.col,
  };
}
