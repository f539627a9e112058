import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/**
 * The folder that the files of a contract may be in: the repository that has it, or else the package, or else its own
 * folder. The repository comes first, since packages of one repository share schemas.
 * @param file an absolute path
 * @returns an absolute path without symbolic links
 */
export function findProject(file: string): string {
  const folder = findShared(dirname(file)) ?? dirname(file);
  return realPath(folder) ?? folder;
}

/** The repository or package that has a folder. */
function findShared(folder: string): string | undefined {
  return findUpwards(folder, '.git') ?? findUpwards(folder, 'package.json');
}

function findUpwards(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, name))) return at;
    if (at === dirname(at)) return undefined;
  }
}

/**
 * The link by which a path leads out of the repository or package that it is in, so that writing there would change what
 * isn't part of it. A path that is not in one may lead anywhere.
 * @returns where it leads to; undefined if it leads nowhere else
 */
export function findWayOut(path: string): string | undefined {
  const absolute = resolve(path);
  const project = findShared(absolute);
  if (project === undefined) return undefined;
  // What doesn't exist yet is made in the innermost folder that does.
  for (let at = absolute; at !== dirname(at); at = dirname(at)) {
    const real = realPath(at);
    if (real !== undefined) return isInside(realPath(project) ?? project, real) ? undefined : real;
  }
  return undefined;
}

/** The path without symbolic links; undefined if there is no such file. */
export function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    // Reading the file tells the reason.
    return undefined;
  }
}

/** @param path and `folder`: absolute paths without symbolic links */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
