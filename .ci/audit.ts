/**
 * Asks the registry for known vulnerabilities of what we publish with, and checks its signatures of what is installed.
 * A registry that doesn't answer is told and passed over, unless with `--required`, as before a release.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

export interface AuditResult {
  readonly answered: boolean;
  readonly problems: readonly string[];
}

interface Advisories {
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly via: readonly unknown[] }>>;
}

/** What `npm audit --json` says: everything of high or critical severity. */
export function readAdvisories(output: string): AuditResult {
  const { vulnerabilities } = parse<Advisories>(output);
  if (!vulnerabilities) return { answered: false, problems: [] };
  const problems = Object.entries(vulnerabilities)
    .filter(([, { severity }]) => severity === 'high' || severity === 'critical')
    .map(([name, { severity, via }]) => {
      const titles = via.map((cause) =>
        typeof cause === 'string' ? `by ${cause}` : (cause as { title: string }).title,
      );
      return `${name}: ${severity}: ${titles.join('; ')}`;
    });
  return { answered: true, problems };
}

interface Signatures {
  readonly invalid?: readonly { readonly name: string; readonly version: string }[];
  readonly missing?: readonly { readonly name: string; readonly version: string }[];
}

/** What `npm audit signatures --json` says. A registry without keys has signed nothing. */
export function readSignatures(output: string): AuditResult {
  const { invalid, missing } = parse<Signatures>(output);
  if (!invalid || !missing) return { answered: false, problems: [] };
  return {
    answered: true,
    problems: [
      ...invalid.map(({ name, version }) => `${name}@${version}: the registry's signature is invalid`),
      ...missing.map(({ name, version }) => `${name}@${version}: the registry's signature is missing`),
    ],
  };
}

function parse<T extends object>(output: string): Partial<T> {
  try {
    return JSON.parse(output) as T;
  } catch {
    return {};
  }
}

function audit(...args: string[]): string {
  const options = { cwd: root, encoding: 'utf8', timeout: 120_000, maxBuffer: 64 * 1024 * 1024 } as const;
  return spawnSync('npm', ['audit', ...args, '--json', '--fetch-retries=1'], options).stdout ?? '';
}

if (import.meta.main) {
  const isRequired = process.argv.includes('--required');
  const checks = [
    ['known vulnerabilities', readAdvisories(audit('--omit=dev'))],
    ['signatures', readSignatures(audit('signatures'))],
  ] as const;
  for (const [name, { answered, problems }] of checks) {
    console.log(`${name}: ${answered ? `${problems.length} problems` : "not checked, as the registry doesn't answer"}`);
    for (const problem of problems) console.log(`  ${problem}`);
    if (problems.length > 0 || (isRequired && !answered)) process.exitCode = 1;
  }
}
