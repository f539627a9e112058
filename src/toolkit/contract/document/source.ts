import { readFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CORE_SCHEMA, load, mergeTag, YAMLException } from 'js-yaml';
import { hideCredentials } from '../../encoding/url.ts';
import { ContractError, contractErrorCodes } from './contract-error.ts';

/** One file of a contract: `uri` is an absolute path or an http(s) URL. */
export interface SourceFile {
  readonly uri: string;
  readonly text: string;
  readonly value: unknown;
}

/** The types of YAML 1.2, so that `no` and `2025-01-15` are strings, and the merge key (`<<`), which many contracts use. */
const yamlSchema = CORE_SCHEMA.withTags(mergeTag);

export function isUrl(location: string): boolean {
  return /^https?:\/\//i.test(location);
}

/** A file name, `file:` URL or http(s) URL as an absolute path or http(s) URL. */
export function toUri(location: string | URL): string {
  const text = String(location);
  try {
    if (isUrl(text)) return new URL(text).href;
    return text.startsWith('file:') ? fileURLToPath(text) : resolve(text);
  } catch (cause) {
    throw new ContractError(
      contractErrorCodes.unreadable,
      `${hideCredentials(text)}: this is neither a path nor a URL`,
      { cause },
    );
  }
}

/** A path for messages: relative to the working directory if it is below it. */
export function displayPath(uri: string, base: string = process.cwd()): string {
  if (isUrl(uri)) return hideCredentials(uri);
  const path = relative(base, uri);
  return path === '' || path.startsWith(`..${sep}`) || isAbsolute(path) ? uri : path;
}

/**
 * Reads and parses one file.
 * @throws {ContractError} unreadable or unparsable, with line and column where the parser knows them
 */
export async function readSource(uri: string, hint = 'Correct the $ref that names it'): Promise<SourceFile> {
  const text = await readText(uri, hint);
  return { uri, text, value: parse(uri, text) };
}

async function readText(uri: string, hint: string): Promise<string> {
  const shown = displayPath(uri);
  try {
    // A byte order mark would shift the columns of the first line.
    if (!isUrl(uri)) return (await readFile(uri, 'utf8')).replace(/^\uFEFF/, '');
    if (hideCredentials(uri) !== uri) throw new Error('a URL with a user name and a password is not loaded');
    const response = await fetch(uri, { signal: AbortSignal.timeout(30_000) });
    if (!response.ok) throw new Error(`the server responded with status ${response.status}`);
    return await response.text();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    let reason = message;
    if (code === 'ENOENT') reason = `there is no such file. ${hint}`;
    if (code === 'EISDIR') reason = 'this is a folder. Name the file in it';
    throw new ContractError(contractErrorCodes.unreadable, `${shown}: ${reason}`, { cause });
  }
}

/** Whether a text starts like JSON; so does YAML's flow style. */
export function isJsonText(text: string): boolean {
  return /^\s*[{[]/.test(text);
}

/** JSON is parsed as JSON first, which is several times faster than as YAML. */
function parse(uri: string, text: string): unknown {
  if (isJsonText(text)) {
    try {
      return JSON.parse(text);
    } catch {
      // A SyntaxError. It may still be YAML in flow style; if not, the YAML parser says where it stopped.
    }
  }
  try {
    const value = load(text, { schema: yamlSchema, maxDepth: 1000 });
    if (/[*&]/.test(text)) refuseCircularAliases(uri, value);
    return value;
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause;
    const { line = 0, column = 0 } = cause.mark ?? {};
    throw new ContractError(contractErrorCodes.unparsable, `${cause.reason}. This is neither valid YAML nor JSON`, {
      position: {
        file: displayPath(uri),
        line: line + 1,
        column: column + 1,
      },
      cause,
    });
  }
}

/** In YAML an alias may be inside the node that it repeats, which JSON can't express. */
function refuseCircularAliases(uri: string, value: unknown): void {
  try {
    JSON.stringify(value);
  } catch (cause) {
    const reason =
      cause instanceof TypeError
        ? 'a YAML alias (*name) is inside the node that it repeats. Use a $ref instead'
        : 'this document is too large once its YAML aliases (*name) are expanded';
    throw new ContractError(contractErrorCodes.unsupported, `${displayPath(uri)}: ${reason}`, { cause });
  }
}
