import { existsSync } from 'node:fs';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { makeFolder } from '../contract/document/local-file.ts';
import { addClientChecks, type ProjectClient } from './clients.ts';
import { InitError, initErrorCodes } from './init-error.ts';
import { makePackageJson } from './package-json.ts';

const scaffold = join(import.meta.dirname, 'scaffold');

/** npm doesn't pack files called `.gitignore`. */
const renamed: Readonly<Record<string, string>> = { gitignore: '.gitignore' };

/** What checks the project in CI. */
const pipelines: readonly string[] = [join('.github', 'workflows', 'contract.yml'), '.gitlab-ci.yml'];

/** What {@link init} adds to a project. */
export interface InitOptions {
  /** Clients that the project keeps up to date: it gets a script and a step in CI for each. Default: none. */
  readonly clients?: readonly ProjectClient[];
}

/**
 * Creates a project: a contract, generated code, a service and its tests.
 * @param dir the folder for it, created if it is missing
 * @returns the paths of the files that were written
 * @throws {InitError} `occupied` if one of them exists already, `unwritable` if one can't be written; then all are removed
 * @example
 * ```ts
 * import { init } from 'concordat';
 *
 * const files = await init('shop');
 * ```
 */
export async function init(dir: string, { clients = [] }: InitOptions = {}): Promise<string[]> {
  const root = resolve(dir);
  const entries = await readdir(scaffold, {
    recursive: true,
    withFileTypes: true,
  });
  const sources = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(scaffold, join(entry.parentPath, entry.name)));
  const files = new Map(sources.sort().map((source) => [renamed[source] ?? source, source]));
  const taken = [...files.keys(), 'package.json'].filter((file) => existsSync(join(root, file)));
  if (taken.length > 0) {
    throw new InitError(
      initErrorCodes.occupied,
      `${join(dir, taken[0] as string)}${taken.length > 1 ? ` and ${taken.length - 1} more files` : ''} already ${taken.length > 1 ? 'exist' : 'exists'}, ` +
        'and nothing is overwritten. Name another folder: concordat init DIR',
    );
  }
  const packageJson = makePackageJson(basename(root), clients);
  const written: string[] = [];
  try {
    for (const [file, source] of files) {
      const target = join(root, file);
      await makeFolder(join(target, '..'));
      await cp(join(scaffold, source), target, {
        errorOnExist: true,
        force: false,
      });
      written.push(target);
      if (clients.length > 0 && pipelines.includes(file))
        await writeFile(target, addClientChecks(await readFile(target, 'utf8'), clients));
    }
    const target = join(root, 'package.json');
    await writeFile(target, packageJson, { flag: 'wx' });
    written.push(target);
  } catch (cause) {
    await Promise.all(written.map((target) => rm(target, { force: true })));
    throw new InitError(initErrorCodes.unwritable, `${dir} can't be written: ${(cause as Error).message}`, { cause });
  }
  return written.map((target) => join(dir, relative(root, target)));
}
