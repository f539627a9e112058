/** Under which licences we use packages. */
import { type LockedPackage, type LockFile, nameOf } from './lock-file.ts';

/** All of them let us, and those who use Concordat, do anything as long as the notice is kept. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'PSF-2.0',
  'Python-2.0',
]);

/** Packages under other licences, or that don't state theirs as an SPDX expression: the licence, and why it is fine. */
const exceptions: Readonly<Record<string, { readonly licence: string; readonly reason: string; readonly dev?: true }>> =
  {
    'caniuse-lite': { licence: 'CC-BY-4.0', reason: 'data that Jest reads; not part of what we publish', dev: true },
    'fast-sha256': { licence: 'Unlicense', reason: 'what standardwebhooks hashes with in our tests', dev: true },
  };

/** @param readLicence the licence in the installed package, where the lock file has none */
export function findLicenceProblems(
  { packages }: LockFile,
  readLicence: (path: string) => string | undefined,
): string[] {
  return Object.entries(packages).flatMap(([path, locked]) => {
    if (path === '') return [];
    const licence = locked.license ?? readLicence(path);
    if (licence === undefined) return [`${path} states no licence`];
    if (isAllowed(licence) || isException(path, locked, licence)) return [];
    return [`${path} is under ${licence}, which is not on the list in .ci/licences.ts`];
  });
}

/** Of `A OR B` one has to be allowed, of `A AND B` both. Anything more nested is not. */
export function isAllowed(expression: string): boolean {
  const plain = expression.replace(/^\(([^()]*)\)$/, '$1');
  return plain.split(' OR ').some((option) => option.split(' AND ').every((licence) => allowed.has(licence)));
}

function isException(path: string, { dev }: LockedPackage, licence: string): boolean {
  const exception = exceptions[nameOf(path)];
  return exception?.licence === licence && (exception.dev === undefined || dev === true);
}
