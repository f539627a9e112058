import ipaddr from 'ipaddr.js';
import type { AddressRange, AllowedTarget } from './allowed-target.ts';

/** Where requests may be sent. A name or range in `allowed` wins over `reach`. */
export interface TargetPolicy {
  /** `public`: public addresses, for a service. `loopback`: this machine, for tools of development. */
  readonly reach: 'public' | 'loopback';
  /** Exceptions to `reach`. */
  readonly allowed: readonly AllowedTarget[];
  /** The only ports that may be used, besides those that entries of `allowed` have. Default: all. */
  readonly ports?: readonly number[] | undefined;
}

/** The verdict without a look-up. `unresolved`: it depends on the addresses that the name resolves to. */
export type UrlVerdict = 'allowed' | 'refused' | 'unresolved';

/** What `localhost` and the names below it are. @see https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
export const loopbackAddresses = ['127.0.0.1', '::1'] as const;

const loopbackName = /(^|\.)localhost$/;

/** Names that never leave the machine or its network. @see https://www.rfc-editor.org/rfc/rfc6761 */
const localName = /(^|\.)(local|internal|intranet|lan|home|corp|home\.arpa|localdomain)$/;

/**
 * Judges a URL without a look-up. Refused are other schemes than http and https, credentials, addresses and ports that the
 * policy forbids, however they are written, and under `public` names that only this machine or a local network knows,
 * unless `allowed` has a range in which their addresses may be.
 * @param url absolute; a text that is no URL is refused
 * @example
 * ```ts
 * import { judgeUrl } from 'concordat/http';
 *
 * judgeUrl('http://0x7f.1/', { reach: 'public', allowed: [] }); // 'refused': this is 127.0.0.1
 * judgeUrl('https://crm.example/hooks', { reach: 'public', allowed: [] }); // 'unresolved'
 * ```
 */
export function judgeUrl(url: string | URL, policy: TargetPolicy): UrlVerdict {
  const parsed = URL.parse(String(url));
  if (!parsed || !isPlainHttp(parsed)) return 'refused';
  const host = hostOf(parsed);
  if (isNamed(parsed, policy)) return 'allowed';
  if (ipaddr.isValid(host)) return isAllowedAddress(host, parsed, policy) ? 'allowed' : 'refused';
  if (!isAllowedPort(parsed, policy) && !allowsRange(parsed, policy, () => true)) return 'refused';
  if (policy.reach === 'loopback') return host === 'localhost' ? 'allowed' : 'unresolved';
  const isOpen = isLoopbackName(host)
    ? loopbackAddresses.some((address) => isAllowedAddress(address, parsed, policy))
    : (host.includes('.') && !localName.test(host)) || allowsRange(parsed, policy, isLocalNetwork);
  return isOpen ? 'unresolved' : 'refused';
}

/** Whether a URL is http or https, and has no credentials. */
export function isPlainHttp({ protocol, username, password }: URL): boolean {
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

/** Whether the URL's port may be used, whatever the host. */
export function isAllowedPort(url: URL, { ports }: TargetPolicy): boolean {
  return !ports || ports.includes(portOf(url));
}

/** Whether a host name is this machine's, whatever DNS says. */
export function isLoopbackName(hostname: string): boolean {
  return loopbackName.test(hostname.toLowerCase().replace(/\.$/, ''));
}

/** Whether the allow-list has the URL's host by its name. */
export function isNamed(url: URL, policy: TargetPolicy): boolean {
  const host = hostOf(url);
  return policy.allowed.some((target) => 'host' in target && target.host === host && isOnPort(target, url, policy));
}

/**
 * Whether an address that the URL's name resolved to, or that a socket is connected to, may be reached.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 * @example
 * ```ts
 * import { isAllowedAddress } from 'concordat/http';
 *
 * isAllowedAddress('10.0.0.5', new URL('https://crm.example/'), { reach: 'public', allowed: [] }); // false
 * ```
 */
export function isAllowedAddress(address: string, url: URL, policy: TargetPolicy): boolean {
  if (isNamed(url, policy)) return true;
  if (!ipaddr.isValid(address)) return false;
  // An IPv4 address that is mapped into IPv6 is judged as the IPv4 address.
  const parsed = ipaddr.process(address);
  if (allowsRange(url, policy, (range) => isWithin(parsed, range))) return true;
  const isReached = policy.reach === 'public' ? isPublic(parsed) : parsed.range() === 'loopback';
  return isReached && isAllowedPort(url, policy);
}

/** In lower case, without the brackets of IPv6. The parser has turned every spelling of an IPv4 address into one. */
function hostOf({ hostname }: URL): string {
  return hostname
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[(.*)\]$/, '$1');
}

/** Whether the allow-list has such a range on the URL's port. */
function allowsRange(url: URL, policy: TargetPolicy, isWanted: (range: AddressRange) => boolean): boolean {
  return policy.allowed.some((target) => 'range' in target && isOnPort(target, url, policy) && isWanted(target.range));
}

/** An operator who allows ranges of a local network means its names too: their addresses decide. */
function isLocalNetwork([address]: AddressRange): boolean {
  return address.range() !== 'loopback';
}

function isOnPort({ port }: AllowedTarget, url: URL, policy: TargetPolicy): boolean {
  return port === undefined ? isAllowedPort(url, policy) : port === portOf(url);
}

function portOf({ port, protocol }: URL): number {
  return Number(port || (protocol === 'https:' ? 443 : 80));
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

function isWithin(address: Address, range: AddressRange): boolean {
  return range[0].kind() === address.kind() && address.match(range as never);
}

const globalUnicast = ipaddr.parseCIDR('2000::/3');

/** Azure's host of virtual machines: its range is public, and only the machine itself reaches it. */
const hostOfAzure = '168.63.129.16';

/** 6to4, Teredo, NAT64 and the rest of the special ranges aren't unicast to ipaddr.js. */
function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  if (address instanceof ipaddr.IPv4) return address.toString() !== hostOfAzure;
  return isWithin(address, globalUnicast) && !isIsatap(address);
}

/** An interface identifier with an IPv4 address in it. @see https://www.rfc-editor.org/rfc/rfc5214#section-6.1 */
function isIsatap({ parts }: ipaddr.IPv6): boolean {
  return ((parts[4] as number) & 0xfdff) === 0 && parts[5] === 0x5efe;
}
