import { resolve } from 'node:path';
import { hideCredentials } from '../../encoding/url.ts';
import { ContractError, contractErrorCodes } from './contract-error.ts';
import { findProject, isInside, realPath } from './project.ts';
import { readSource } from './read-source.ts';
import type { RemoteFiles } from './remote-file.ts';
import { displayPath, isUrl, type SourceFile } from './source.ts';
import { sourceLimits } from './source-limits.ts';

const remoteTimeoutMs = 30_000;

/** Where the files of a contract may be. */
export interface SourceOptions {
  /** Whether files of the contract may be read over http(s). Default: false. */
  readonly allowRemote?: boolean | undefined;
  /**
   * With `allowRemote`: addresses, ranges (`10.0.0.0/8`) and hosts that may be read from though they are not public.
   * Default: none.
   */
  readonly remoteHosts?: readonly string[] | undefined;
  /**
   * The folder that all files of the contract have to be in. Default: the repository that has the contract (the nearest
   * folder with a `.git`), else its package (with a `package.json`), else its own folder.
   */
  readonly root?: string | undefined;
}

/**
 * Reads the files of one contract. A contract may come from a stranger: what it names has to be a regular file of the
 * project, links resolved, and all of them together have a limit.
 */
export class SourceReader {
  readonly #options: SourceOptions;
  /** Undefined for a contract that is read over http(s): nothing on this machine is part of it. */
  readonly #project: string | undefined;
  #remote: RemoteFiles | undefined;
  #bytes = 0;
  #files = 0;

  /** @param uri of the root file: an absolute path or a URL */
  constructor(uri: string, options: SourceOptions = {}) {
    this.#options = options;
    this.#project = options.root === undefined ? (isUrl(uri) ? undefined : findProject(uri)) : findRoot(options.root);
  }

  /** The root file, which the user names: with `root` it has to be in there, else it may be anywhere. */
  async readRoot(uri: string, hint: string | ((path: string) => string)): Promise<SourceFile> {
    const path = this.#options.root === undefined || isUrl(uri) ? uri : this.#locate(uri);
    return this.#count(await readSource(uri, { hint, path, readRemote: (url) => this.#readRemote(url) }));
  }

  /**
   * A file that another one names.
   * @param namedBy the path or URL of that file
   * @throws {ContractError} `remote`, `outside`, `limit`, `unreadable` or `unparsable`
   */
  async read(uri: string, namedBy: string): Promise<SourceFile> {
    if (++this.#files > sourceLimits.files) throw tooMuch(uri, `${sourceLimits.files} files`);
    if (isUrl(uri)) {
      if (this.#options.allowRemote) {
        return this.#count(await readSource(uri, { readRemote: (url) => this.#readRemote(url, namedBy) }));
      }
      const message = `${displayPath(uri)} is on another machine, and is only read with --allow-remote (allowRemote: true)`;
      throw new ContractError(contractErrorCodes.remote, message);
    }
    const [scheme] = /^[a-z][a-z\d+.-]+:/i.exec(uri) ?? [];
    if (scheme !== undefined) {
      const message = `${hideCredentials(uri)}: a $ref can't have the scheme ${scheme} Name a file by its path, relative to the file with the $ref`;
      throw new ContractError(contractErrorCodes.outside, message);
    }
    return this.#count(await readSource(uri, { path: this.#locate(uri) }));
  }

  async #readRemote(url: string, namedBy?: string): Promise<Buffer> {
    if (hideCredentials(url) !== url) throw new Error('a URL with a user name and a password is not loaded');
    const { RemoteFiles } = await import('./remote-file.ts');
    const limits = { maxBytes: sourceLimits.fileBytes, timeoutMs: remoteTimeoutMs };
    this.#remote ??= new RemoteFiles(this.#options.remoteHosts ?? [], limits);
    return this.#remote.read(url, namedBy);
  }

  /** The real path of a file. */
  #locate(uri: string): string {
    const project = this.#project;
    const path = realPath(uri) ?? uri;
    if (project !== undefined && isInside(project, path)) return path;
    const way = path === uri ? '' : `, which is a link to ${path}`;
    const message = `${displayPath(uri)}${way}: this file is outside of ${project ?? 'the contract, which is read over http(s)'}, and not read. Move it into that folder, or name one that has all files with --root DIR (root)`;
    throw new ContractError(contractErrorCodes.outside, message);
  }

  #count(file: SourceFile): SourceFile {
    this.#bytes += file.text.length;
    if (this.#bytes > sourceLimits.totalBytes) throw tooMuch(file.uri, `${sourceLimits.totalBytes / 2 ** 20} MiB`);
    return file;
  }
}

function findRoot(root: string): string {
  const found = realPath(resolve(root));
  if (found !== undefined) return found;
  throw new ContractError(contractErrorCodes.unreadable, `${root}: there is no such folder. Correct --root DIR (root)`);
}

function tooMuch(uri: string, limit: string): ContractError {
  const message = `${displayPath(uri)}: with this file, the contract has more than ${limit}. Split the contract`;
  return new ContractError(contractErrorCodes.limit, message);
}
