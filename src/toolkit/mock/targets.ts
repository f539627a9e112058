import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { MockError, mockErrorCodes } from './mock-error.ts';

/** Where outgoing requests may go besides this machine: addresses, ranges such as `10.0.0.0/8`, and host names. */
export class Targets {
  readonly #hosts = new Set<string>();
  readonly #addresses = new BlockList();

  /** @throws {MockError} naming what is none of them */
  constructor(allowed: readonly string[]) {
    this.#addresses.addSubnet('127.0.0.0', 8, 'ipv4');
    this.#addresses.addAddress('::1', 'ipv6');
    for (const text of allowed) {
      const [address = '', bits] = text.split('/');
      const kind = isIP(address);
      if (kind === 0 && bits === undefined && /^[a-z0-9.-]+$/i.test(text)) this.#hosts.add(text.toLowerCase());
      else this.#add(text, address, bits, kind);
    }
  }

  #add(text: string, address: string, bits: string | undefined, kind: number): void {
    try {
      const family = kind === 6 ? 'ipv6' : 'ipv4';
      if (bits === undefined) this.#addresses.addAddress(address, family);
      else this.#addresses.addSubnet(address, Number(bits), family);
    } catch (cause) {
      const message = `${JSON.stringify(text)} is no address, no range such as 10.0.0.0/8, and no host name`;
      throw new MockError(mockErrorCodes.target, message, { cause });
    }
  }

  /**
   * The addresses that a request to a URL may be sent to.
   * @throws {MockError} where it may not be, or there is none
   */
  async resolve(url: URL): Promise<LookupAddress[]> {
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
    if (!/^https?:$/.test(url.protocol)) throw new MockError(mockErrorCodes.target, `${url.href} is not http or https`);
    const found = await lookup(host, { all: true }).catch((cause: Error) => {
      throw new MockError(mockErrorCodes.target, `${host} has no address: ${cause.message}`, { cause });
    });
    const isAllowed = ({ address, family }: LookupAddress) =>
      this.#hosts.has(host) || this.#addresses.check(address, family === 6 ? 'ipv6' : 'ipv4');
    if (!found.every(isAllowed)) {
      const message = `${url.host} is not this machine: --allow-target ${host} lets the mock send there`;
      throw new MockError(mockErrorCodes.target, message);
    }
    return found;
  }
}
