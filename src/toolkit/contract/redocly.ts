/** What this room takes from Redocly's core: bundling files into one document, and lines of pointers. Loaded when needed. */
import type { BaseResolver, Source } from '@redocly/openapi-core';
import { ContractError, contractErrorCodes, type Position } from './contract-error.ts';
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

/** Redocly's resolver, reading files as `readSource` does and keeping what it read. */
export async function createResolver(
  root: SourceFile,
  allowRemote: boolean,
): Promise<BaseResolver & { files: Map<string, SourceFile>; refused: Error | undefined }> {
  const redocly = await loadRedocly();
  const { BaseResolver } = redocly;
  return new (class extends BaseResolver {
    readonly files = new Map([[root.uri, root]]);
    refused: Error | undefined;

    override async loadExternalRef(uri: string): Promise<Source> {
      const known = this.files.get(uri);
      if (known) return sourceOf(redocly, known);
      try {
        if (isUrl(uri) && !allowRemote) {
          throw new ContractError(
            contractErrorCodes.remote,
            `${uri} lies on another machine, and is only read with --allow-remote (allowRemote: true)`,
          );
        }
        const file = await readSource(uri);
        this.files.set(uri, file);
        return sourceOf(redocly, file);
      } catch (error) {
        this.refused ??= error as Error;
        throw error;
      }
    }

    override parseDocument(source: Source) {
      return {
        source,
        parsed: structuredClone(this.files.get(source.absoluteRef)?.value) as object,
      };
    }
  })();
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
    pointer: pointer === '#' ? '#/' : pointer,
    reportOnKey,
  });
  return {
    file: displayPath(source.absoluteRef),
    line: start.line,
    column: start.col,
  };
}
