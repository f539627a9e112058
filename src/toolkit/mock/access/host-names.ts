import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { MockError, mockErrorCodes } from '../mock-error.ts';

/** Why a request isn't let in. */
export interface AccessRefusal {
  readonly status: 400 | 421;
  readonly message: string;
}

/**
 * What the mock may be reached by: addresses, `localhost`, and the names that were given. The owner of any other name can
 * let it resolve to this machine once a page is loaded from it, and the browser takes the mock for that page's own server.
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5.20
 */
export class HostNames {
  readonly #names: ReadonlySet<string | undefined>;
  /** The last `Host` that was let in, as most requests have the same. */
  #last: string | undefined;

  /**
   * @param host what the mock listens on
   * @param allowed more names
   * @throws {MockError} `MOCK_HOST`, naming the invalid entry
   */
  constructor(host: string, allowed: readonly string[]) {
    for (const name of allowed) {
      if (hostOf(name) !== undefined) continue;
      const message = `${JSON.stringify(name)} is not a host name: name it without scheme and path, such as mock.example`;
      throw new MockError(mockErrorCodes.host, message);
    }
    this.#names = new Set([host, ...allowed].map(hostOf));
  }

  /** Whether a host name was given. */
  has(host: string): boolean {
    return this.#names.has(host);
  }

  /** @returns why the request isn't let in; undefined if it is */
  check({ url = '/', rawHeaders }: IncomingMessage): AccessRefusal | undefined {
    const authorities = rawHeaders.filter((_value, index) => index % 2 === 1 && isHost(rawHeaders[index - 1]));
    if (authorities.length !== 1) return { status: 400, message: 'a request has to have one Host header' };
    const [, target] = url.startsWith('/') ? [] : (/^[a-z][a-z\d+.-]*:\/\/(?:[^/?#\\]*@)?([^/?#\\]*)/i.exec(url) ?? []);
    if (target !== undefined) authorities.push(target);
    for (const authority of authorities) {
      if (authority === this.#last) continue;
      const host = hostOf(authority);
      if (host === undefined)
        return { status: 400, message: `${JSON.stringify(authority.slice(0, 200))} is not a host` };
      if (isIP(host) === 0 && !isLocalhost(host) && !this.#names.has(host))
        return { status: 421, message: adviceFor(host) };
      this.#last = authority;
    }
    return undefined;
  }
}

function isHost(name: string | undefined): boolean {
  return name?.length === 4 && name.toLowerCase() === 'host';
}

const adviceFor = (host: string): string =>
  `the mock is not reached as ${host}, since pages can take any name: use localhost or an address, ` +
  `or start it with --allow-host ${host} (in code: allowHosts)`;

/**
 * The host of `host:port`, written as browsers write it: in lower case, without the brackets of IPv6, and an IPv4 address
 * in dotted form. Undefined if there is anything else.
 */
export function hostOf(authority = ''): string | undefined {
  if (!/^(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d*)?$/i.test(authority)) return undefined;
  return URL.parse(`http://${authority}`)
    ?.hostname.replace(/\.$/, '')
    .replace(/^\[(.*)\]$/, '$1');
}

/** @see https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
export function isLocalhost(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost');
}
