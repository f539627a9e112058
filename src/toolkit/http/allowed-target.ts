import ipaddr from 'ipaddr.js';
import { OutgoingError, outgoingErrorCodes } from './outgoing-error.ts';

/** An address and the length of its prefix in bits. */
export type AddressRange = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** A host or a range of addresses that may be reached although the policy alone forbids it; on one port, or on all. */
export type AllowedTarget = ({ readonly host: string } | { readonly range: AddressRange }) & {
  readonly port?: number;
};

/**
 * Reads an allow-list: addresses (`10.0.0.5`), ranges in CIDR notation (`10.0.0.0/8`) and host names (`receiver`).
 * Addresses and host names may have a port (`receiver:8080`, `[fd00::5]:8080`).
 * @throws {OutgoingError} `HTTP_ALLOWED_TARGET`, naming the first invalid entry
 * @see https://www.rfc-editor.org/rfc/rfc4632#section-3.1
 * @example
 * ```ts
 * import { parseAllowedTargets, type TargetPolicy } from 'concordat/http';
 *
 * const policy: TargetPolicy = { reach: 'public', allowed: parseAllowedTargets(['10.0.0.0/8', 'receiver:8080']) };
 * ```
 */
export function parseAllowedTargets(entries: readonly string[]): AllowedTarget[] {
  return entries.map((entry) => {
    const text = entry.trim().toLowerCase();
    const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text) ?? [];
    // An IPv6 address without brackets has colons of its own.
    const target = parseTarget(bracketed ?? plain ?? text);
    if (!target || Number(port ?? 1) > 65_535) {
      const message = `${JSON.stringify(text)} is neither an address, a range such as 10.0.0.0/8, nor a host name`;
      throw new OutgoingError(outgoingErrorCodes.allowedTarget, message);
    }
    return port === undefined ? target : { ...target, port: Number(port) };
  });
}

function parseTarget(text: string): AllowedTarget | undefined {
  if (ipaddr.isValidCIDR(text)) return { range: ipaddr.parseCIDR(text) };
  if (ipaddr.isValid(text)) {
    const address = ipaddr.process(text);
    return { range: [address, address.kind() === 'ipv4' ? 32 : 128] };
  }
  const host = text.replace(/\.$/, '');
  return /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/.test(host) ? { host } : undefined;
}
