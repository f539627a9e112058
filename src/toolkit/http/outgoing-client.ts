import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { ConnectionPool } from './connection-pool.ts';
import { Exchange } from './exchange.ts';
import { type GuardOptions, refusalOf } from './guarded-connector.ts';
import { OutgoingError, outgoingErrorCodes } from './outgoing-error.ts';
import { toOutgoingError } from './outgoing-failure.ts';
import { judgeUrl, type UrlVerdict } from './target-policy.ts';

/** The policy and the limits of an {@link OutgoingClient}. */
export interface OutgoingOptions extends Omit<GuardOptions, 'connectTimeoutMs'> {
  /** Default: 5,000. */
  readonly connectTimeoutMs?: number;
  /** For the whole exchange, up to the last byte of the response, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number;
  /** How much of a response's body is read, in bytes; the rest is not received. Default: 65,536. */
  readonly maxResponseBytes?: number;
  /** Whether connections are used again. Default: true. */
  readonly keepAlive?: boolean;
  /** How many connections that nothing uses are kept open, to all receivers together. Default: 1,000. */
  readonly maxIdleConnections?: number;
}

/** A request to an address that somebody named. */
export interface OutgoingRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A stream is chunked, unless the headers have a `Content-Length`. */
  readonly body?: Uint8Array | string | Readable | undefined;
  /**
   * Whether the receiver may get it twice. If so, a request is sent once more, on a new connection, if the receiver closed
   * a connection that had been used before, without any response. Default: whether its method is idempotent.
   * @see https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2
   */
  readonly isRepeatable?: boolean;
}

/** A response, whatever its status. */
export interface OutgoingResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As it was received: nothing is decompressed. */
  readonly body: Buffer;
  /** Whether the body was longer than what was read of it. */
  readonly isTruncated: boolean;
}

/**
 * Sends requests to addresses that users name: only where its policy allows, without following redirects, with a deadline
 * for the whole exchange and a limit for the size of the response.
 * @example
 * ```ts
 * import { OutgoingClient, parseAllowedTargets } from 'concordat/http';
 *
 * const client = new OutgoingClient({ policy: { reach: 'public', allowed: parseAllowedTargets(['10.0.0.0/8']) } });
 * const url = new URL('https://crm.example/hooks');
 * const { status } = await client.send({ url, method: 'POST', headers: {}, body: '[]' });
 * await client.close();
 * ```
 */
export class OutgoingClient {
  readonly #options: Settings;
  /** Of origins: parsing and judging takes a tenth of what an exchange takes. */
  readonly #verdicts = new Map<string, UrlVerdict>();
  #pool: ConnectionPool | Promise<ConnectionPool> | undefined;
  #isClosed = false;

  constructor(options: OutgoingOptions) {
    this.#options = {
      connectTimeoutMs: 5000,
      timeoutMs: 10_000,
      maxResponseBytes: 65_536,
      keepAlive: true,
      maxIdleConnections: 1000,
      ...options,
    };
  }

  /** @throws {OutgoingError} if there is no response; any status is a response, 3xx too */
  async send({ url, method, headers, body, isRepeatable }: OutgoingRequest): Promise<OutgoingResponse> {
    const { timeoutMs, maxResponseBytes, keepAlive } = this.#options;
    // All of the URL is read before anything is awaited, so that what was judged is what is sent to.
    const { host } = url;
    // Not `url.origin`: that of blob:http://a/ is http://a.
    const origin = `${url.protocol}//${host}`;
    if (this.#judge(url, origin) === 'refused') throw refusalOf(url, this.#options.policy);
    const path = url.pathname + url.search;
    this.#pool ??= this.#openPool();
    const pool = this.#pool instanceof ConnectionPool ? this.#pool : await this.#pool;
    if (this.#isClosed) throw new OutgoingError(outgoingErrorCodes.connection, `${host}: the client is closed`);
    const exchange = new Exchange(
      {
        origin,
        host,
        dispatched: { path, method: method as 'POST', headers, body: body ?? null, reset: !keepAlive },
        // A stream can be read once.
        isRepeatable: !(body instanceof Readable) && (isRepeatable ?? idempotent.has(method)),
        timeoutMs,
        maxResponseBytes,
      },
      pool,
    );
    try {
      return await exchange.promise;
    } catch (error) {
      throw toOutgoingError(error, host);
    }
  }

  /** Closes all connections. Requests that are under way fail. */
  async close(): Promise<void> {
    this.#isClosed = true;
    (await this.#pool)?.close();
  }

  #judge(url: URL, origin: string): UrlVerdict {
    // An origin doesn't have user name and password.
    if (url.username !== '' || url.password !== '') return 'refused';
    const known = this.#verdicts.get(origin);
    if (known) return known;
    const verdict = judgeUrl(url, this.#options.policy);
    if (this.#verdicts.size >= maxVerdicts) this.#verdicts.clear();
    this.#verdicts.set(origin, verdict);
    return verdict;
  }

  /** undici takes a twentieth of a second to load, which a process that sends nothing needn't wait for. */
  async #openPool() {
    const pool = new ConnectionPool(this.#options, await import('undici'));
    this.#pool = pool;
    return pool;
  }
}

type Settings = OutgoingOptions & Required<Omit<OutgoingOptions, 'lookup'>>;

const maxVerdicts = 1000;

const idempotent: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE']);
