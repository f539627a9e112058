import { copyText } from './copied-text.ts';
import { type Exchange, ExchangeLog, type KeptExchange } from './exchange-log.ts';

/** One request and its result. Long texts are cut. */
export interface LoggedRequest {
  readonly number: number;
  /** In UTC. */
  readonly time: string;
  readonly method: string;
  readonly url: string;
  /** From `X-Concordat-Session`. */
  readonly session?: string | undefined;
  readonly operationId: string | undefined;
  readonly status: number;
  /** In milliseconds. */
  readonly ms: number;
  /** Why it was rejected; empty for a valid request. */
  readonly errors: readonly string[];
}

const maxEntries = 1000;
const maxErrors = 20;
/** Of an error and of an operationId, in UTF-16 code units. */
const maxTextLength = 200;
const maxUrlLength = 2000;

/** The last requests, and listeners for new ones. Below 16 MiB whatever is sent, with two bytes for each code unit. */
export class RequestLog {
  #entries: LoggedRequest[] = [];
  #count = 0;
  readonly #exchanges = new ExchangeLog();
  readonly #listeners = new Set<() => void>();
  readonly #onRequest: (request: LoggedRequest) => void;

  /** @param onRequest is called after each request */
  constructor(onRequest: (request: LoggedRequest) => void = () => {}) {
    this.#onRequest = onRequest;
  }

  /** @param exchange what can be shown of the request besides; undefined for nothing */
  add({ url, operationId, errors, ...rest }: Omit<LoggedRequest, 'number'>, exchange?: Exchange): void {
    const entry: LoggedRequest = {
      number: ++this.#count,
      ...rest,
      url: cut(url, maxUrlLength),
      operationId: operationId === undefined ? undefined : cut(operationId, maxTextLength),
      errors: cutErrors(errors),
    };
    this.#entries.push(entry);
    if (this.#entries.length > maxEntries) this.#entries.shift();
    if (exchange) this.#exchanges.add(entry.number, exchange);
    for (const listener of this.#listeners) listener();
    this.#onRequest(entry);
  }

  /** The oldest first. */
  get entries(): readonly LoggedRequest[] {
    return this.#entries.slice();
  }

  /** Those of one session, the oldest first. */
  of(session: string): readonly LoggedRequest[] {
    return this.#entries.filter((entry) => entry.session === session);
  }

  /** The oldest request with that number or a greater one. */
  from(number: number): LoggedRequest | undefined {
    // It is one of the last, as readers are asked after each request.
    const before = this.#entries.findLastIndex((entry) => entry.number < number);
    return this.#entries[before + 1];
  }

  /** Forgets the requests of one session; undefined for those that name none. */
  clear(session: string | undefined): void {
    this.#entries = this.#entries.filter((entry) => entry.session !== session);
    const numbers = new Set(this.#entries.map(({ number }) => number));
    this.#exchanges.retain((number) => numbers.has(number));
  }

  /** A request of the last ones, and what was sent. */
  find(number: number): { readonly entry: LoggedRequest; readonly exchange: KeptExchange } | undefined {
    const exchange = this.#exchanges.get(number);
    const entry = exchange && this.#entries.find((one) => one.number === number);
    return entry && exchange && { entry, exchange };
  }

  /** Forgets what was sent, as another contract wouldn't know what is secret in it, and keeps the requests. */
  forgetExchanges(): void {
    this.#exchanges.retain(() => false);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /**
   * Calls a function after each new request.
   * @returns a function that removes the listener
   */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function cutErrors(errors: readonly string[]): string[] {
  if (errors.length <= maxErrors) return errors.map((error) => copyText(cut(error, maxTextLength)));
  const shown = cutErrors(errors.slice(0, maxErrors - 1));
  return [...shown, `and ${errors.length - shown.length} more`];
}

function cut(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : copyText(`${text.slice(0, maxLength - 1)}…`);
}
