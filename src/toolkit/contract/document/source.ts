import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hideCredentials } from '../../encoding/url.ts';
import { ContractError, contractErrorCodes } from './contract-error.ts';

/** One file of a contract: `uri` is an absolute path or an http(s) URL. */
export interface SourceFile {
  readonly uri: string;
  readonly text: string;
  readonly value: unknown;
  /** The pointers that `#name` of another file leads to. */
  readonly anchors?: ReadonlyMap<string, string> | undefined;
}

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

/** Whether a text starts like JSON; so does YAML's flow style. */
export function isJsonText(text: string): boolean {
  return /^\s*[{[]/.test(text);
}
