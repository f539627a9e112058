/** What makes a package-lock.json unsafe. */
export interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}
export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly link?: boolean;
  readonly license?: string;
  readonly dev?: boolean;
}

/** @param allowed `allowScripts` of package.json: whether each package with an install script may run it */
export function findLockProblems({ packages }: LockFile, allowed: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(packages).flatMap(([path, locked]) => {
    if (path === '') return [];
    const name = nameOf(path);
    const problems: string[] = [];
    if (!/^sha512-[A-Za-z0-9+/]{86}==$/.test(locked.integrity ?? ''))
      problems.push(`${path} must have a SHA-512 integrity; try node .config/complete-lock.ts`);
    // The registry in use decides from where; a URL in the file could lead anywhere, and tells whose machine wrote it.
    if (locked.resolved !== undefined || locked.link) problems.push(`${path} must not have a place of its own`);
    if (locked.hasInstallScript && allowed[name] === undefined)
      problems.push(`${path} has an install script: say in allowScripts of package.json whether it may run`);
    return problems;
  });
}

/** `node_modules/a/node_modules/@b/c` -> `@b/c` */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}
