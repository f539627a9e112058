/** One request and its result. */
export interface LoggedRequest {
  readonly number: number;
  /** In UTC. */
  readonly time: string;
  readonly method: string;
  readonly url: string;
  readonly operationId: string | undefined;
  readonly status: number;
  /** In milliseconds. */
  readonly ms: number;
  /** Why it was rejected; empty for a valid request. */
  readonly errors: readonly string[];
}

const maxEntries = 1000;

/** The last requests, and listeners for new ones. */
export class RequestLog {
  #entries: LoggedRequest[] = [];
  #count = 0;
  readonly #listeners = new Set<(entry: LoggedRequest) => void>();

  add(entry: Omit<LoggedRequest, 'number'>): void {
    const numbered = { number: ++this.#count, ...entry };
    this.#entries.push(numbered);
    if (this.#entries.length >= 2 * maxEntries) this.#entries = this.#entries.slice(-maxEntries);
    for (const listener of this.#listeners) listener(numbered);
  }

  /** The oldest first. */
  get entries(): readonly LoggedRequest[] {
    return this.#entries.slice(-maxEntries);
  }

  clear(): void {
    this.#entries = [];
  }

  /** @returns a function that removes the listener */
  listen(listener: (entry: LoggedRequest) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
