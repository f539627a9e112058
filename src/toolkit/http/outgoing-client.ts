import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Agent } from 'undici';
import { createConnector, type GuardOptions, refusalOf } from './guarded-connector.ts';
import { OutgoingError, outgoingErrorCodes } from './outgoing-error.ts';
import { judgeUrl } from './target-policy.ts';

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
}

/** A request to an address that somebody named. */
export interface OutgoingRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A stream is chunked, unless the headers have a `Content-Length`. */
  readonly body?: Uint8Array | string | Readable | undefined;
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
  #transport: Promise<Transport> | undefined;

  constructor(options: OutgoingOptions) {
    this.#options = {
      connectTimeoutMs: 5000,
      timeoutMs: 10_000,
      maxResponseBytes: 65_536,
      keepAlive: true,
      ...options,
    };
  }

  /** @throws {OutgoingError} if there is no response; any status is a response, 3xx too */
  async send({ url, method, headers, body }: OutgoingRequest): Promise<OutgoingResponse> {
    const { policy, timeoutMs, maxResponseBytes, keepAlive } = this.#options;
    if (judgeUrl(url, policy) === 'refused') throw refusalOf(url);
    this.#transport ??= openTransport(this.#options);
    const { agent, request } = await this.#transport;
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const sent = {
        method: method as 'POST',
        headers,
        body: body ?? null,
        dispatcher: agent,
        signal,
        reset: !keepAlive,
      };
      const response = await request(url, sent);
      return {
        status: response.statusCode,
        headers: response.headers,
        ...(await readBody(response.body, maxResponseBytes)),
      };
    } catch (error) {
      throw signal.aborted ? lateBy(timeoutMs, url, error) : toOutgoingError(error, url);
    }
  }

  /** Closes all connections. Requests that are under way fail. */
  async close(): Promise<void> {
    await (await this.#transport)?.agent.destroy();
  }
}

type Settings = OutgoingOptions & Required<Omit<OutgoingOptions, 'lookup'>>;

interface Transport {
  readonly agent: Agent;
  readonly request: typeof import('undici').request;
}

/** undici takes a twentieth of a second to load, which a process that sends nothing needn't wait for. */
async function openTransport(options: Settings): Promise<Transport> {
  const { Agent, buildConnector, Pool, request } = await import('undici');
  const agent = new Agent({
    // The deadline is for the whole exchange. undici's own are for the time between two bytes.
    headersTimeout: 0,
    bodyTimeout: 0,
    factory: (origin, given) =>
      new Pool(origin, { ...given, connect: createConnector(new URL(origin), options, buildConnector) }),
  });
  return { agent, request };
}

async function readBody(body: Readable, maxBytes: number): Promise<Pick<OutgoingResponse, 'body' | 'isTruncated'>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop closes the connection.
    if (size > maxBytes) break;
  }
  return { body: Buffer.concat(chunks).subarray(0, maxBytes), isTruncated: size > maxBytes };
}

function lateBy(timeoutMs: number, { host }: URL, cause: unknown): OutgoingError {
  const message = `no complete response from ${host} within ${timeoutMs / 1000} s`;
  return new OutgoingError(outgoingErrorCodes.timeout, message, { cause });
}

/** Errors of the network and of undici have a code; others are bugs of ours, and are not wrapped. */
function toOutgoingError(error: unknown, { host }: URL): unknown {
  const { message, code } = error as NodeJS.ErrnoException;
  if (error instanceof OutgoingError || code === undefined) return error;
  // If several addresses were tried, the error has a code and no message.
  const why = `${host}: ${message || code}`;
  if (code === 'UND_ERR_INVALID_ARG') return new OutgoingError(outgoingErrorCodes.unsendable, why, { cause: error });
  const isLate = code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT';
  const kind = isLate ? outgoingErrorCodes.timeout : outgoingErrorCodes.connection;
  return new OutgoingError(kind, why, { cause: error });
}
