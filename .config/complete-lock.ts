/**
 * Adds to package-lock.json the optional packages for other platforms, which npm leaves out where the registry's list of
 * packages lacks them, and then refuses its own lock file in `npm ci`; and the integrity and the licence of packages without.
 * Run it after `npm install` where that happens.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Entry {
  version?: string | undefined;
  integrity?: string;
  license?: string;
  dev?: boolean;
  optional?: boolean;
  cpu?: string[];
  os?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

const path = join(import.meta.dirname, '../package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: Record<string, Entry> };

/** `@swc/core-linux-x64-musl` -> linux, x64, musl. */
function platformOf(name: string): Pick<Entry, 'cpu' | 'os' | 'libc'> | undefined {
  const words = name.split(/[-/]/);
  const os = words.find((word) =>
    ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32', 'wasm32'].includes(word),
  );
  const cpu = words.find((word) => /^(arm|arm64|ia32|loong64|ppc64|riscv64|s390x|x64|wasm32)$/.test(word));
  if (!os || !cpu) return undefined;
  if (os === 'wasm32') return { cpu: ['wasm32'] };
  const libc = words.includes('musl') ? { libc: ['musl'] } : words.includes('gnu') ? { libc: ['glibc'] } : {};
  return { cpu: [cpu], os: [os], ...(os === 'linux' ? libc : {}) };
}

/** What the registry says of a package. */
function factsOf(name: string): Pick<Entry, 'integrity' | 'license'> {
  const output = execFileSync('npm', ['view', '--json', name, 'dist.integrity', 'license'], { encoding: 'utf8' });
  const { 'dist.integrity': integrity, license } = JSON.parse(output) as Record<string, string>;
  if (!integrity) throw new Error(`the registry has no integrity of ${name}`);
  return { integrity, ...(license ? { license } : {}) };
}

const added: string[] = [];
for (const { optionalDependencies, dev } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies ?? {})) {
    const platform = platformOf(name);
    if (lock.packages[`node_modules/${name}`] || !platform) continue;
    lock.packages[`node_modules/${name}`] = { version, ...platform, ...(dev ? { dev } : {}), optional: true };
    added.push(name);
  }
}
for (const [place, entry] of Object.entries(lock.packages)) {
  const name = place.replace(/^.*node_modules\//, '');
  if (place === '' || entry.integrity) continue;
  const { version, ...others } = { ...entry, ...factsOf(`${name}@${entry.version}`) };
  // In npm's order.
  const sorted = Object.entries(others).sort(
    ([a], [b]) => Number(b === 'integrity') - Number(a === 'integrity') || (a < b ? -1 : 1),
  );
  lock.packages[place] = { version, ...Object.fromEntries(sorted) };
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? 'nothing was missing' : `added ${added.join(', ')}`);
