/** Checks workflows, lock files and licences, without the network. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findLicenceProblems } from './licences.ts';
import { findLockProblems, type LockFile } from './lock-file.ts';
import { findWorkflowProblems } from './workflows.ts';

const root = join(import.meta.dirname, '..');

export function findSupplyChainProblems(): string[] {
  const workflows = ['.github', 'src/toolkit/init/scaffold/.github'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /^(?:workflows|actions)\b.*\.ya?ml$/.test(file))
      .map((file) => join(folder, file)),
  );
  return [
    ...workflows.flatMap((file) => findWorkflowProblems(basename(file), readText(file))),
    ...['.', 'test/corpus'].flatMap((folder) => {
      const lock = readJson<LockFile>(folder, 'package-lock.json');
      const { allowScripts = {} } = readJson<{ allowScripts?: Record<string, boolean> }>(folder, 'package.json');
      return findLockProblems(lock, allowScripts).map((problem) => `${join(folder, 'package-lock.json')}: ${problem}`);
    }),
    // The corpus is only read by tests here, and not passed on.
    ...findLicenceProblems(readJson<LockFile>('package-lock.json'), readLicence),
  ];
}

/** Older packages have an object, or a list of them. */
function readLicence(path: string): string | undefined {
  if (!existsSync(join(root, path, 'package.json'))) return undefined;
  const { license, licenses } = readJson<{ license?: unknown; licenses?: unknown }>(path, 'package.json');
  const [licence] = [license ?? licenses].flat() as (string | { type?: string } | undefined)[];
  return typeof licence === 'object' ? licence.type : licence;
}

function readText(...path: string[]): string {
  return readFileSync(join(root, ...path), 'utf8');
}

function readJson<T>(...path: string[]): T {
  return JSON.parse(readText(...path)) as T;
}

if (import.meta.main) {
  const problems = findSupplyChainProblems();
  for (const problem of problems) console.log(problem);
  console.log(
    problems.length === 0 ? 'workflows, lock files and licences are in order' : `${problems.length} problems`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
}
