import ipaddr from 'ipaddr.js';

/** An address range or a host that deliveries may reach nevertheless. */
export type AllowedTarget = { readonly host: string } | { readonly range: [ipaddr.IPv4 | ipaddr.IPv6, number] };

/**
 * Reads `ALLOW_TARGETS`: addresses, ranges such as `10.0.0.0/8`, and host names, separated by commas.
 * @throws {TypeError} naming what is neither
 */
export function parseAllowedTargets(text: string): AllowedTarget[] {
  const names = text.split(',').map((part) => part.trim().toLowerCase());
  return names.filter((name) => name !== '').map(parseAllowedTarget);
}

function parseAllowedTarget(name: string): AllowedTarget {
  if (ipaddr.isValidCIDR(name)) return { range: ipaddr.parseCIDR(name) };
  if (ipaddr.isValid(name)) {
    const address = ipaddr.parse(name);
    return { range: [address, address.kind() === 'ipv4' ? 32 : 128] };
  }
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name)) {
    throw new TypeError(`${JSON.stringify(name)} is no address, no range such as 10.0.0.0/8, and no host name`);
  }
  return { host: name };
}

/** Names that never leave the machine or its network. @see https://www.rfc-editor.org/rfc/rfc6761 */
const localName = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|home\.arpa|localdomain)$/;

/**
 * Whether deliveries may be sent to a URL, as far as the URL tells: its scheme, that it has no credentials, and the
 * address or the name in it. What a name stands for is asked with `isAllowedAddress` when it is resolved.
 */
export function isAllowedUrl(url: string, allowed: readonly AllowedTarget[]): boolean {
  const parsed = URL.parse(url);
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return false;
  if (parsed.username !== '' || parsed.password !== '') return false;
  // The parser has turned every spelling of an IPv4 address into one.
  const host = parsed.hostname.toLowerCase().replace(/\.$/, '');
  if (allowed.some((target) => 'host' in target && target.host === host)) return true;
  const literal = host.replace(/^\[(.*)\]$/, '$1');
  if (ipaddr.isValid(literal)) return isAllowedAddress(literal, allowed);
  return host.includes('.') && !localName.test(host);
}

/** Whether deliveries may be sent to an address: a public one, or one that is allowed nevertheless. */
export function isAllowedAddress(text: string, allowed: readonly AllowedTarget[]): boolean {
  const address = ipaddr.process(text);
  const isExcepted = allowed.some(
    (target) => 'range' in target && target.range[0].kind() === address.kind() && address.match(target.range as never),
  );
  return isExcepted || isPublic(address);
}

const globalUnicast = ipaddr.parseCIDR('2000::/3');

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || address.match(globalUnicast as never);
}
