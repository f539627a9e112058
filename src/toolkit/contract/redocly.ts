/** What this room takes from Redocly's core: bundling files into one document, and lines of pointers. Loaded when needed. */
import type { BaseResolver, Source } from '@redocly/openapi-core';
import { ContractError, contractErrorCodes, type Position } from './contract-error.ts';
import { displayPath, isUrl, readSource, type SourceFile } from './source.ts';

type Redocly = typeof import('@redocly/openapi-core');

/** Where Redocly says that something is. */
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
  const { BaseResolver, Source } = await loadRedocly();
  return new (class extends BaseResolver {
    readonly files = new Map([[root.uri, root]]);
    refused: Error | undefined;

    override async loadExternalRef(uri: string): Promise<Source> {
      const known = this.files.get(uri);
      if (known) return new Source(uri, known.text);
      try {
        if (isUrl(uri) && !allowRemote) {
          throw new ContractError(
            contractErrorCodes.remote,
            `${uri} lies on another machine, and is only read with --allow-remote (allowRemote: true)`,
          );
        }
        const file = await readSource(uri);
        this.files.set(uri, file);
        return new Source(uri, file.text);
      } catch (error) {
        this.refused ??= error as Error;
        throw error;
      }
    }

    override parseDocument(source: Source) {
      return { source, parsed: structuredClone(this.files.get(source.absoluteRef)?.value) as object };
    }
  })();
}

/** The line and column of what a pointer leads to: of its key where it is an object or a list, else of the value. */
export async function positionOf(location: RedoclyLocation): Promise<Position> {
  const { getLineColLocation } = await loadRedocly();
  const { source, pointer = '#/', reportOnKey = false } = location;
  const { start } = getLineColLocation({ source, pointer: pointer === '#' ? '#/' : pointer, reportOnKey });
  return { file: displayPath(source.absoluteRef), line: start.line, column: start.col };
}
