import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';

/** The addresses of each name, in lower case. */
export type Hosts = ReadonlyMap<string, readonly string[]>;

/** A changed file is noticed after this. */
const maxAgeMs = 5000;

const read = new Map<string, { readonly hosts: Promise<Hosts>; readonly readAt: number }>();

/** Reads a file such as `/etc/hosts`. One that isn't there, or can't be read, has no names. */
export function readHosts(file: string): Promise<Hosts> {
  const known = read.get(file);
  if (known && performance.now() - known.readAt < maxAgeMs) return known.hosts;
  const hosts = readFile(file, 'utf8').then(parseHosts, () => new Map());
  read.set(file, { hosts, readAt: performance.now() });
  return hosts;
}

/** @see https://man7.org/linux/man-pages/man5/hosts.5.html */
export function parseHosts(text: string): Hosts {
  const hosts = new Map<string, string[]>();
  for (const line of text.split(/\r?\n/)) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (isIP(address) === 0) continue;
    for (const name of names) {
      const key = name.toLowerCase().replace(/\.$/, '');
      const addresses = hosts.get(key) ?? [];
      hosts.set(key, addresses.includes(address) ? addresses : [...addresses, address]);
    }
  }
  return hosts;
}
