import { globSync } from 'node:fs';

/** The library with which a process has another time of day; undefined where it isn't installed, which is printed. */
export function findFaketime(): string | undefined {
  const [library] = globSync(['/usr/lib/*/faketime/libfaketimeMT.so.1', '/usr/lib/faketime/libfaketimeMT.so.1']);
  if (library === undefined) console.log('skipped: this needs libfaketime');
  return library;
}
