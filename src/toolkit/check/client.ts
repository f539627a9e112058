import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { Agent, request } from 'undici';
import type { MadeRequest } from '../instances/index.ts';

/** An answer as it came. */
export interface Received {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  /** Why the bytes aren't what their Content-Encoding says. */
  readonly undecoded?: string;
}

/** Why there is no answer to look at. */
export interface NoAnswer {
  readonly reason: 'refused' | 'timeout' | 'closed' | 'tooLarge' | 'unsendable';
  readonly message: string;
}

export interface ClientOptions {
  /** How long an answer may take as a whole, in milliseconds. */
  readonly timeout: number;
  readonly connections: number;
}

/** How long an answer may take, in milliseconds, where nothing else is said. */
export const usualTimeout = 10_000;
/** In bytes. */
const largest = 16 * 2 ** 20;

/** Sends requests to one server: follows no redirect, and bounds what comes back in time and size. */
export class Client {
  readonly url: string;
  readonly #agent: Agent;
  readonly #timeout: number;

  /** @param url in the place of `servers[0].url` */
  constructor(url: string, { timeout, connections }: ClientOptions) {
    this.url = url.replace(/\/+$/, '');
    this.#timeout = timeout;
    this.#agent = new Agent({ connections, headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: 2 ** 18 });
  }

  /**
   * A connection that was kept may have been closed meanwhile, so that one that is closed is tried once more.
   * @param timeLeft in milliseconds, where that is less than what an answer may take
   */
  async send(made: Omit<MadeRequest, 'value'>, timeLeft = Number.POSITIVE_INFINITY): Promise<Received | NoAnswer> {
    const timeout = Math.max(1, Math.min(this.#timeout, Math.ceil(timeLeft)));
    const first = await this.#send(made, timeout);
    return 'reason' in first && first.reason === 'closed' ? this.#send(made, timeout) : first;
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #send(made: Omit<MadeRequest, 'value'>, timeout: number): Promise<Received | NoAnswer> {
    const { method, target, headers, body } = made;
    const signal = AbortSignal.timeout(timeout);
    try {
      const answer = await request(this.url + target, {
        dispatcher: this.#agent,
        method: method as 'GET',
        headers: { 'accept-encoding': 'identity', ...headers },
        body: body ?? null,
        signal,
      });
      // A stream of events has no end.
      if (/^text\/event-stream/.test(String(answer.headers['content-type']))) {
        answer.body.destroy();
        return { status: answer.statusCode, headers: answer.headers, bytes: Buffer.alloc(0) };
      }
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        size += chunk.length;
        // Leaving the loop gives the connection up.
        if (size > largest)
          return { reason: 'tooLarge', message: `the answer is larger than ${largest / 2 ** 20} MiB` };
      }
      return {
        status: answer.statusCode,
        headers: answer.headers,
        ...decode(answer.headers, Buffer.concat(chunks)),
      };
    } catch (error) {
      if (signal.aborted) return { reason: 'timeout', message: `no whole answer within ${timeout / 1000} s` };
      return describeFailure(error as NodeJS.ErrnoException);
    }
  }
}

/** Some compress whatever they are asked for. */
function decode(headers: Received['headers'], bytes: Buffer): Pick<Received, 'bytes' | 'undecoded'> {
  const decoders = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync } as const;
  const coding = String(headers['content-encoding'] ?? '').toLowerCase();
  if (!Object.hasOwn(decoders, coding) || bytes.length === 0) return { bytes };
  try {
    return { bytes: decoders[coding as keyof typeof decoders](bytes, { maxOutputLength: largest }) };
  } catch (error) {
    return { bytes, undecoded: `a body that is no ${coding}, as it says: ${(error as Error).message}` };
  }
}

function describeFailure({ code = '', message }: NodeJS.ErrnoException): NoAnswer {
  if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/.test(code))
    return { reason: 'refused', message: `nobody answers: ${code}` };
  if (code === 'UND_ERR_INVALID_ARG') return { reason: 'unsendable', message };
  return { reason: 'closed', message: `the connection broke before the answer was there: ${message || code}` };
}
