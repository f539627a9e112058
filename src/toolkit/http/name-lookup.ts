import type { LookupAddress } from 'node:dns';
import { lookup as lookUpBySystem, Resolver } from 'node:dns/promises';
import { readHosts } from './hosts-file.ts';
import { queueCalls, shareCalls } from './lookup-queue.ts';
import { isLoopbackName, loopbackAddresses } from './target-policy.ts';

/** All addresses of a host name. Rejects if there are none. */
export type Lookup = (hostname: string) => Promise<readonly LookupAddress[]>;

/** How names are looked up in DNS. */
export interface DnsOptions {
  /** Addresses of name servers, with or without a port. Default: the system's. */
  readonly servers?: readonly string[];
  /** A file of names and addresses that comes before DNS. Default: the system's. */
  readonly hostsFile?: string;
}

/** Three seconds in all, so that a name without a response is told from a receiver without one. */
const tries = 3;
const queryTimeoutMs = 1000;

/** How long the second of A and AAAA is waited for when the first is there. What comes later is neither judged nor used. */
const secondFamilyMs = 500;

/** A burst of several hundred queries overflows the name server's socket, and so would their repetitions. */
const pace = { maxAtOnce: 128, slotMs: 50 };

/** A changed `resolv.conf` is noticed after this. */
const resolverAgeMs = 60_000;

/**
 * Looks names up in the file of hosts and in DNS, without threads: `getaddrinfo` takes one of four that the file system
 * needs too, for up to half a minute, and whoever chooses the name chooses the name server that doesn't respond.
 * It knows neither search domains nor what else the system asks.
 * @see https://nodejs.org/docs/latest-v24.x/api/dns.html#implementation-considerations
 * @example
 * ```ts
 * import { createDnsLookup, OutgoingClient } from 'concordat/http';
 *
 * const lookup = createDnsLookup({ servers: ['192.0.2.53', '[2001:db8::53]:5353'] });
 * const client = new OutgoingClient({ policy: { reach: 'public', allowed: [] }, lookup });
 * ```
 */
export function createDnsLookup({ servers, hostsFile = systemHostsFile }: DnsOptions = {}): Lookup {
  let resolver: Resolver | undefined;
  let madeAt = 0;
  const currentResolver = () => {
    if (resolver && performance.now() - madeAt < resolverAgeMs) return resolver;
    // c-ares would repeat all queries that are late at the same time.
    resolver = new Resolver({ timeout: queryTimeoutMs, tries: 1 });
    if (servers) resolver.setServers(servers);
    madeAt = performance.now();
    return resolver;
  };
  const ask4 = repeatLate(queueCalls((name) => currentResolver().resolve4(name), pace));
  const ask6 = repeatLate(queueCalls((name) => currentResolver().resolve6(name), pace));
  return shareCalls(async (hostname) => {
    if (isLoopbackName(hostname)) return loopbackAddresses.map(toLookupAddress);
    const listed = (await readHosts(hostsFile)).get(hostname.replace(/\.$/, ''));
    const addresses = listed ?? (await bothOf(ask4(hostname), ask6(hostname)));
    return addresses.map(toLookupAddress);
  });
}

/** Looks names up as the system does (search domains, mDNS), in two of its four threads at most. */
export const lookUpInSystem: Lookup = shareCalls(
  queueCalls((hostname) => lookUpBySystem(hostname, { all: true }), { maxAtOnce: 2 }),
);

const systemHostsFile =
  process.platform === 'win32' ? `${process.env['SystemRoot']}\\System32\\drivers\\etc\\hosts` : '/etc/hosts';

type Ask = (hostname: string) => Promise<string[]>;

function repeatLate(ask: Ask): Ask {
  return async (hostname) => {
    for (let left = tries - 1; left > 0; left--) {
      try {
        return await ask(hostname);
      } catch (error) {
        if (!isLate(error)) throw error;
      }
    }
    return ask(hostname);
  };
}

function isLate(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ETIMEOUT';
}

/** All addresses of both families, IPv4 first, since a machine may have addresses of IPv6 and no way out. */
async function bothOf(...families: readonly Promise<string[]>[]): Promise<string[]> {
  const found: string[][] = families.map(() => []);
  const settled = families.map(async (family, index) => {
    found[index] = await family;
  });
  await Promise.any(settled).catch(({ errors }: AggregateError) => {
    throw errors.find(isLate) ?? errors[0];
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, secondFamilyMs);
  });
  await Promise.race([Promise.allSettled(settled), late]);
  clearTimeout(timer);
  return found.flat();
}

function toLookupAddress(address: string): LookupAddress {
  return { address, family: address.includes(':') ? 6 : 4 };
}
