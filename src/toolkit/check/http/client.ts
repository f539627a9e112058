import { createRequire } from 'node:module';
import type { Agent } from 'undici';
import type { MadeRequest } from '../../instances/index.ts';
import { Answer, type NoAnswer, type Received } from './response-collector.ts';

/** By itself: undici's index loads WebSockets, caches and more with it, for a twentieth of a run's time. */
const UndiciAgent = createRequire(import.meta.url)('undici/lib/dispatcher/agent.js') as typeof Agent;

export interface ClientOptions {
  /** How long an answer may take as a whole, in milliseconds. */
  readonly timeout: number;
  readonly connections: number;
}

/** How long an answer may take, in milliseconds, where nothing else is said. */
export const usualTimeout = 10_000;

/** Sends requests to one server: follows no redirect, and bounds what comes back in time and size. */
export class Client {
  readonly url: string;
  readonly #origin: string;
  readonly #path: string;
  readonly #agent: Agent;
  readonly #timeout: number;

  /** @param url in the place of `servers[0].url` */
  constructor(url: string, { timeout, connections }: ClientOptions) {
    this.url = url.replace(/\/+$/, '');
    const { origin, pathname } = new URL(this.url);
    this.#origin = origin;
    this.#path = pathname.replace(/\/$/, '');
    this.#timeout = timeout;
    this.#agent = new UndiciAgent({ connections, headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: 2 ** 18 });
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

  #send({ method, target, headers, body }: Omit<MadeRequest, 'value'>, timeout: number): Promise<Received | NoAnswer> {
    return new Promise((settle) => {
      this.#agent.dispatch(
        {
          origin: this.#origin,
          path: this.#path + target,
          method,
          headers: { 'accept-encoding': 'identity', ...headers },
          body: body ?? null,
        },
        new Answer(timeout, settle),
      );
    });
  }
}
