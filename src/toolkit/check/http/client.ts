import { createRequire } from 'node:module';
import type { Agent } from 'undici';
import { movePath } from '../../contract/document/server-path.ts';
import type { MadeRequest } from '../../instances/index.ts';
import { type ReceivedResponse, ResponseCollector, TransportError } from './response-collector.ts';

/** The agent alone: undici's index also loads WebSockets, caches and more, which takes a twentieth of a run's time. */
const UndiciAgent = createRequire(import.meta.url)('undici/lib/dispatcher/agent.js') as typeof Agent;

export interface ClientOptions {
  /** For a response as a whole. */
  readonly timeoutMs: number;
  readonly connections: number;
  /** Whether a response's coding is asked for by a parameter of the contract alone, since that takes no `identity`; default no. */
  readonly leavesCoding?: boolean;
  /** Called when a request has got its response, or can't get one. */
  readonly onSent?:
    | ((request: Omit<MadeRequest, 'value'>, result: ReceivedResponse | TransportError, ms: number) => void)
    | undefined;
}

/** A request of a run, for a log. */
export interface SentRequest {
  readonly method: string;
  /** With its query, and without secrets. */
  readonly path: string;
  /** Undefined if there was no complete response. */
  readonly status: number | undefined;
  /** Why there was none. */
  readonly why: string | undefined;
  /** How long it took, in milliseconds. */
  readonly ms: number;
}

/** How long a response may take. */
export const defaultTimeoutMs = 10_000;

/** Sends requests to one server. It follows no redirect, and limits the time and the size of a response. */
export class Client {
  readonly url: string;
  readonly #origin: string;
  readonly #path: string;
  readonly #agent: Agent;
  readonly #timeoutMs: number;
  readonly #leavesCoding: boolean;
  readonly #onSent: ClientOptions['onSent'];

  /** @param url in the place of `servers[0].url` */
  constructor(url: string, { timeoutMs, connections, leavesCoding = false, onSent }: ClientOptions) {
    this.#leavesCoding = leavesCoding;
    this.#onSent = onSent;
    this.url = url.replace(/\/+$/, '');
    const { origin, pathname } = new URL(this.url);
    this.#origin = origin;
    this.#path = pathname.replace(/\/$/, '');
    this.#timeoutMs = timeoutMs;
    this.#agent = new UndiciAgent({ connections, headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: 2 ** 18 });
  }

  /**
   * Sends a request. The server may have closed a kept-alive connection meanwhile, so that a request whose connection
   * was closed is sent once more.
   * @param timeLeftMs the run's, where it may be less than the timeout
   */
  async send(
    request: Omit<MadeRequest, 'value'>,
    timeLeftMs = Number.POSITIVE_INFINITY,
  ): Promise<ReceivedResponse | TransportError> {
    const timeoutMs = Math.max(1, Math.min(this.#timeoutMs, Math.ceil(timeLeftMs)));
    const first = await this.#dispatch(request, timeoutMs);
    return first instanceof TransportError && first.reason === 'closed' ? this.#dispatch(request, timeoutMs) : first;
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  #dispatch(request: Omit<MadeRequest, 'value'>, timeoutMs: number): Promise<ReceivedResponse | TransportError> {
    const { method, target, headers, body, server } = request;
    const started = performance.now();
    return new Promise((resolve) => {
      const settle = (result: ReceivedResponse | TransportError) => {
        this.#onSent?.(request, result, performance.now() - started);
        resolve(result);
      };
      this.#agent.dispatch(
        {
          origin: this.#origin,
          path: (server ? movePath(server.path, server.apiPath, this.#path) : this.#path) + target,
          method,
          headers:
            this.#leavesCoding || isCodingNamed(headers) ? headers : { 'accept-encoding': 'identity', ...headers },
          body: body ?? null,
        },
        new ResponseCollector(timeoutMs, settle),
      );
    });
  }
}

/** A contract may have a parameter for it. */
function isCodingNamed(headers: MadeRequest['headers']): boolean {
  return Object.keys(headers).some(isCodingHeader);
}

export function isCodingHeader(name: string): boolean {
  return name.toLowerCase() === 'accept-encoding';
}
