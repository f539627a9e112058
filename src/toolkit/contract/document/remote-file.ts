import { hideCredentials } from '../../encoding/url.ts';
import {
  type AllowedTarget,
  lookUpInSystem,
  OutgoingClient,
  OutgoingError,
  type OutgoingResponse,
  outgoingErrorCodes,
  parseAllowedTargets,
} from '../../http/index.ts';
import { tooLarge } from './local-file.ts';
import { isUrl } from './source.ts';

const maxRedirects = 5;

/** What a file of the contract may name besides public addresses: in development, its parts may be on this machine. */
const thisMachine = parseAllowedTargets(['localhost', '127.0.0.0/8', '::1/128']);

export interface RemoteLimits {
  readonly maxBytes: number;
  /** For one file with its redirects. All files together may take four times as long. */
  readonly timeoutMs: number;
}

/**
 * Reads files of one contract over http(s). A contract must not read what only the machine that runs this can reach. The
 * user may name any address; a file of the contract public ones and this machine; a redirect, and a file that was itself
 * read over the network, public ones and, if that isn't public, the host that it came from.
 */
export class RemoteFiles {
  readonly #allowed: readonly AllowedTarget[];
  readonly #limits: RemoteLimits;
  #end: number | undefined;
  /** Hosts that were read from though they aren't public. A public one must not become private by its name alone. */
  readonly #privateHosts = new Set<string>();

  /** @param remoteHosts addresses, ranges and hosts that aren't public, and may be read from nevertheless */
  constructor(remoteHosts: readonly string[], limits: RemoteLimits) {
    this.#allowed = parseAllowedTargets(remoteHosts);
    this.#limits = limits;
  }

  /**
   * @param namedBy the file or URL that names it; undefined if the user does
   * @throws {Error} if there is no response with status 200 in time, or it is too large
   */
  async read(location: string, namedBy: string | undefined): Promise<Buffer> {
    const { maxBytes, timeoutMs } = this.#limits;
    this.#end ??= performance.now() + 4 * timeoutMs;
    const deadline = Math.min(this.#end, performance.now() + timeoutMs);
    let url = new URL(location);
    let exceptions = this.#exceptionsFor(url, namedBy);
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const { status, headers, body, isTruncated } = await this.#get(url, exceptions, deadline);
      const target = status >= 300 && status < 400 ? headers.location : undefined;
      if (target === undefined) {
        if (status !== 200) throw new Error(`the server responded with status ${status}`);
        if (isTruncated) throw new Error(tooLarge(maxBytes));
        return body;
      }
      const next = URL.parse(target, url.href);
      if (!next || !/^https?:$/.test(next.protocol))
        throw new Error(`it redirects to ${hideCredentials(target)}, which is not http(s)`);
      exceptions = this.#sameHost(url);
      url = next;
    }
    throw new Error(`it redirects more than ${maxRedirects} times`);
  }

  #exceptionsFor(url: URL, namedBy: string | undefined): readonly AllowedTarget[] {
    if (namedBy === undefined) return hostsAlike(url);
    return isUrl(namedBy) ? this.#sameHost(new URL(namedBy)) : thisMachine;
  }

  #sameHost(url: URL): readonly AllowedTarget[] {
    return this.#privateHosts.has(url.host) ? hostsAlike(url) : [];
  }

  async #get(url: URL, exceptions: readonly AllowedTarget[], deadline: number): Promise<OutgoingResponse> {
    try {
      return await this.#send(url, this.#allowed, deadline);
    } catch (error) {
      if (!(error instanceof OutgoingError) || error.code !== outgoingErrorCodes.target) throw error;
      const message = `${error.message}. If the contract may be read from there, name the host with --remote-host (remoteHosts)`;
      if (exceptions.length === 0) throw new Error(message, { cause: error });
      const response = await this.#send(url, exceptions, deadline).catch((cause: unknown) => {
        const isRefused = cause instanceof OutgoingError && cause.code === outgoingErrorCodes.target;
        throw isRefused ? new Error(message, { cause }) : cause;
      });
      this.#privateHosts.add(url.host);
      return response;
    }
  }

  async #send(url: URL, allowed: readonly AllowedTarget[], deadline: number): Promise<OutgoingResponse> {
    const client = new OutgoingClient({
      policy: { reach: 'public', allowed },
      // A company's own names may be known to the system only.
      lookup: lookUpInSystem,
      timeoutMs: Math.max(1, Math.ceil(deadline - performance.now())),
      maxResponseBytes: this.#limits.maxBytes,
      keepAlive: false,
    });
    const headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'concordat' };
    return client.send({ url, method: 'GET', headers }).finally(() => client.close());
  }
}

/** The host of a URL, on its port and, from http, on the port that https has by default. */
function hostsAlike({ hostname, port, protocol }: URL): AllowedTarget[] {
  const own = port || (protocol === 'https:' ? '443' : '80');
  return parseAllowedTargets([own, ...(own === '80' ? ['443'] : [])].map((number) => `${hostname}:${number}`));
}
