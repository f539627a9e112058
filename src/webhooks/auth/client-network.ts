import ipaddr from 'ipaddr.js';

/**
 * What one client can send from: an IPv4 address, or a /64 of IPv6, of which a client usually has all addresses. IPv4
 * addresses that are written as IPv6 are the IPv4 address.
 * @param address as a socket or a proxy names it; what is none is one network, whatever it is
 * @see https://www.rfc-editor.org/rfc/rfc6177
 */
export function networkOf(address: string): string {
  // Some proxies name the port, too.
  const plain = address.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1');
  if (!ipaddr.isValid(plain)) return 'unknown';
  const parsed = ipaddr.process(plain);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  const [, second = 0, third = 0, , , , high = 0, low = 0] = parsed.parts;
  const range = parsed.range();
  // A translator between IPv6 and IPv4 writes all IPv4 clients into one /64; a client with 6to4 has 65,536 of them.
  if (range === 'rfc6052' || range === 'rfc6145') return formatIpv4(high, low);
  if (range === '6to4') return formatIpv4(second, third);
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}

function formatIpv4(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
