import { Agent, request } from 'undici';
import type { MadeRequest } from '../instances/index.ts';

/** An answer as it came. */
export interface Received {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
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

  /** A connection that was kept may have been closed meanwhile, so that one that is closed is tried once more. */
  async send(made: Omit<MadeRequest, 'value'>): Promise<Received | NoAnswer> {
    const first = await this.#send(made);
    return 'reason' in first && first.reason === 'closed' ? this.#send(made) : first;
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #send({ method, target, headers, body }: Omit<MadeRequest, 'value'>): Promise<Received | NoAnswer> {
    const signal = AbortSignal.timeout(this.#timeout);
    try {
      const answer = await request(this.url + target, {
        dispatcher: this.#agent,
        method: method as 'GET',
        headers,
        body: body ?? null,
        signal,
      });
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        size += chunk.length;
        // Leaving the loop gives the connection up.
        if (size > largest)
          return { reason: 'tooLarge', message: `the answer is larger than ${largest / 2 ** 20} MiB` };
      }
      return { status: answer.statusCode, headers: answer.headers, bytes: Buffer.concat(chunks) };
    } catch (error) {
      if (signal.aborted) return { reason: 'timeout', message: `no whole answer within ${this.#timeout / 1000} s` };
      return describeFailure(error as NodeJS.ErrnoException);
    }
  }
}

function describeFailure({ code = '', message }: NodeJS.ErrnoException): NoAnswer {
  if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/.test(code))
    return { reason: 'refused', message: `nobody answers: ${code}` };
  if (code === 'UND_ERR_INVALID_ARG') return { reason: 'unsendable', message };
  return { reason: 'closed', message: `the connection broke before the answer was there: ${message || code}` };
}
