import { ContractError, contractErrorCodes } from './contract-error.ts';
import { readRegularFile } from './local-file.ts';
import { parseSource } from './parse-source.ts';
import { mayHaveIdentifiers, resolveIdentifiers } from './schema-identifiers.ts';
import { displayPath, isUrl, type SourceFile } from './source.ts';
import { sourceLimits } from './source-limits.ts';

/** How {@link readSource} reads a file. */
export interface ReadOptions {
  /** What to do if there is no such file, for its path. */
  readonly hint?: string | ((path: string) => string);
  /** Where a local file is, if links are resolved. Default: its `uri`. */
  readonly path?: string;
  /** What reads it, if it is a URL. */
  readonly readRemote?: (url: string) => Promise<Buffer>;
}

/**
 * Reads and parses one regular file.
 * @throws {ContractError} unreadable, unparsable or beyond a limit, with line and column where the parser knows them
 */
export async function readSource(uri: string, options: ReadOptions = {}): Promise<SourceFile> {
  const text = await readText(uri, options);
  const value = parseSource(uri, text);
  return { uri, text, value, anchors: mayHaveIdentifiers(text) ? resolveIdentifiers(value) : undefined };
}

async function readText(
  uri: string,
  { hint = 'Correct the $ref that names it', path = uri, readRemote }: ReadOptions,
): Promise<string> {
  try {
    const bytes = await (isUrl(uri) && readRemote ? readRemote(uri) : readRegularFile(path, sourceLimits.fileBytes));
    // A byte order mark would shift the columns of the first line.
    return bytes.toString('utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const advice = () => (typeof hint === 'string' ? hint : hint(path));
    const reason = code === 'ENOENT' ? `there is no such file. ${advice()}` : message;
    throw new ContractError(contractErrorCodes.unreadable, `${displayPath(uri)}: ${reason}`, { cause });
  }
}
